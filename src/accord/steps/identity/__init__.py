"""Who it was: touches in, people and their accounts out, by identifiers that are never forgotten.

Takes touches and people's decisions (merge, un-merge, account by hand), gives placed touches, the people concerned
and their traits through time. Never lets the order of arrival decide who is who, and never lets an id die.
"""
