"""Whom programs leave alone, because sales says so."""
