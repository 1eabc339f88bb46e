"""What a member was told, what they want to hear of, and their calendar's address."""
