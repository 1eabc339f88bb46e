"""Trying an agreement: a replay that somebody asked for, carried out in the background and kept to be talked about.

Takes the text of a draft or a version, gives an address whose numbers stay as they were found. Never decides anything.
"""
