"""Workflows on the real server, the ledger in memory."""
