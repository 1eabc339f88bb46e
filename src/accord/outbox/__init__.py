"""What somebody has to be told, written in the transaction of what it tells about.

Takes a kind, whom to tell and what it is about, gives it back to who reads and to who carries it out of the house.
Never sends anything itself, and never decides who hears of what.
"""
