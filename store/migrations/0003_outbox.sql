-- What is to be told: one row per notice, written with the ledger, taken by senders under a lease.

CREATE TABLE outbox (
    key text COLLATE "C" PRIMARY KEY,
    message_id text COLLATE "C" NOT NULL UNIQUE,
    cycle text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    event text NOT NULL,
    recipient_kind text COLLATE "C" NOT NULL,
    recipient_id text COLLATE "C" NOT NULL,
    context json NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'unaddressed')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    last_answer text,
    queued_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);

CREATE INDEX outbox_queued ON outbox (next_attempt_at, key) WHERE state = 'queued';

-- A decade leaves a million rows that were sent; counting them reads this and not them.
CREATE INDEX outbox_by_state ON outbox (cycle, state);

CREATE TABLE delivery_attempt (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL REFERENCES outbox,
    at timestamptz NOT NULL DEFAULT now(),
    outcome text COLLATE "C" NOT NULL CHECK (outcome IN ('sent', 'deferred', 'failed', 'unaddressed')),
    answer text NOT NULL
);

CREATE INDEX delivery_attempt_by_key ON delivery_attempt (key);
