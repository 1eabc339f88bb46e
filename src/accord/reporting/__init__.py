"""The measures that both teams read, each defined once.

Takes what the rooms recorded, gives numbers with the people behind them. Never decides or changes anything.
"""
