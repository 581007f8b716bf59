"""A decade in memory: every aggregate, everybody's acts and the calendar in one loop."""
