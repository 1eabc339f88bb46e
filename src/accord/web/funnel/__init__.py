"""The funnel: how many reached each stage, and the people behind each number."""
