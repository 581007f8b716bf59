"""Rounds of real beacons verify, what was changed in them does not, and a rehearsal is signed as truly."""
