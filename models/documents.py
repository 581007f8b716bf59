"""A document as the ledger and Temporal know it: an id and a hash, never its text."""

from pydantic import Field

from models.value import Value


class DocumentRef(Value):
    """One stored version of one document.

    Workflow history and ledger carry only this pair; the bytes stay in the store, which refuses an act that names a
    version it does not hold (`unknown_document`) or whose hash differs (`document_mismatch`).
    """

    id: str = Field(min_length=1, max_length=100, description="document version id, for instance `doc-7f3c.../2`")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the stored bytes, lower-case hex")
