"""Strings and terms: find and replace, disfluencies, the glossary. Pure."""
