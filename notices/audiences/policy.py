"""Who is told of a new version of the policy, where it comes into force or is taken back (domain.md 5, DESIGN).

Each is told once: a mission by the review of its State, which outlives its phases, focal points by the phase that they
are at work on. The Conference's own track says what was decided, and how many have taken it.
"""

from collections.abc import Mapping

from notices.addressees import To
from notices.audiences.table import ALL_FOCAL_POINTS, INVOLVED_MISSIONS, Line, Table

POLICY: Mapping[str, Line] = {
    "cycle": (To.SECRETARIAT,),
    "country": INVOLVED_MISSIONS,
    "phase": ALL_FOCAL_POINTS,
    "dialogue": (To.CHAIRS, To.BUREAU, To.UNIT),
}
"""Kind of stream -> who is told of `policy_applied` and `policy_withdrawn` in it."""


def with_policy(kind: str, table: Table) -> Table:
    """Return the table of a kind of stream, with its lines for versions of the policy."""
    return {**table, "policy_applied": POLICY[kind], "policy_withdrawn": POLICY[kind]}
