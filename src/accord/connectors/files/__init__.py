"""Import of people, accounts, deals and touches from files.

Takes a file and a mapping of its columns, gives bodies for the inbox and deals for outcomes, row by row, with the
line and the reason of every refusal. Never writes a touch itself and never guesses silently: what is only likely
is a suggestion in the dry run.
"""
