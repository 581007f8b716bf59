"""The review of one State over its four phases (domain.md 0.3, 1.4)."""
