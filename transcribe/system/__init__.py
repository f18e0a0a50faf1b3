"""Interface to the operating system: child processes, file modes, environment variables."""
