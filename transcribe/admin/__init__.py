"""Tools for the operator: backup, restore, doctor, certificates."""
