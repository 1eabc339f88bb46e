"""Wiring: takes the environment, gives a running Accord. Decides nothing of the lead process."""
