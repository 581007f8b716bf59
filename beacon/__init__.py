"""Public randomness: rounds of a beacon, supplied by file or address, verified by signature, or rehearsed.

Signatures need pairings on a curve, which the standard library does not have; so this room stands apart. Rules and
workflows never enter it: a round is verified once, at the door, by the command line or the worker.
"""
