"""A national alliance or a regional network of stakeholders: values of the ledger and of history."""
