"""Drafts of the agreement as text and by forms, and any two versions side by side."""
