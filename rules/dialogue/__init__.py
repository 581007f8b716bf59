"""The rules of a constructive dialogue with stakeholders (domain.md 6)."""
