"""Tests of the track of a Conference."""
