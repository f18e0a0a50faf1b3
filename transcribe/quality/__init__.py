"""What a transcript's history and its text tell: changes against the draft, effort, checks. Pure."""
