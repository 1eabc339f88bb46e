"""How Accord reaches people outside its own pages, for operations: channels, what they were sent, what became of it."""
