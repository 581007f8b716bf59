"""A knowledge hub, such as WhatsOn, with its members: values of the ledger and of history."""
