"""What runs beside requests: periodic tasks, slots for threads, rows that failed and are tried again."""
