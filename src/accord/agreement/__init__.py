"""What marketing and sales agreed: the one document that everything else is judged by.

Takes its text, gives frozen clauses, every fault with its place, and the version in force at an instant.
Never scores, moves or assigns anybody: it says by what rules others do.
"""
