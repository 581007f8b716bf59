"""A voluntary pilot initiative of one State with its stakeholders: values of the ledger and of history."""
