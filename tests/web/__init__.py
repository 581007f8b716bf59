"""The dashboard on a real PostgreSQL, and in a real browser."""
