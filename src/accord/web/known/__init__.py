"""Do we know them? A name, an address, a domain, a phone number or a whole signature, looked up."""
