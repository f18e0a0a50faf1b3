"""`python -m transcribe` is the command line."""

from transcribe.cli import main

main()
