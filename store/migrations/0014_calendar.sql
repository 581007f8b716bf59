-- Private calendars and inboxes: who sits where, how often the date of a duty has moved, who may read by which token.

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

-- The entries that fix, move or call off a meeting or a window: a few hundred among a million (store/calendars.py).
CREATE INDEX ledger_of_meetings ON ledger (cycle, stream, version) WHERE type IN (
    'consultation_proposed', 'preliminary_consultation_held', 'review_suspended', 'review_resumed', 'phase_discontinued',
    'session_fixed', 'cd_scheduled', 'dialogue_moved', 'dialogue_cancelled', 'call_opened', 'call_extended',
    'list_circulated', 'conference_track_opened', 'conference_moved',
    'workshop_planned', 'workshop_moved', 'workshop_cancelled'
);

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

CREATE INDEX outbox_by_recipient ON outbox (recipient_kind, recipient_id, queued_at, key);

-- Notices that their reader has marked as read.
CREATE TABLE notice_read (
    key text COLLATE "C" PRIMARY KEY REFERENCES outbox,
    read_at timestamptz NOT NULL DEFAULT now()
);

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
CREATE OR REPLACE FUNCTION replace_status(given json) RETURNS boolean LANGUAGE plpgsql AS $$
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

-- What stands now.
SELECT replace_seats(workflow_id, status -> 'seats') FROM workflow_status;

SELECT note_dates(workflow_id, version) FROM workflow_status ORDER BY workflow_id;
