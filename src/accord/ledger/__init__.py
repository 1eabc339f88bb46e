"""What was decided, in order, by whom, under which version.

Takes decisions of people and of the process, gives them back in order. Never changes or forgets one.
"""
