"""A training, such as those of SE4U: values of the ledger and of history."""
