"""A knowledge hub and its members: code of conduct, verification, yearly renewal, abuse, appeal (domain.md 7.2)."""
