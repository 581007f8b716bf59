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
