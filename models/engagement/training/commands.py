"""A training, such as those of SE4U: its commands."""
