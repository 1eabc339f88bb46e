"""Companies: who belongs to them, their leads and deals."""
