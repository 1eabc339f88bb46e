"""What every screen shares: layout, look, policy, refusals, small parts."""
