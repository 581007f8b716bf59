"""The track of a Conference: general review, recommendations, observers (domain.md 5, 6.2)."""
