"""Calls out of the house: the one room that opens connections to addresses which somebody typed in.

Takes an address and what to send, gives what came back. Never calls an address inside the house unless the
administrator allowed it, never follows a redirection, never reads more or waits longer than it said.
"""
