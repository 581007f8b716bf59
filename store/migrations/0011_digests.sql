-- One mail a day for what is not urgent. Its day, its Message-ID and its members are fixed here before it is sent, so
-- that a sender that dies leaves behind what the next one sends again, unchanged.

CREATE TABLE digest (
    key text COLLATE "C" PRIMARY KEY,
    message_id text COLLATE "C" NOT NULL UNIQUE,
    cycle text COLLATE "C" NOT NULL,
    recipient_kind text COLLATE "C" NOT NULL,
    recipient_id text COLLATE "C" NOT NULL,
    -- The reader's local day on which it was put together, and the one on which the relay took it.
    day date NOT NULL,
    sent_on date,
    state text COLLATE "C" NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sent', 'failed', 'unaddressed', 'withdrawn')),
    attempts integer NOT NULL DEFAULT 1,
    next_attempt_at timestamptz NOT NULL,
    leased_until timestamptz,
    last_answer text,
    fixed_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    UNIQUE (cycle, recipient_kind, recipient_id, day)
);

-- A reader has one mail under way at most: the next is put together when it has arrived or is given up.
CREATE UNIQUE INDEX digest_under_way ON digest (cycle, recipient_kind, recipient_id) WHERE state = 'queued';
CREATE INDEX digest_queued ON digest (cycle, next_attempt_at, key) WHERE state = 'queued';

-- day     the reader's local day on whose window a notice waits; NULL until that is known, and for what goes at once
-- digest  the mail that it is in
ALTER TABLE outbox
    ADD COLUMN day date,
    ADD COLUMN digest text COLLATE "C" REFERENCES digest;

CREATE INDEX outbox_by_digest ON outbox (digest) WHERE digest IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (cycle, next_attempt_at)
    WHERE state = 'queued' AND pace <> 'urgent' AND NOT is_formal AND digest IS NULL;

-- The Message-ID of the mail that an attempt was about: the notice's own, or that of the mail of the day.
ALTER TABLE delivery_attempt ADD COLUMN message_id text COLLATE "C";

-- In which State a reader sits, in the terms of outbox.recipient_kind and outbox.recipient_id; desks are not here.
CREATE VIEW whereabouts AS
    SELECT 'person' AS kind, id, state FROM person
    UNION ALL
    SELECT 'mission', state, state FROM mission
    UNION ALL
    SELECT 'stakeholder', id, country FROM stakeholder;
