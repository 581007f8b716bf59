"""A training, such as those of SE4U: the rules."""
