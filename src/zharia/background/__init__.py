"""What runs beside requests: periodic tasks, slots for threads, failed rows tried again."""
