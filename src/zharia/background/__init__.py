"""Background work: periodic tasks, a bounded thread pool, rows that fail, outages."""
