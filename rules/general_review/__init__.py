"""The general review of a Conference: reading the ledger, counting, what is published, the draft (domain.md 5)."""
