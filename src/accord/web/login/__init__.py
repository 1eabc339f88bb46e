"""Log-in, log-out and passwords; nobody signs themselves up."""
