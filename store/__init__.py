"""What we remember: PostgreSQL through asyncpg, and the only home of SQL.

Functions take the pool first and return models, never rows. `pool` opens connections, `migrations` makes the tables,
`ledger` keeps the ten-year record, `verification` checks it, `read_model` answers pages and lists, `outbox` hands
notices to senders, `people` and `documents` hold what ledger and history know by id alone, `changes` tells listeners.
"""
