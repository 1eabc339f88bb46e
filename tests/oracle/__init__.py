"""The meaning of a score, written a second time: slow, plain, and sharing nothing with what it judges."""
