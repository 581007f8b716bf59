"""Who is told what: one line for each event of domain.md 2.3 and 3.8, and the pure function that follows the table.

The table is data. It repeats the column "Notifies" of those tables, so that the two can be laid side by side, and
`docs/notices.md` is checked against it. Rules that hold for every line:

* who acted is not told of their own act; a fact that the system concludes is nobody's act and is told to everyone;
* only seats that may act are written to, except that a person is always told of the opening or end of their own seat;
* a supplementary reviewing State hears only of its instruments (domain.md D5, 4.3);
* of a change of who reviews whom on what, missions and Secretariat are told once, where it is decided: in the drawing
  of lots, or in the cycle; the review and its phases, to which the system hands it on, tell the people seated there;
* overdue notices go to the late side and the Secretariat, never to another State (domain.md 9).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from models.errors import ReviewtrackError
from models.ledger import Entry, Recording
from models.notices import Notice, RecipientKind
from models.people import Role
from notices import lots
from notices.addressees import CONCLUSIONS, NO_CIRCLE, REMINDERS, Circle, Scene, To, recipients_of, selves
from notices.context import common_context, own_context
from notices.pairing import pairing_of


class AudienceUnknown(ReviewtrackError):
    """An event has no line in the table of audiences; add one before the event can be recorded."""


NOBODY: tuple[To, ...] = ()

ALL_FOCAL_POINTS = (To.SUR_FOCAL_POINT, To.RS_FOCAL_POINTS)
ALL_TEAMS = (To.SUR_TEAM, To.RS_TEAMS)
INVOLVED_MISSIONS = (To.SUR_MISSION, To.RS_MISSIONS)
PAIRED_MISSIONS = (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT)

AUDIENCES: Mapping[str, tuple[To, ...]] = {
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
    "register_changed": (To.MISSION_CONCERNED,),
    "party_joined_instrument": (To.SUR_MISSION, To.SUR_FOCAL_POINT),
    "party_left_instrument": (To.SUR_MISSION, *ALL_TEAMS),
    "review_suspended": (To.PARTICIPANTS,),
    "review_resumed": (To.PARTICIPANTS,),
    # Reviewing States that come and go (domain.md 2.3); their missions are told where it was decided
    "reviewer_replaced": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED),
    "supplementary_drawn": (To.SUR_MISSION, To.SUR_TEAM, To.REVIEWER_MISSIONS_CONCERNED),
    "reviewer_released": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED),
    "pairing_changed": (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED),
    # A manual decision of domain.md 3.7, told as the replacement of a reviewing State is
    "reviewer_excused": (*ALL_TEAMS, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    # What the dossier does not list: the end of a State's review, and of the cycle
    "phase_discontinued": (To.PARTICIPANTS,),
    "country_review_discontinued": (*INVOLVED_MISSIONS, To.SECRETARIAT),
    "country_review_completed": (*INVOLVED_MISSIONS, To.SECRETARIAT),
    "cycle_completed": (To.SECRETARIAT,),
    # Opening entries: those who must know hear of the launch
    "cycle_opened": NOBODY,
    "country_review_opened": NOBODY,
    "phase_opened": NOBODY,
    "lots_drawn": NOBODY,
    # Told by the drawing itself
    "drawing_opened": NOBODY,
    "drawing_released": NOBODY,
    "pairing_amended": NOBODY,
    # Decisions that another stream carries out: told where they take effect
    "cycle_group_launched": NOBODY,
    "phase_launched": NOBODY,
    # Reports from stream to stream of what was told before
    "phase_completed": NOBODY,
    "country_completed": NOBODY,
}
"""Event type -> who is told, in the cycle, the reviews of States and their phases."""

DRAWING_AUDIENCES: Mapping[str, tuple[To, ...]] = {
    "drawing_planned": (To.MISSIONS_OF_PARTIES,),
    "register_corrected": (To.MISSION_CONCERNED, To.SECRETARIAT),
    "register_frozen": (To.MISSIONS_OF_PARTIES,),
    "deferral_requested": (To.SECRETARIAT,),
    "volunteer_offered": (To.SECRETARIAT,),
    "contribution_committed": (To.SECRETARIAT,),
    "draw_sealed": (To.MISSIONS_OF_PARTIES,),
    "contribution_revealed": (To.SECRETARIAT,),
    "groups_drawn": (To.MISSIONS_OF_PARTIES,),
    "reviewers_drawn": INVOLVED_MISSIONS,
    "draw_failed": (To.SECRETARIAT,),
    "redraw_requested": (To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    "redraw_limit_reached": (To.SECRETARIAT, To.BUREAU),
    # Who was told of a request is told how it ended
    "redraw_decided": (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED, To.SECRETARIAT),
    "replacement_requested": PAIRED_MISSIONS,
    "late_entrant_registered": (To.MISSION_CONCERNED, To.SECRETARIAT),
    "departure_registered": (To.MISSION_CONCERNED, To.SECRETARIAT),
    "slot_redrawn": PAIRED_MISSIONS,
    "reviewer_replaced": PAIRED_MISSIONS,
    "supplementary_drawn": PAIRED_MISSIONS,
    "late_entrant_drawn": (To.MISSION_CONCERNED, *PAIRED_MISSIONS),
    "departure_drawn": (To.MISSION_CONCERNED, *PAIRED_MISSIONS),
    "source_declared": (To.MISSIONS_OF_PARTIES,),
    "change_lapsed": (To.SUR_MISSION, To.REVIEWER_MISSIONS_CONCERNED, To.MISSION_CONCERNED, To.SECRETARIAT),
    "change_put_off": (To.MISSION_CONCERNED, To.SECRETARIAT),
    # Each of them with its own part of the list; a party that is in no list is told all the same
    "pairing_confirmed": (To.MISSIONS_OF_PARTIES, *INVOLVED_MISSIONS),
    "draw_voided": (To.MISSIONS_OF_PARTIES,),
    "deadline_approaching": (To.LATE_SIDE, To.ESCALATION),
    "deadline_passed": (To.LATE_SIDE, To.ESCALATION),
    # Read on the page of the drawing
    "reveals_closed": NOBODY,
    "entropy_supplied": NOBODY,
    "draw_begun": NOBODY,
    "drawing_closed": NOBODY,
}
"""Event type -> who is told, in a drawing of lots (domain.md 2.3). Every type has a line in the table of its stream."""

CHANGES_OF_PAIRING = frozenset(
    {
        "reviewer_replaced",
        "reviewer_released",
        "supplementary_drawn",
        "party_joined_instrument",
        "party_left_instrument",
    }
)

TOLD_BEFORE: Mapping[str, frozenset[str]] = {
    "cycle": frozenset({"pairing_changed", "register_changed"}),
    "country": CHANGES_OF_PAIRING,
    "phase": CHANGES_OF_PAIRING,
}
"""Kind of stream -> what the system hands on to it from where it was decided. Missions, Secretariat and working groups
have been told there; here only the people who are seated in the review are."""


def audience_of(event: str, stream: str = "") -> tuple[To, ...]:
    """Return the line for one event type in the table of its stream; raise `AudienceUnknown` if it has none."""
    table = DRAWING_AUDIENCES if stream.startswith(f"{lots.KIND}/") else AUDIENCES
    try:
        return table[event]
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
    line = audience_of(entry.type, recording.stream)
    if not line:
        return
    scene = Scene(entry=entry, status=recording.status, circle=circle)
    if scene.kind == lots.KIND:
        scene = replace(scene, pairing=pairing_of(entry))
    silent = () if entry.type in CONCLUSIONS else selves(entry)
    occasion = f"{recording.stream}@{entry.version}"
    if entry.type in REMINDERS:
        # A reminder is known by its rung: written again after a restart, it is still the same mail.
        data = entry.data
        occasion = f"{recording.stream}!{data['key']}!{data['due']}!{data['rung']}"
    common = common_context(scene)
    is_told_before = entry.actor.role == Role.SYSTEM and entry.type in TOLD_BEFORE.get(scene.kind, frozenset())
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
