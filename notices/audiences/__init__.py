"""Who is told what: one table for each kind of stream, which repeats the column "Notifies" of the dossier.

The tables are data, so that they can be laid beside domain.md 2.3, 3.8 and 6.4, and `docs/notices.md` is checked
against them.
"""

from collections.abc import Mapping

from notices.audiences.conference import CONFERENCE
from notices.audiences.dialogue import DIALOGUE
from notices.audiences.drawing import DRAWING
from notices.audiences.engagement import ENGAGEMENT
from notices.audiences.policy import with_policy
from notices.audiences.review import REVIEW
from notices.audiences.table import Table

AUDIENCES: Mapping[str, Table] = {
    "cycle": with_policy("cycle", REVIEW),
    "country": with_policy("country", REVIEW),
    "phase": with_policy("phase", REVIEW),
    "lots": DRAWING,
    "dialogue": with_policy("dialogue", DIALOGUE),
    "conference": CONFERENCE,
    "engagement": ENGAGEMENT,
}
"""First part of a workflow id -> the table of its stream."""
