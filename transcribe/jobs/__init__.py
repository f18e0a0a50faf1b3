"""How work is scheduled and run. Knows no HTTP request and no user interface."""
