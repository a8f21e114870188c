"""The service: web server and worker put together, started and stopped."""
