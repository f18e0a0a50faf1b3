"""`python -m transcribe` is the command line."""

from transcribe.cli.main import main

main()
