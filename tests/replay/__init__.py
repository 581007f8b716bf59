"""Recorded histories, replayed with today's code."""
