-- How soon a notice has to reach its reader, and whether a formal letter goes with it. What waits goes at once, as before.

ALTER TABLE outbox
    ADD COLUMN pace text COLLATE "C" NOT NULL DEFAULT 'urgent' CHECK (pace IN ('urgent', 'prompt', 'quiet')),
    ADD COLUMN is_formal boolean NOT NULL DEFAULT false;

DROP FUNCTION record_act(text, json, json, json, json, text[], json, json);

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
