"""A national alliance or a regional network of stakeholders: its commands."""
