"""Where heavy work runs: the compiled fold over touches, and the columns it reads.

Takes a plan of flat rules and columns of small integers, gives exact units of score. Never decides what a rule means,
and loads numba and Arrow only when somebody computes.
"""
