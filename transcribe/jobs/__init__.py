"""Scheduling and running of jobs. Independent of HTTP and of the user interface."""
