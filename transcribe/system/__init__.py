"""What the program asks of the operating system: child processes, file modes, environment."""
