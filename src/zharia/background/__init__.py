"""What runs beside requests: periodic tasks, thread slots, rows that failed and are tried again."""
