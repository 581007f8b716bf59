"""The draw doctor."""
