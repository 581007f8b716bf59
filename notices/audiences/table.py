"""What the tables of audiences are made of: lines of groups, and lines that several events share."""

from collections.abc import Mapping

from notices.addressees import To

Line = tuple[To, ...]
Table = Mapping[str, Line]
"""Event type -> who is told of it, in one kind of stream."""

NOBODY: Line = ()

ALL_FOCAL_POINTS: Line = (To.SUR_FOCAL_POINT, To.RS_FOCAL_POINTS)
ALL_TEAMS: Line = (To.SUR_TEAM, To.RS_TEAMS)
INVOLVED_MISSIONS: Line = (To.SUR_MISSION, To.RS_MISSIONS)
PAIRED_MISSIONS: Line = (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT)

REMINDERS: Table = {
    "deadline_approaching": (To.LATE_SIDE, To.ESCALATION),
    "deadline_passed": (To.LATE_SIDE, To.ESCALATION),
}
"""Both reminders are told alike everywhere."""
