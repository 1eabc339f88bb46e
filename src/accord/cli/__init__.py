"""The command line: every command calls one verb of a room and prints what it gives, for people or as JSON."""
