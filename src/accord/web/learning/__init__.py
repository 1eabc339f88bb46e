"""What outcomes say of rules, profile and personas, and what they suggest."""
