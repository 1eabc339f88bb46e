"""Leads that one datum or a few points would make ready."""
