-- Programs of others that are told what happened: who, of what, under which keys, up to where, with which answers.

-- One order of everything recorded, across all streams, for those who read on from where they were. A place is given after
-- the entry is committed, by comparing heads (store/places.py); it is given once, and without a gap.
CREATE TABLE ledger_place (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    UNIQUE (stream, version)
);

CREATE TRIGGER ledger_place_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_place
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE webhook (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    url text NOT NULL,
    -- What it asked for: `lots.*`, `phase/untoc-1/FRA/*`; an empty list asks for everything that it may be told.
    events text[] COLLATE "C" NOT NULL,
    streams text[] COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'active'
        CHECK (state IN ('active', 'paused', 'stopped', 'gone', 'removed')),
    because text NOT NULL DEFAULT '',
    -- Everything up to here is delivered, or was not for it.
    position bigint NOT NULL,
    replay integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    -- Who serves it now; whoever lost the lease can note nothing any more.
    lease text COLLATE "C",
    leased_until timestamptz,
    added_at timestamptz NOT NULL DEFAULT now()
);

-- The keys that messages are signed with, sealed under WEBHOOK_KEY (store/sealing.py).
CREATE TABLE webhook_key (
    webhook text COLLATE "C" NOT NULL REFERENCES webhook,
    number integer NOT NULL CHECK (number >= 1),
    sealed text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz,
    PRIMARY KEY (webhook, number)
);

-- What a subscription may be told beyond what is public. A grant that ends is another row; the last one counts.
CREATE TABLE webhook_grant (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook text COLLATE "C" NOT NULL REFERENCES webhook,
    stream text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    fields text[] COLLATE "C" NOT NULL,
    is_given boolean NOT NULL,
    by text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX webhook_grant_by_webhook ON webhook_grant (webhook, stream, event, number);

CREATE TRIGGER webhook_grant_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_grant
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE webhook_attempt (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook text COLLATE "C" NOT NULL REFERENCES webhook,
    position bigint NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    outcome text COLLATE "C" NOT NULL CHECK (outcome IN ('delivered', 'deferred', 'gone')),
    status integer,
    answer text NOT NULL,
    seconds double precision NOT NULL
);

CREATE INDEX webhook_attempt_by_webhook ON webhook_attempt (webhook, number);
