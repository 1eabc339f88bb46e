"""Both sides' clocks: lists, one clock's history, pauses and excuses."""
