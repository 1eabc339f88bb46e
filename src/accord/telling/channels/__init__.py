"""One file a way out: what a delivery looks like there, and what its answers mean."""
