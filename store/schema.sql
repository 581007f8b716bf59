-- All tables as the migrations leave them, for reading. tests/store/test_migrations.py holds the two to the same database.
-- A change is a new file in migrations/, and the same change here.

CREATE TABLE schema_migration (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

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

-- The entries that fix, move or call off a meeting or a window: a few hundred among a million (store/calendars.py).
CREATE INDEX ledger_of_meetings ON ledger (cycle, stream, version) WHERE type IN (
    'consultation_proposed', 'preliminary_consultation_held', 'review_suspended', 'review_resumed', 'phase_discontinued',
    'session_fixed', 'cd_scheduled', 'dialogue_moved', 'dialogue_cancelled', 'call_opened', 'call_extended',
    'list_circulated', 'conference_track_opened', 'conference_moved',
    'workshop_planned', 'workshop_moved', 'workshop_cancelled'
);

-- Whoever holds the receipt of a contribution or an application can look up what became of it (store/receipts.py).
--
-- The receipt that an entry hands out, if it does: of an application, a contribution, an input, a member, or its own.
CREATE FUNCTION receipt_of(data json) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(
        data #>> '{application,receipt}', data #>> '{contribution,receipt}', data #>> '{input,receipt}',
        data #>> '{member,receipt}', data ->> 'receipt'
    )
$$;

CREATE INDEX ledger_by_receipt ON ledger (receipt_of(data))
    WHERE split_part(stream, '/', 1) IN ('dialogue', 'conference', 'engagement');

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

-- Where everything stands now. Written with the ledger in one transaction; can be dropped and rebuilt from it.

CREATE TABLE cycle_clock (
    cycle text COLLATE "C" PRIMARY KEY,
    anchor_real timestamptz NOT NULL,
    anchor_calendar timestamptz NOT NULL,
    day_seconds double precision NOT NULL
);

CREATE TABLE workflow_status (
    workflow_id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    cycle text COLLATE "C" NOT NULL,
    state text COLLATE "C",
    phase integer,
    grp integer,
    stage text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    launch_date date,
    effective_start date,
    planned_end date,
    closed_on date,
    suspended_on date,
    status json NOT NULL
);

CREATE INDEX workflow_status_by_cycle ON workflow_status (cycle, kind, state, phase);

CREATE TABLE obligation (
    workflow_id text COLLATE "C" NOT NULL REFERENCES workflow_status ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    cycle text COLLATE "C" NOT NULL,
    duty text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    owner_role text COLLATE "C" NOT NULL,
    owner_state text COLLATE "C",
    since date NOT NULL,
    due date,
    original_due date,
    obligation json NOT NULL,
    PRIMARY KEY (workflow_id, key)
);

CREATE INDEX obligation_board ON obligation (cycle, due, workflow_id, key);

-- Who sits in which review now; written with its status.
CREATE TABLE seat (
    workflow_id text COLLATE "C" NOT NULL REFERENCES workflow_status ON DELETE CASCADE,
    person text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    may_act boolean NOT NULL,
    PRIMARY KEY (workflow_id, person, state, role)
);

CREATE INDEX seat_by_person ON seat (person);

-- Every duty that ever had a date, as calendars show it; a duty that is met or has fallen away stays, settled.
--
-- `sequence` is the version of the stream at which a reader last saw something change, so it grows with every change.
-- It is no part of what is dropped for a rebuild: a rebuild that finds another date counts it as one more change.
CREATE TABLE dated_duty (
    workflow_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    cycle text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    owner_role text COLLATE "C" NOT NULL,
    owner_state text COLLATE "C",
    due date NOT NULL,
    original_due date NOT NULL,
    is_settled boolean NOT NULL DEFAULT false,
    sequence integer NOT NULL,
    -- The act that changed it: when it was recorded, and what the calendar of the cycle showed.
    changed_at timestamptz NOT NULL,
    changed_on timestamptz NOT NULL,
    PRIMARY KEY (workflow_id, key)
);

CREATE INDEX dated_duty_by_owner ON dated_duty (owner_role, owner_state);

-- Holds the clock of a cycle, which is fixed when the cycle starts; another one is refused.
CREATE FUNCTION hold_clock(clock_cycle text, given json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted record;
    held record;
BEGIN
    SELECT * INTO wanted
    FROM json_to_record(given) AS g (anchor_real timestamptz, anchor_calendar timestamptz, day_seconds double precision);
    SELECT c.anchor_real, c.anchor_calendar, c.day_seconds INTO held FROM cycle_clock AS c WHERE c.cycle = clock_cycle;
    IF NOT FOUND THEN
        INSERT INTO cycle_clock (cycle, anchor_real, anchor_calendar, day_seconds)
        VALUES (clock_cycle, wanted.anchor_real, wanted.anchor_calendar, wanted.day_seconds)
        ON CONFLICT (cycle) DO NOTHING;
        SELECT c.anchor_real, c.anchor_calendar, c.day_seconds INTO held FROM cycle_clock AS c WHERE c.cycle = clock_cycle;
    END IF;
    IF held IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'clock_conflict' USING DETAIL = clock_cycle;
    END IF;
END
$$;

-- Puts the open seats of a status in the place of those held.
CREATE FUNCTION replace_seats(given_id text, seats json) RETURNS void LANGUAGE sql AS $$
    DELETE FROM seat AS held
    WHERE held.workflow_id = given_id AND NOT EXISTS (
        SELECT FROM json_to_recordset(seats) AS s (person text, state text, role text, ended_on date)
        WHERE (s.person, s.state, s.role) = (held.person, held.state, held.role) AND s.ended_on IS NULL
    );
    INSERT INTO seat AS held (workflow_id, person, state, role, may_act)
    SELECT given_id, s.person, s.state, s.role, bool_or(s.approved_on IS NOT NULL)
    FROM json_to_recordset(seats) AS s (person text, state text, role text, approved_on date, ended_on date)
    WHERE s.ended_on IS NULL
    GROUP BY s.person, s.state, s.role
    ON CONFLICT (workflow_id, person, state, role) DO UPDATE SET may_act = excluded.may_act
    WHERE held.may_act <> excluded.may_act;
$$;

-- Takes the dates of the duties of a workflow over into calendars; what has not changed is left alone.
CREATE FUNCTION note_dates(given_id text, given_version integer) RETURNS void LANGUAGE sql AS $$
    WITH act AS MATERIALIZED (
        SELECT coalesce(max(l.recorded_at), now()) AS changed_at, coalesce(max(l.at), now()) AS changed_on
        FROM ledger AS l WHERE l.stream = given_id AND l.version = given_version
    ), settled AS (
        UPDATE dated_duty AS held
        SET is_settled = true, sequence = greatest(given_version, held.sequence + 1),
            changed_at = act.changed_at, changed_on = act.changed_on
        FROM act
        WHERE held.workflow_id = given_id AND NOT held.is_settled AND NOT EXISTS (
            SELECT FROM obligation AS o WHERE o.workflow_id = given_id AND o.key = held.key AND o.due IS NOT NULL
        )
    )
    INSERT INTO dated_duty AS held (
        workflow_id, key, cycle, action, owner_role, owner_state, due, original_due, sequence, changed_at, changed_on
    )
    SELECT
        o.workflow_id, o.key, o.cycle, o.action, o.owner_role, o.owner_state, o.due, o.original_due, given_version,
        act.changed_at, act.changed_on
    FROM obligation AS o, act
    WHERE o.workflow_id = given_id AND o.due IS NOT NULL
    ON CONFLICT (workflow_id, key) DO UPDATE SET
        action = excluded.action, owner_role = excluded.owner_role, owner_state = excluded.owner_state,
        due = excluded.due, original_due = excluded.original_due, is_settled = false,
        sequence = greatest(excluded.sequence, held.sequence + 1),
        changed_at = excluded.changed_at, changed_on = excluded.changed_on
    WHERE (held.action, held.owner_role, held.owner_state, held.due, held.original_due, held.is_settled)
        IS DISTINCT FROM (
            excluded.action, excluded.owner_role, excluded.owner_state, excluded.due, excluded.original_due, false
        );
$$;

-- Puts one status (as JSON) in the place of the one held and its obligations in the place of theirs.
-- False, and nothing changed, if the one held is newer.
CREATE FUNCTION replace_status(given json) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    given_id text;
    given_cycle text;
    given_obligations json;
BEGIN
    INSERT INTO workflow_status AS held (
        workflow_id, kind, cycle, state, phase, grp, stage, version,
        launch_date, effective_start, planned_end, closed_on, suspended_on, status
    )
    SELECT
        g.workflow_id, g.kind, g.cycle, g.state, g.phase, g."group", g.stage, g.version,
        g.launch_date, g.effective_start, g.planned_end, g.closed_on, g.suspended_on, given
    FROM json_to_record(given) AS g (
        workflow_id text, kind text, cycle text, state text, phase integer, "group" integer, stage text, version integer,
        launch_date date, effective_start date, planned_end date, closed_on date, suspended_on date
    )
    ON CONFLICT (workflow_id) DO UPDATE SET
        kind = excluded.kind, cycle = excluded.cycle, state = excluded.state, phase = excluded.phase,
        grp = excluded.grp, stage = excluded.stage, version = excluded.version,
        launch_date = excluded.launch_date, effective_start = excluded.effective_start,
        planned_end = excluded.planned_end, closed_on = excluded.closed_on, suspended_on = excluded.suspended_on,
        status = excluded.status
    WHERE held.version <= excluded.version
    RETURNING held.workflow_id, held.cycle INTO given_id, given_cycle;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    WITH wanted AS MATERIALIZED (
        SELECT
            o.key, o.duty, o.action, o.owner ->> 'role' AS owner_role, o.owner ->> 'state' AS owner_state, o.since,
            (o.due ->> 'date')::date AS due, (o.due ->> 'original')::date AS original_due, element AS obligation
        FROM json_array_elements(given -> 'obligations') AS element,
            json_to_record(element) AS o (key text, duty text, action text, owner json, since date, due json)
    ), met AS (
        DELETE FROM obligation AS o
        WHERE o.workflow_id = given_id AND o.key NOT IN (SELECT w.key FROM wanted AS w)
    )
    INSERT INTO obligation AS held (
        workflow_id, key, cycle, duty, action, owner_role, owner_state, since, due, original_due, obligation
    )
    SELECT
        given_id, w.key, given_cycle, w.duty, w.action, w.owner_role, w.owner_state, w.since, w.due, w.original_due,
        w.obligation
    FROM wanted AS w
    ON CONFLICT (workflow_id, key) DO UPDATE SET
        cycle = excluded.cycle, duty = excluded.duty, action = excluded.action, owner_role = excluded.owner_role,
        owner_state = excluded.owner_state, since = excluded.since, due = excluded.due,
        original_due = excluded.original_due, obligation = excluded.obligation
    -- Most acts leave most duties as they were; those rows are not written again.
    WHERE (
        held.cycle, held.duty, held.action, held.owner_role, held.owner_state, held.since, held.due, held.original_due,
        held.obligation::text
    ) IS DISTINCT FROM (
        excluded.cycle, excluded.duty, excluded.action, excluded.owner_role, excluded.owner_state, excluded.since,
        excluded.due, excluded.original_due, excluded.obligation::text
    );
    PERFORM replace_seats(given_id, given -> 'seats');
    PERFORM note_dates(given_id, (given ->> 'version')::integer);
    RETURN true;
END
$$;

-- What is to be told: one row per notice, written with the ledger, taken by senders under a lease.

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
    state text COLLATE "C" NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sent', 'failed', 'unaddressed', 'withdrawn')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    last_answer text,
    queued_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    pace text COLLATE "C" NOT NULL DEFAULT 'urgent' CHECK (pace IN ('urgent', 'prompt', 'quiet')),
    is_formal boolean NOT NULL DEFAULT false,
    -- The reader's local day on whose window it waits; NULL until that is known, and for what goes at once.
    day date,
    -- The mail of the day that it is in.
    digest text COLLATE "C" REFERENCES digest
);

CREATE INDEX outbox_by_digest ON outbox (digest) WHERE digest IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (cycle, next_attempt_at)
    WHERE state = 'queued' AND pace <> 'urgent' AND NOT is_formal AND digest IS NULL;
-- By reader: without it each look reads all that a reader was ever told.
CREATE INDEX outbox_waiting_by_reader ON outbox (recipient_kind, recipient_id, pace)
    WHERE state = 'queued' AND pace <> 'urgent' AND NOT is_formal AND digest IS NULL;
CREATE INDEX outbox_queued ON outbox (next_attempt_at, key) WHERE state = 'queued';

-- A decade leaves a million rows that were sent; counting them reads this and not them.
CREATE INDEX outbox_by_state ON outbox (cycle, state);

CREATE INDEX outbox_by_recipient ON outbox (recipient_kind, recipient_id, queued_at, key);

-- Notices that their reader has marked as read.
CREATE TABLE notice_read (
    key text COLLATE "C" PRIMARY KEY REFERENCES outbox,
    read_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE delivery_attempt (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL REFERENCES outbox,
    at timestamptz NOT NULL DEFAULT now(),
    outcome text COLLATE "C" NOT NULL
        CHECK (outcome IN ('sent', 'deferred', 'failed', 'unaddressed', 'withdrawn')),
    answer text NOT NULL,
    -- Of the mail that the attempt was about: the notice's own, or that of the mail of the day.
    message_id text COLLATE "C",
    -- In which the mail was written: the reader's at that moment, kept when they change it.
    language text
);

CREATE INDEX delivery_attempt_by_key ON delivery_attempt (key);

-- Who is behind an id, and how to reach them. The only tables with names and e-mail addresses.

CREATE TABLE person (
    id text COLLATE "C" PRIMARY KEY,
    state text COLLATE "C",
    name text NOT NULL,
    title text NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    simulated boolean NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now(),
    telephone text NOT NULL DEFAULT ''
);

CREATE INDEX person_by_state ON person (state, id);

CREATE TABLE mission (
    state text COLLATE "C" PRIMARY KEY,
    email text NOT NULL,
    language text NOT NULL,
    simulated boolean NOT NULL
);

CREATE TABLE desk (
    key text COLLATE "C" PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    simulated boolean NOT NULL
);

-- Organisations that apply to dialogues and trainings, by accounts of their own.

CREATE TABLE stakeholder (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    kind text COLLATE "C" NOT NULL,
    country text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    is_observer boolean NOT NULL,
    contact text NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    simulated boolean NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now(),
    -- Set when name, contact and e-mail were overwritten on request; the id stays, since the ledger knows it.
    erased_at timestamptz
);

CREATE INDEX stakeholder_by_name ON stakeholder (lower(name), id);
CREATE INDEX stakeholder_by_email ON stakeholder (lower(email));
CREATE INDEX person_by_email ON person (lower(email));

-- One row per possible addressee, in the terms of outbox.recipient_kind and outbox.recipient_id.
CREATE VIEW addressee AS
    SELECT 'person' AS kind, id, email, concat_ws(' ', nullif(title, ''), name) AS name, language, simulated FROM person
    UNION ALL
    SELECT 'mission', state, email, '', language, simulated FROM mission
    UNION ALL
    SELECT box.kind, desk.key, desk.email, desk.name, desk.language, desk.simulated
    FROM desk, (VALUES ('secretariat'), ('working_group')) AS box (kind)
    UNION ALL
    SELECT 'stakeholder', id, email, coalesce(nullif(contact, ''), name), language, simulated FROM stakeholder
    WHERE erased_at IS NULL;

-- In which State a reader sits, in the terms of outbox.recipient_kind and outbox.recipient_id; desks are not here.
CREATE VIEW whereabouts AS
    SELECT 'person' AS kind, id, state FROM person
    UNION ALL
    SELECT 'mission', state, state FROM mission
    UNION ALL
    SELECT 'stakeholder', id, country FROM stakeholder;

-- Accounts never mix: an address of a stakeholder is not that of a person of a review, nor of a mission.
--
-- Whoever registers people or missions holds this lock together with others of its kind, whoever registers a
-- stakeholder holds it alone; each looks for the other's addresses when it has it, with its own rows written.
CREATE FUNCTION refuse_address_of_stakeholder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mixed text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('account'), 0);
    SELECT a.email INTO mixed
    FROM added AS a WHERE EXISTS (SELECT FROM stakeholder AS s WHERE lower(s.email) = lower(a.email)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account_mixes' USING DETAIL = mixed;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION refuse_address_of_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mixed text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('account'), 0);
    SELECT a.email INTO mixed
    FROM added AS a
    WHERE EXISTS (SELECT FROM person AS p WHERE lower(p.email) = lower(a.email))
        OR EXISTS (SELECT FROM mission AS m WHERE lower(m.email) = lower(a.email))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account_mixes' USING DETAIL = mixed;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER person_registered
    AFTER INSERT ON person REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_address_of_stakeholder();

CREATE TRIGGER person_corrected
    AFTER UPDATE ON person REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_address_of_stakeholder();

CREATE TRIGGER mission_registered
    AFTER INSERT ON mission REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_address_of_stakeholder();

CREATE TRIGGER mission_corrected
    AFTER UPDATE ON mission REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_address_of_stakeholder();

CREATE TRIGGER stakeholder_registered
    AFTER INSERT ON stakeholder REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_address_of_review();

CREATE TRIGGER stakeholder_corrected
    AFTER UPDATE ON stakeholder REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_address_of_review();

-- Addresses that let one reader in: the token is random and only its hash is kept.
CREATE TABLE private_address (
    id text COLLATE "C" PRIMARY KEY,
    purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('feed', 'inbox')),
    holder_kind text COLLATE "C" NOT NULL,
    holder_id text COLLATE "C" NOT NULL,
    token_sha256 text COLLATE "C" NOT NULL UNIQUE,
    issued_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    -- What was last shown under it, and since when: every server says the same of when it changed.
    shown text COLLATE "C",
    shown_since timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX private_address_in_force ON private_address (holder_kind, holder_id, purpose)
    WHERE revoked_at IS NULL;

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

-- Every version of every document, with the hash that ledger and history know it by.

CREATE TABLE document_version (
    id text COLLATE "C" PRIMARY KEY,
    document text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    cycle text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    media_type text NOT NULL,
    language text NOT NULL,
    -- Most documents are compressed already (PDF, DOCX); trying again only costs time.
    content bytea NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    size integer NOT NULL,
    simulated boolean NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (document, version)
);

ALTER TABLE document_version ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TRIGGER document_version_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON document_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

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
-- Formal letters to missions: each has its number within cycle and year, given once, and the bytes that were sent.

CREATE TABLE note_verbale (
    key text COLLATE "C" PRIMARY KEY REFERENCES outbox,
    cycle text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    state text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    dated date NOT NULL,
    simulated boolean NOT NULL,
    numbered_at timestamptz NOT NULL DEFAULT now(),
    sha256 text COLLATE "C",
    content bytea,
    UNIQUE (cycle, year, number),
    CHECK ((content IS NULL) = (sha256 IS NULL))
);

-- Gives a letter the next number of its cycle and year, or the one that it has. One at a time, and in the transaction
-- that writes it down: a number is never lost, so the numbers have no gap.
CREATE FUNCTION number_note_verbale(
    of_key text, of_cycle text, of_state text, in_language text, on_day date, is_simulated boolean
) RETURNS SETOF note_verbale LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('note_verbale'), hashtext(of_cycle));
    INSERT INTO note_verbale (key, cycle, year, number, state, language, dated, simulated)
    SELECT
        of_key, of_cycle, extract(year FROM on_day), 1 + coalesce(max(n.number), 0), of_state, in_language, on_day,
        is_simulated
    FROM note_verbale AS n WHERE n.cycle = of_cycle AND n.year = extract(year FROM on_day)
    ON CONFLICT (key) DO NOTHING;
    RETURN QUERY SELECT * FROM note_verbale AS n WHERE n.key = of_key;
END
$$;

-- A letter that has left is never another one, and its number is never free again.
CREATE FUNCTION refuse_change_of_note_verbale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.content IS NULL
        AND (NEW.key, NEW.cycle, NEW.year, NEW.number, NEW.state, NEW.language, NEW.dated, NEW.simulated)
            = (OLD.key, OLD.cycle, OLD.year, OLD.number, OLD.state, OLD.language, OLD.dated, OLD.simulated)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'note_verbale_fixed' USING DETAIL = OLD.key;
END
$$;

CREATE TRIGGER note_verbale_is_fixed BEFORE UPDATE OR DELETE ON note_verbale
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_note_verbale();

-- One act, one statement, one transaction: ledger, read model and outbox change together or not at all.
--
-- act_entries    [{version, type, data, actor, at, command_id}], without a gap; data and actor in canonical form
-- act_status     a models.status.Status
-- act_clock      a models.clock.CalendarClock
-- act_documents  [{id, sha256}] or NULL
-- act_people     person ids
-- act_notices    [{key, message_id, cycle, stream, version, event, recipient: {kind, id}, context,
--                  pace, is_formal}] or NULL
-- act_applicants [{stakeholder, kind, region, is_observer}] or NULL: accounts as the act describes them
--
-- A refusal is an exception whose message is the code and whose detail names what it is about (store/ledger.py).
CREATE FUNCTION record_act(
    act_stream text, act_entries json, act_status json, act_clock json, act_documents json, act_people text[],
    act_notices json, act_applicants json DEFAULT NULL,
    OUT version integer, OUT head text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    stands_at integer;
    given integer := 0;
    added integer := 0;
    entry record;
    held record;
    refused record;
    moment timestamptz;
    is_current boolean;
    is_queued boolean := false;
BEGIN
    -- One act at a time on one stream, so that the entry before is known.
    PERFORM pg_advisory_xact_lock(hashtext('ledger'), hashtext(act_stream));
    -- Held before the clock is read: what was recorded before a checkpoint is in the checkpoint (store/verification.py).
    LOCK TABLE ledger IN ROW EXCLUSIVE MODE;

    SELECT l.version, l.hash INTO stands_at, head
    FROM ledger AS l WHERE l.stream = act_stream ORDER BY l.version DESC LIMIT 1;
    IF NOT FOUND THEN
        stands_at := 0;
        head := repeat('0', 64);
    END IF;
    version := stands_at;

    FOR entry IN
        SELECT * FROM json_to_recordset(act_entries) AS e (
            version integer, type text, data json, actor json, at timestamptz, command_id text
        )
    LOOP
        given := given + 1;
        IF entry.version <= stands_at AND added = 0 THEN
            SELECT l.type, l.data::text, l.actor::text, l.at, l.command_id, l.hash INTO held
            FROM ledger AS l WHERE l.stream = act_stream AND l.version = entry.version;
            IF (held.type, held.data, held.actor, held.at, held.command_id)
                IS DISTINCT FROM (entry.type, entry.data::text, entry.actor::text, entry.at, entry.command_id)
            THEN
                RAISE EXCEPTION 'ledger_conflict' USING DETAIL = entry.version;
            END IF;
            version := entry.version;
            head := held.hash;
        ELSIF entry.version = stands_at + added + 1 THEN
            added := added + 1;
            version := entry.version;
            moment := clock_timestamp();
            INSERT INTO ledger (stream, version, type, data, actor, at, command_id, recorded_at, previous, hash)
            VALUES (
                act_stream, entry.version, entry.type, entry.data, entry.actor, entry.at, entry.command_id, moment, head,
                encode(sha256(convert_to(concat(
                    '{"actor":', entry.actor,
                    ',"at":"', to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                    '","command_id":', coalesce(to_json(entry.command_id)::text, 'null'),
                    ',"data":', entry.data,
                    ',"previous":"', head,
                    '","recorded_at":"', to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                    '","stream":', to_json(act_stream),
                    ',"type":', to_json(entry.type),
                    ',"version":', entry.version, '}'
                ), 'UTF8')), 'hex')
            )
            RETURNING ledger.hash INTO head;
        ELSE
            RAISE EXCEPTION 'ledger_gap' USING DETAIL = stands_at + added;
        END IF;
    END LOOP;

    IF given > 0 AND added = 0 THEN
        RETURN; -- The same act again: the same answer, and nothing changes.
    END IF;

    IF act_documents IS NOT NULL THEN
        SELECT d.id, v.id AS known INTO refused
        FROM json_to_recordset(act_documents) AS d (id text, sha256 text)
            LEFT JOIN document_version AS v ON v.id = d.id
        WHERE v.sha256 IS DISTINCT FROM d.sha256 LIMIT 1;
        IF FOUND AND refused.known IS NULL THEN
            RAISE EXCEPTION 'unknown_document' USING DETAIL = refused.id;
        ELSIF FOUND THEN
            RAISE EXCEPTION 'document_mismatch' USING DETAIL = refused.id;
        END IF;
    END IF;

    IF cardinality(act_people) > 0 THEN
        SELECT named.id INTO refused
        FROM unnest(act_people) AS named (id)
        WHERE NOT EXISTS (SELECT FROM person AS p WHERE p.id = named.id) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'unknown_person' USING DETAIL = refused.id;
        END IF;
    END IF;

    IF act_applicants IS NOT NULL THEN
        -- An account is not erased while an act that brings it in is under way.
        PERFORM FROM stakeholder AS s
        WHERE s.id IN (SELECT a.stakeholder FROM json_to_recordset(act_applicants) AS a (stakeholder text))
        ORDER BY s.id FOR SHARE;
        SELECT a.stakeholder AS id, s.id AS known INTO refused
        FROM json_to_recordset(act_applicants) AS a (stakeholder text, kind text, region text, is_observer boolean)
            LEFT JOIN stakeholder AS s ON s.id = a.stakeholder AND s.erased_at IS NULL
        WHERE (s.kind, s.region, s.is_observer) IS DISTINCT FROM (a.kind, a.region, a.is_observer) LIMIT 1;
        IF FOUND AND refused.known IS NULL THEN
            RAISE EXCEPTION 'unknown_stakeholder' USING DETAIL = refused.id;
        ELSIF FOUND THEN
            RAISE EXCEPTION 'stakeholder_differs' USING DETAIL = refused.id;
        END IF;
    END IF;

    IF (act_status ->> 'version')::integer > version THEN
        RAISE EXCEPTION 'status_ahead' USING DETAIL = version;
    END IF;
    PERFORM hold_clock(act_status ->> 'cycle', act_clock);
    is_current := replace_status(act_status);

    IF act_notices IS NOT NULL THEN
        INSERT INTO outbox (
            key, message_id, cycle, stream, version, event, recipient_kind, recipient_id, context, pace, is_formal
        )
        SELECT
            n.key, n.message_id, n.cycle, n.stream, n.version, n.event, n.recipient ->> 'kind', n.recipient ->> 'id',
            n.context, coalesce(n.pace, 'urgent'), coalesce(n.is_formal, false)
        FROM json_to_recordset(act_notices) AS n (
            key text, message_id text, cycle text, stream text, version integer, event text, recipient json, context json,
            pace text, is_formal boolean
        )
        ON CONFLICT (key) DO NOTHING;
        is_queued := FOUND;
    END IF;

    IF is_current THEN
        PERFORM pg_notify('reviewtrack', json_build_object(
            'stream', act_stream, 'kind', act_status ->> 'kind', 'cycle', act_status ->> 'cycle', 'version', version
        )::text);
    END IF;
    IF is_queued THEN
        PERFORM pg_notify('reviewtrack_outbox', act_status ->> 'cycle');
    END IF;
END
$$;

-- Participants arrive by note verbale: registered, matched with the note by a second officer, invited, confirmed.
CREATE TABLE arrival (
    id text COLLATE "C" PRIMARY KEY,
    person text COLLATE "C" NOT NULL REFERENCES person,
    state text COLLATE "C" NOT NULL,
    cycle text COLLATE "C" NOT NULL,
    review text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    note_reference text NOT NULL,
    note_date date NOT NULL,
    stage text COLLATE "C" NOT NULL DEFAULT 'registered'
        CHECK (stage IN ('registered', 'matched', 'invited', 'queried', 'confirmed', 'ended')),
    registered_by text COLLATE "C" NOT NULL REFERENCES person,
    matched_by text COLLATE "C" REFERENCES person,
    registered_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT arrival_second_person CHECK (matched_by <> registered_by)
);

-- Nobody arrives twice for one role in one review; who has left may arrive again.
CREATE UNIQUE INDEX arrival_once ON arrival (person, review, role) WHERE stage <> 'ended';
CREATE INDEX arrival_by_review ON arrival (review, state);
CREATE INDEX arrival_by_cycle ON arrival (cycle, stage);

-- Who did what to an arrival, and when; `remark` is what a person or an officer wrote, and is in no mail.
CREATE TABLE arrival_step (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    arrival text COLLATE "C" NOT NULL REFERENCES arrival,
    at timestamptz NOT NULL DEFAULT now(),
    step text COLLATE "C" NOT NULL,
    officer text COLLATE "C" REFERENCES person,
    remark text NOT NULL DEFAULT ''
);

CREATE INDEX arrival_step_by_arrival ON arrival_step (arrival, number);

-- A letter with a link that was asked for: by an officer, or by the person on the page of a link that had expired.
CREATE TABLE invitation (
    arrival text COLLATE "C" NOT NULL REFERENCES arrival,
    number integer NOT NULL,
    asked_by text COLLATE "C" NOT NULL CHECK (asked_by IN ('officer', 'person')),
    asked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (arrival, number)
);

-- The token itself is in the mail and nowhere else. A letter that is sent again after a crash has two, and both work.
CREATE TABLE invitation_link (
    token_sha256 text COLLATE "C" PRIMARY KEY,
    arrival text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    expires_at timestamptz NOT NULL, -- on the calendar of the cycle
    made_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (arrival, number) REFERENCES invitation
);

CREATE INDEX invitation_link_by_letter ON invitation_link (arrival, number);

-- Keeps back the letters of an arrival that have not left: there is nothing to confirm any more.
CREATE FUNCTION withdraw_invitations(of_arrival text) RETURNS void LANGUAGE sql AS $$
    UPDATE outbox AS o SET state = 'withdrawn', last_answer = 'there is nothing to confirm any more', leased_until = NULL
    FROM invitation AS i JOIN arrival AS a ON a.id = i.arrival
    WHERE i.arrival = of_arrival AND o.state = 'queued'
        AND o.key = 'arrival/' || i.arrival || '/' || i.number || '#person:' || a.person
$$;

-- Ends an arrival with its links.
CREATE FUNCTION end_arrival(of_arrival text, because text) RETURNS void LANGUAGE sql AS $$
    UPDATE arrival SET stage = 'ended', changed_at = now() WHERE id = of_arrival;
    INSERT INTO arrival_step (arrival, step, remark) VALUES (of_arrival, 'ended', because);
    SELECT withdraw_invitations(of_arrival)
$$;

-- The seats that a status (a models.status.Status) tells of.
CREATE FUNCTION seats_in(given json) RETURNS TABLE (person text, state text, role text, is_open boolean, may_act boolean)
LANGUAGE sql IMMUTABLE AS $$
    SELECT s.person, s.state, s.role, s.ended_on IS NULL, s.ended_on IS NULL AND s.approved_on IS NOT NULL
    FROM json_to_recordset(given -> 'seats') AS s (person text, state text, role text, approved_on date, ended_on date)
$$;

-- Whoever leaves a seat is not written to for it any more, from the very act on: what had not left goes to the successor,
-- and what was asked of a focal point without one to the alternates and the mission.
CREATE FUNCTION hand_over_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    FOR gone IN
        SELECT
            was.person, was.state, was.role,
            EXISTS (SELECT FROM seats_in(NEW.status) AS s WHERE s.is_open AND s.person = was.person) AS stays,
            (
                SELECT s.person FROM seats_in(NEW.status) AS s
                WHERE s.is_open AND (s.state, s.role) = (was.state, was.role) AND s.person <> was.person AND NOT EXISTS (
                    SELECT FROM seats_in(OLD.status) AS b
                    WHERE b.is_open AND (b.person, b.state, b.role) = (s.person, s.state, s.role)
                )
                LIMIT 1
            ) AS successor
        FROM seats_in(OLD.status) AS was
        WHERE was.is_open AND NOT EXISTS (
            SELECT FROM seats_in(NEW.status) AS s
            WHERE s.is_open AND (s.person, s.state, s.role) = (was.person, was.state, was.role)
        )
    LOOP
        WITH waiting AS (
            SELECT
                o.*, left(o.key, length(o.key) - length('#person:' || gone.person)) AS occasion,
                o.event IN ('deadline_approaching', 'deadline_passed')
                    AND (o.context ->> 'copied') IS DISTINCT FROM 'true' AS is_asked
            FROM outbox AS o
            WHERE o.cycle = NEW.cycle AND o.state IN ('queued', 'failed', 'unaddressed') AND o.stream = NEW.workflow_id
                AND o.recipient_kind = 'person' AND o.recipient_id = gone.person
                -- What somebody is told of their own seat stays theirs.
                AND (o.context -> 'concerned') IS NULL AND o.event <> 'person_invited'
        ), moved AS (
            SELECT w.* FROM waiting AS w
            WHERE (w.is_asked AND gone.role = 'focal_point') OR (w.state = 'queued' AND NOT gone.stays)
        ), heir AS (
            SELECT 'person' AS kind, gone.successor AS id, false AS only_asked WHERE gone.successor IS NOT NULL
            UNION ALL
            SELECT 'person', s.person, true FROM seats_in(NEW.status) AS s
            WHERE gone.successor IS NULL AND gone.role = 'focal_point'
                AND s.may_act AND s.state = gone.state AND s.role = 'alternate'
            UNION ALL
            SELECT 'mission', gone.state, true WHERE gone.successor IS NULL AND gone.role = 'focal_point'
        ), fresh AS (
            -- Of several reminders of one duty the latest: nobody begins with a pile of them.
            SELECT DISTINCT ON (h.kind, h.id, CASE WHEN m.is_asked THEN m.context ->> 'key' ELSE m.key END)
                m.*, h.kind, h.id, h.only_asked, m.occasion || '#' || h.kind || ':' || h.id AS fresh_key
            FROM moved AS m JOIN heir AS h ON m.is_asked OR NOT h.only_asked
            ORDER BY h.kind, h.id, CASE WHEN m.is_asked THEN m.context ->> 'key' ELSE m.key END, m.version DESC
        ), handed AS (
            -- A key and a Message-ID of its own (models.notices): the old mail may be on the wire at this moment.
            INSERT INTO outbox (
                key, message_id, cycle, stream, version, event, recipient_kind, recipient_id, context, pace, is_formal,
                next_attempt_at
            )
            SELECT
                f.fresh_key,
                '<' || left(encode(sha256(convert_to(f.fresh_key, 'UTF8')), 'hex'), 40) || '@reviewtrack.invalid>',
                f.cycle, f.stream, f.version, f.event, f.kind, f.id,
                -- Alternates and mission read it for their information, and not as what they have to do.
                CASE WHEN f.only_asked
                    THEN (f.context::jsonb - 'side' || '{"copied": true}')::json ELSE f.context END,
                f.pace, f.is_formal,
                -- Nobody is written to of a review before the Secretariat has approved them for it.
                CASE WHEN f.only_asked OR EXISTS (
                    SELECT FROM seats_in(NEW.status) AS s
                    WHERE s.may_act AND (s.person, s.state, s.role) = (gone.successor, gone.state, gone.role)
                ) THEN now() ELSE '9999-01-01 00:00+00' END
            FROM fresh AS f
            ON CONFLICT (key) DO NOTHING
        ), kept_back AS (
            UPDATE outbox AS o SET state = 'withdrawn', last_answer = 'the seat was handed over', leased_until = NULL
            FROM moved AS m WHERE o.key = m.key
            RETURNING o.key
        )
        INSERT INTO delivery_attempt (key, outcome, answer)
        SELECT k.key, 'withdrawn', 'the seat was handed over' FROM kept_back AS k;

        PERFORM end_arrival(a.id, 'the seat has ended') FROM arrival AS a
        WHERE (a.person, a.review, a.role) = (gone.person, NEW.workflow_id, gone.role) AND a.stage <> 'ended';
    END LOOP;
    -- What a successor has been waiting for.
    UPDATE outbox AS o SET next_attempt_at = now()
    FROM seats_in(NEW.status) AS s
    WHERE s.may_act AND o.stream = NEW.workflow_id AND o.state = 'queued' AND o.next_attempt_at >= '9999-01-01 00:00+00'
        AND o.recipient_kind = 'person' AND o.recipient_id = s.person;
    PERFORM pg_notify('reviewtrack_outbox', NEW.cycle);
    RETURN NULL;
END
$$;

CREATE TRIGGER seats_handed_over
    AFTER UPDATE ON workflow_status FOR EACH ROW
    WHEN (OLD.status ->> 'seats' IS DISTINCT FROM NEW.status ->> 'seats')
    EXECUTE FUNCTION hand_over_seats();

-- In which language each mail was sent.
CREATE FUNCTION note_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.language := (
        SELECT a.language FROM outbox AS o JOIN addressee AS a ON a.kind = o.recipient_kind AND a.id = o.recipient_id
        WHERE o.key = NEW.key
    );
    RETURN NEW;
END
$$;

CREATE TRIGGER delivery_attempt_language
    BEFORE INSERT ON delivery_attempt FOR EACH ROW
    WHEN (new.outcome IN ('sent', 'deferred', 'failed')) EXECUTE FUNCTION note_language();
