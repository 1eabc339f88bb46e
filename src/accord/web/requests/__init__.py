"""What one side asks of the other: a brief form, an answer in time, a discussion."""
