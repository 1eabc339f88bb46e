"""What came of it: opportunities, won and lost.

Takes deals from reps and imports, gives their amounts and results. Never adds amounts of different currencies.
"""
