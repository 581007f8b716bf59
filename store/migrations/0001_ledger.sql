-- The ten-year record. docs/ledger.md describes the hash; store/verification.py checks it.

CREATE TABLE ledger (
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    -- Computed, so that it cannot disagree with the stream and need not be hashed.
    cycle text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(stream, '/', 2)) STORED,
    type text NOT NULL,
    -- json and not jsonb: the text that was hashed is kept to the letter.
    data json NOT NULL,
    actor json NOT NULL,
    at timestamptz NOT NULL,
    command_id text,
    recorded_at timestamptz NOT NULL,
    previous text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (stream, version)
);

CREATE INDEX ledger_by_cycle ON ledger (cycle, stream, version);

CREATE TABLE ledger_checkpoint (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    taken_at timestamptz NOT NULL,
    streams integer NOT NULL,
    entries bigint NOT NULL,
    heads_sha256 text NOT NULL
);

-- Only heads that moved since the checkpoint before: all of them together are every head ever witnessed.
CREATE TABLE ledger_checkpoint_head (
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    hash text NOT NULL,
    checkpoint integer NOT NULL REFERENCES ledger_checkpoint,
    PRIMARY KEY (stream, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append_only'
        USING DETAIL = format('%s of %I refused', TG_OP, TG_TABLE_NAME),
              HINT = 'Nothing recorded is ever changed; a correction is a new entry.';
END
$$;

CREATE TRIGGER ledger_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ledger_checkpoint_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ledger_checkpoint_head_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
