"""Takes the text of an agreement, gives its clauses with their places and every fault. Never stops at the first."""
