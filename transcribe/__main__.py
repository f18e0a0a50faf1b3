"""Entry point for `python -m transcribe`: the command line."""

from transcribe.cli.main import main

main()
