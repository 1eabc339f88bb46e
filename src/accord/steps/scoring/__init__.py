"""The score moves: touches and traits, judged by one version of the agreement, become scores with contributions.

Takes placed touches and histories of traits, gives exact scores at any instant and says why. Never stores a running
total: what is stored is a cache that can be rebuilt.
"""
