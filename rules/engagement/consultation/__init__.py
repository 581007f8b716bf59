"""A domestic dialogue while a self-assessment is prepared: the rules."""
