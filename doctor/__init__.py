"""The draw doctor: whether a drawing of lots has a valid outcome, where it is tight, what clashes and what helps.

A room of its own because it needs a solver (OR-Tools' CP-SAT), which the draw and its checker must never need.
"""
