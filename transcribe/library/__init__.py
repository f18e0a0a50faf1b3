"""Use cases shared by the pages, the API, the command line and watched folders."""
