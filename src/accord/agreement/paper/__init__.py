"""The agreement on paper.

Takes a version with its signatures, gives a PDF in the layout of a language.
Never reads anything but the version: what is printed is what was signed.
"""
