"""Scores and criteria become the stage of a lead.

Takes moments of people and decisions of members, gives leads and their transitions, each with its reason, evidence
and agreement. Never moves a lead against the graph, whichever door asks, and never rewrites a transition.
"""
