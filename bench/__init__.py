"""Measurements: always a ratio against a peer or the floor in the same run, never an absolute time."""
