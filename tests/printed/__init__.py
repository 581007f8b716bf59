"""Tests of what is printed of a draw."""
