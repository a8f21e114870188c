"""The service: web server, worker and feed reader, put together, started and stopped."""
