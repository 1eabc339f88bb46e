"""What one side asks of the other.

Takes a brief form and gives a request with states, a discussion and a clock for its answer. Never answers for a side
that was not asked.
"""
