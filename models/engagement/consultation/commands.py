"""A domestic dialogue while a self-assessment is prepared: its commands."""
