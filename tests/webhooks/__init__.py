"""Webhooks: places of the ledger, what is told, where to, in which order, signed how."""
