"""Payload → touch.

Takes raw request bodies from the inbox, gives touches with corrected times and canonical traits, and warnings for
what was refused or odd. Never decides who a touch belongs to, and never refuses one for its time alone.
"""
