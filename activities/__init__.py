"""Doors to the world that workflows call: each does one thing and is safe to repeat."""
