"""The goals of the agreement, as both sides see them."""
