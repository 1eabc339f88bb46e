"""My queue: what to work now, in order, and why."""
