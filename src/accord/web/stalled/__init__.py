"""Leads and deals that stand still, and stages that convert less or slower than they did."""
