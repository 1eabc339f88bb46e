"""The agreement as both sides read it: definitions in words, drawing, scoring table, text."""
