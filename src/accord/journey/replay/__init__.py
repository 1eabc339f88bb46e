"""What an agreement would have done: replayed over all history, beside the version in force and beside what happened.

Takes the text of an agreement, gives a report that is the same for the same document and data. Never writes to the
rooms it reads from, and never lets a decision know what was learnt after it.
"""
