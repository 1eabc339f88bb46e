"""Words that everyone shares: instants, touches, traits, actors, money, errors.

Takes nothing of ours, gives small frozen types. Never a framework, a database, the network or the clock.
"""
