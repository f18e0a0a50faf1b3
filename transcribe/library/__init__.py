"""Use cases that the pages, the API, the command line and watched folders share."""
