"""The general review of a Conference: counting, what is left out, the audit of it, the draft (domain.md 5)."""
