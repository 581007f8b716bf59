"""A national alliance or a regional network of stakeholders: the rules."""
