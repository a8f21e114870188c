"""The service: web server, worker and reader of feeds put together, started and stopped."""
