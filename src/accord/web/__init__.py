"""Screens, by what a person does: each folder has its addresses, views, forms, templates and tests.

Takes a member's request, gives a page. Never decides: every change is one verb of a room.
"""
