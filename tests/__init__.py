"""The tests. A package, because dependencies bring packages of this name, which would hide a folder without this file."""
