"""What is remembered, in PostgreSQL: ledger, read model, outbox, documents, migrations. SQL lives only here."""
