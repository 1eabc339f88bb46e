"""Log-ins: who may see and do what.

Takes e-mail addresses and roles, gives members and the one policy table. Never decides anything about leads.
"""
