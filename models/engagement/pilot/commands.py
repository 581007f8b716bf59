"""A voluntary pilot initiative of one State with its stakeholders: its commands."""
