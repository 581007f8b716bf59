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
    RETURN true;
END
$$;
