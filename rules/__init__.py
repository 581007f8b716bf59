"""What we decide: pure functions of a state, a command and a date.

No clock, no input or output, no randomness, no Temporal: `now` is an argument, and a decade is a loop in memory.
"""
