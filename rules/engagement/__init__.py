"""Engagements (domain.md 7): five kinds of one aggregate, each in a room of its own."""
