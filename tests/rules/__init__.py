"""Rules by plain calls: no server, no clock, no store."""
