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
