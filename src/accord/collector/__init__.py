"""The tracking door, on the public address.

Takes request bodies of tracking clients, gives an answer once they are on disk; everything else on the address it
hands to the web process. Never splits, never decides, never imports Django.
"""
