"""The track of one session of the Conference: its general review, recommendations, observers (domain.md 5, 6.2)."""
