"""Who is told what: one line for each event of domain.md 2.3 and 3.8, and the pure function that follows the table.

The table is data. It repeats the column "Notifies" of those tables, so that the two can be laid side by side, and
`docs/notices.md` is checked against it. Rules that hold for every line:

* who acted is not told of their own act; a fact that the system concludes is nobody's act and is told to everyone;
* only seats that may act are written to, except that a person is always told of the opening or end of their own seat;
* a supplementary reviewing State hears only of its instruments (domain.md D5, 4.3);
* overdue notices go to the late side and the Secretariat, never to another State (domain.md 9).
"""

from collections.abc import Iterator, Mapping

from models.errors import ReviewtrackError
from models.ledger import Entry, Recording
from models.notices import Notice, RecipientKind
from models.people import Role
from notices.addressees import CONCLUSIONS, NO_CIRCLE, REMINDERS, Circle, Scene, To, recipients_of, selves
from notices.context import common_context, own_context


class AudienceUnknown(ReviewtrackError):
    """An event has no line in the table of audiences; add one before the event can be recorded."""


NOBODY: tuple[To, ...] = ()

ALL_FOCAL_POINTS = (To.SUR_FOCAL_POINT, To.RS_FOCAL_POINTS)
ALL_TEAMS = (To.SUR_TEAM, To.RS_TEAMS)
INVOLVED_MISSIONS = (To.SUR_MISSION, To.RS_MISSIONS)

AUDIENCES: Mapping[str, tuple[To, ...]] = {
    # Drawing of lots (domain.md 2.3)
    "register_frozen": (To.MISSIONS_OF_PARTIES,),
    "deferral_requested": (To.SECRETARIAT,),
    "volunteer_offered": (To.SECRETARIAT,),
    "groups_drawn": (To.MISSIONS_OF_PARTIES,),
    "reviewers_drawn": INVOLVED_MISSIONS,
    "redraw_requested": (To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    "redraw_limit_reached": (To.SECRETARIAT, To.BUREAU),
    "supplementary_drawn": (To.SUR_MISSION, To.SUR_TEAM, To.REVIEWER_MISSIONS_CONCERNED),
    "pairing_confirmed": (To.MISSIONS_OF_PARTIES,),
    "reviewer_replaced": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED),
    # Country review (domain.md 3.8)
    "group_launched": INVOLVED_MISSIONS,
    "nomination_received": (To.SECRETARIAT,),
    "participant_approved": (To.PERSONS_CONCERNED, To.OWN_FOCAL_POINT),
    "participant_replaced": (To.PERSONS_CONCERNED, *ALL_FOCAL_POINTS, To.SECRETARIAT),
    "participant_removed": (To.PERSONS_CONCERNED, *ALL_FOCAL_POINTS, To.SECRETARIAT),
    "all_focal_points_named": ALL_FOCAL_POINTS,
    "experts_named": ALL_FOCAL_POINTS,
    "consultation_proposed": ALL_TEAMS,
    "consultation_accepted": ALL_TEAMS,
    "preliminary_consultation_held": (To.PARTICIPANTS,),
    "working_language_set": (To.SECRETARIAT,),
    "instrument_split_set": (To.SUR_FOCAL_POINT,),
    "saq_section_drafted": (To.SUR_TEAM,),
    "stakeholder_input_received": (To.SUR_TEAM,),
    "saq_expected_date_set": (To.RS_FOCAL_POINTS, To.SECRETARIAT),
    "saq_submitted": (To.RS_TEAMS, To.SECRETARIAT),
    "saq_withdrawn": (To.RS_TEAMS, To.SECRETARIAT),
    "saq_addendum_filed": (To.RS_TEAMS, To.SECRETARIAT),
    "clarification_requested": (To.SUR_TEAM,),
    "clarification_answered": (To.ASKING_TEAM,),
    "feedback_submitted": (To.SUR_TEAM, To.OTHER_RS_TEAMS, To.SECRETARIAT),
    "dialogue_meeting_held": (To.PARTICIPANTS,),
    "dialogue_concluded": (To.SECRETARIAT,),
    "observations_proposed": (To.SUR_TEAM, To.OTHER_RS_TEAMS),
    "changes_requested": (To.RS_TEAMS,),
    "observations_cleared_by": (To.OTHER_TEAMS,),
    "observations_agreed": (To.PARTICIPANTS, To.SECRETARIAT),
    "summary_drafted": ALL_FOCAL_POINTS,
    "summary_agreed_by": ALL_FOCAL_POINTS,
    "summary_agreed": ALL_FOCAL_POINTS,
    "translation_ordered": (To.SECRETARIAT, To.SUR_FOCAL_POINT),
    "translation_delivered": (To.SECRETARIAT, To.SUR_FOCAL_POINT),
    "publication_choice_made": (To.SECRETARIAT,),
    "shared_with_working_groups": (To.WORKING_GROUPS, To.MISSIONS_OF_PARTIES),
    "phase_closed": (To.PARTICIPANTS,),
    "next_phase_opened": INVOLVED_MISSIONS,
    "ta_need_registered": (To.SECRETARIAT,),
    "deadline_approaching": (To.LATE_SIDE, To.ESCALATION),
    "deadline_passed": (To.LATE_SIDE, To.ESCALATION),
    "party_joined_instrument": (To.SUR_MISSION, To.SUR_FOCAL_POINT, To.SECRETARIAT),
    "review_suspended": (To.PARTICIPANTS,),
    "review_resumed": (To.PARTICIPANTS,),
    # A manual decision of domain.md 3.7, told as the replacement of a reviewing State is
    "reviewer_excused": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    # What the dossier does not list: the end of a State's review, and of the cycle
    "country_review_completed": (*INVOLVED_MISSIONS, To.SECRETARIAT),
    "cycle_completed": (To.SECRETARIAT,),
    # Opening entries: those who must know hear of the launch
    "cycle_opened": NOBODY,
    "country_review_opened": NOBODY,
    "phase_opened": NOBODY,
    "lots_drawn": NOBODY,
    # Decisions that another stream carries out: told where they take effect
    "cycle_group_launched": NOBODY,
    "phase_launched": NOBODY,
    "pairing_changed": NOBODY,
    "register_changed": NOBODY,
    # Reports from stream to stream of what was told before
    "phase_completed": NOBODY,
    "country_completed": NOBODY,
}
"""Event type -> who is told. Every type that a ledger stream can hold has its line."""

TOLD_BEFORE = frozenset({"reviewer_replaced", "supplementary_drawn", "party_joined_instrument"})
"""Recorded in the review of the State first, where missions and Secretariat are told, and then, by the system, in every
open phase, where the people seated in it are."""

PHASE = "phase/"
"""How the streams of phase reviews begin (`models.ids.phase_id`)."""


def audience_of(event: str) -> tuple[To, ...]:
    """Return the line of the table for one event type; raise `AudienceUnknown` if it has none."""
    try:
        return AUDIENCES[event]
    except KeyError:
        raise AudienceUnknown(
            "audience_unknown", f"Nobody has said who is told of {event!r}: add its line to notices/audience.py."
        ) from None


def notices_for(recording: Recording, circle: Circle = NO_CIRCLE) -> tuple[Notice, ...]:
    """Return every notice that a recording gives rise to: by entry, and each recipient once an entry.

    Without a `circle` the missions of all parties are those of the States in the review, and no working group is told.
    Raises `AudienceUnknown` for an event without a line in `AUDIENCES`.
    """
    return tuple(notice for entry in recording.entries for notice in _of_entry(recording, entry, circle))


def _of_entry(recording: Recording, entry: Entry, circle: Circle) -> Iterator[Notice]:
    line = audience_of(entry.type)
    if not line:
        return
    scene = Scene(entry=entry, status=recording.status, circle=circle)
    silent = () if entry.type in CONCLUSIONS else selves(entry)
    occasion = f"{recording.stream}@{entry.version}"
    if entry.type in REMINDERS:
        # A reminder is known by its rung: written again after a restart, it is still the same mail.
        data = entry.data
        occasion = f"{recording.stream}!{data['key']}!{data['due']}!{data['rung']}"
    common = common_context(scene)
    is_told_before = (
        entry.type in TOLD_BEFORE and entry.actor.role == Role.SYSTEM and recording.stream.startswith(PHASE)
    )
    for recipient in recipients_of(scene, line):
        if recipient in silent or (is_told_before and recipient.kind is not RecipientKind.PERSON):
            continue
        yield Notice(
            key=f"{occasion}#{recipient}",
            cycle=recording.status.cycle,
            stream=recording.stream,
            version=entry.version,
            event=entry.type,
            recipient=recipient,
            context=common | own_context(scene, recipient),
        )
