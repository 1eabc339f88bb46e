"""The sample company: what a year and a half at Northwind looks like, made up and always the same for one seed.

Takes a size, a seed and the present instant; gives touches through the inbox and decisions through the desk, played
in the order of time. Never writes a row itself, so that every number of the sample is one the product made.
"""
