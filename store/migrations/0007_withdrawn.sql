-- A reminder whose duty was met before the mail left, as after a day without a mail server, is not sent.

ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check
    CHECK (state IN ('queued', 'sent', 'failed', 'unaddressed', 'withdrawn'));

ALTER TABLE delivery_attempt DROP CONSTRAINT delivery_attempt_outcome_check;
ALTER TABLE delivery_attempt ADD CONSTRAINT delivery_attempt_outcome_check
    CHECK (outcome IN ('sent', 'deferred', 'failed', 'unaddressed', 'withdrawn'));
