"""The clocks of both sides' promises.

Takes what happens to a lead or a request, and gives clocks: when each is due, what is done as its time goes by, whether
it was kept. Never moves a lead: what an escalation asks for is given back to be done.
"""
