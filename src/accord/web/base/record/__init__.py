"""A record as people read it: why the score is what it is, and what happened when."""
