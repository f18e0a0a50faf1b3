"""Analysis of a transcript's history and text: changes since the draft, effort, checks. Pure."""
