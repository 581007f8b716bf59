"""A domestic dialogue while a self-assessment is prepared: values of the ledger and of history."""
