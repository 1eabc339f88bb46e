"""Accord: marketing and sales run one lead process by one signed agreement."""
