-- Who is behind an id, and how to reach them. The only tables with names and e-mail addresses.

CREATE TABLE person (
    id text COLLATE "C" PRIMARY KEY,
    state text COLLATE "C",
    name text NOT NULL,
    title text NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    simulated boolean NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
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

-- One row per possible addressee, in the terms of outbox.recipient_kind and outbox.recipient_id.
CREATE VIEW addressee AS
    SELECT 'person' AS kind, id, email, concat_ws(' ', nullif(title, ''), name) AS name, language, simulated FROM person
    UNION ALL
    SELECT 'mission', state, email, '', language, simulated FROM mission
    UNION ALL
    SELECT box.kind, desk.key, desk.email, desk.name, desk.language, desk.simulated
    FROM desk, (VALUES ('secretariat'), ('working_group')) AS box (kind);
