"""What runs in a worker process: the process itself and the tasks it performs."""
