-- How participants arrive by note verbale, and what moves with a seat that is handed over.

ALTER TABLE person ADD COLUMN telephone text NOT NULL DEFAULT '';

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
