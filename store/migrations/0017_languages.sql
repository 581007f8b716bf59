-- In which language each mail was sent: the reader's at that moment, kept when they change it.

ALTER TABLE delivery_attempt ADD COLUMN language text;

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
