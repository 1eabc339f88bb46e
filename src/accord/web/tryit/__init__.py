"""Try it: an agreement replayed over all history beside another one, its numbers, and the knobs to turn."""
