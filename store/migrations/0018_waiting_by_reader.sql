-- What waits for the mail of a reader's day, by reader: without it each look reads all that a reader was ever told.
CREATE INDEX outbox_waiting_by_reader ON outbox (recipient_kind, recipient_id, pace)
    WHERE state = 'queued' AND pace <> 'urgent' AND NOT is_formal AND digest IS NULL;
