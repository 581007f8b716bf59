"""A constructive dialogue with stakeholders after a session of a working group (domain.md 6)."""
