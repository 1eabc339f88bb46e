"""The order of things: the river, what people decide across rooms, new versions, and everything made anew.

Takes the rooms' verbs, gives one transaction around them. Never decides by itself what a room can decide.
"""
