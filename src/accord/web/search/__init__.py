"""The search of the command palette."""
