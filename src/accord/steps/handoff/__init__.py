"""A ready lead becomes some rep's.

Takes leads that entered a stage named in `handoff.at`, gives each to one active member in turn, and keeps who took,
rejected or gave it back, and when. Never offers a lead twice at once and never to an inactive member.
"""
