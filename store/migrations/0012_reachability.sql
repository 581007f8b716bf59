-- Mail that did not arrive, and who is asked instead. That an address is unreachable is read from these rows.

-- The day from which an address is the one in use; nothing that failed before counts against it.
CREATE TABLE address_since (
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE bounce (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The same report on the same notice twice is one row; one mail may have carried several notices.
    report text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL REFERENCES outbox,
    cycle text COLLATE "C" NOT NULL,
    recipient_kind text COLLATE "C" NOT NULL,
    recipient_id text COLLATE "C" NOT NULL,
    failure text COLLATE "C" NOT NULL CHECK (failure IN ('hard', 'soft', 'mail')),
    status text NOT NULL,
    answer text NOT NULL,
    mailed_at timestamptz NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (report, key)
);

CREATE INDEX bounce_by_recipient ON bounce (recipient_kind, recipient_id);
CREATE INDEX bounce_by_key ON bounce (key);

-- Which notice took the place of one that could not reach its reader; once for each.
CREATE TABLE readdressing (
    key text COLLATE "C" PRIMARY KEY REFERENCES outbox,
    successor text COLLATE "C" NOT NULL UNIQUE REFERENCES outbox,
    at timestamptz NOT NULL DEFAULT now()
);

-- Addressees whose present address has failed for good, with what was said last.
CREATE VIEW unreachable AS
    SELECT b.recipient_kind AS kind, b.recipient_id AS id, min(b.at) AS since,
        (array_agg(b.answer ORDER BY b.number DESC))[1] AS answer, array_agg(DISTINCT b.cycle) AS cycles
    FROM bounce AS b
        LEFT JOIN address_since AS s ON s.kind = b.recipient_kind AND s.id = b.recipient_id
    WHERE b.failure = 'hard' AND b.mailed_at >= coalesce(s.since, '-infinity')
    GROUP BY b.recipient_kind, b.recipient_id;

-- Tells who looks at a board that it has to be read again, without a new entry in any ledger (store/changes.py).
CREATE FUNCTION tell_board(board_cycle text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('reviewtrack', json_build_object(
        'stream', 'cycle/' || board_cycle, 'kind', 'cycle', 'cycle', board_cycle, 'version', 0
    )::text)
$$;

CREATE FUNCTION note_address() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    address_kinds text[];
    address_id text;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'mission' THEN address_kinds := ARRAY['mission']; address_id := NEW.state;
        WHEN 'desk' THEN address_kinds := ARRAY['secretariat', 'working_group']; address_id := NEW.key;
        ELSE address_kinds := ARRAY[TG_TABLE_NAME::text]; address_id := NEW.id;
    END CASE;
    INSERT INTO address_since (kind, id, since)
    SELECT each.kind, address_id, clock_timestamp() FROM unnest(address_kinds) AS each (kind)
    ON CONFLICT (kind, id) DO UPDATE SET since = excluded.since;
    PERFORM tell_board(told.cycle) FROM (
        SELECT DISTINCT b.cycle FROM bounce AS b
        WHERE b.recipient_kind = ANY (address_kinds) AND b.recipient_id = address_id
    ) AS told;
    RETURN NULL;
END
$$;

CREATE TRIGGER person_address
    AFTER UPDATE OF email ON person FOR EACH ROW
    WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION note_address();

CREATE TRIGGER mission_address
    AFTER UPDATE OF email ON mission FOR EACH ROW
    WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION note_address();

CREATE TRIGGER mission_address_again
    AFTER INSERT ON mission FOR EACH ROW EXECUTE FUNCTION note_address();

CREATE TRIGGER desk_address
    AFTER UPDATE OF email ON desk FOR EACH ROW
    WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION note_address();

CREATE TRIGGER stakeholder_address
    AFTER UPDATE OF email ON stakeholder FOR EACH ROW
    WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION note_address();

-- A notice that finds no address is an alarm, and one that finds it again is none any more.
CREATE FUNCTION tell_of_unaddressed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_board(NEW.cycle);
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_unaddressed
    AFTER UPDATE OF state ON outbox FOR EACH ROW
    WHEN (old.state IS DISTINCT FROM new.state AND (old.state = 'unaddressed' OR new.state = 'unaddressed'))
    EXECUTE FUNCTION tell_of_unaddressed();
