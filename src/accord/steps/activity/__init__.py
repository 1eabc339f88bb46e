"""What a rep did with a lead, and what they say of it.

Takes calls, mails, meetings and notes with their outcome, an impression of the lead once it was worked, and the rules
that misled; gives them back, counted. Never moves a lead and never forgets: what is taken back is marked so.
"""
