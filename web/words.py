"""How the pages say things: stages, acts, roles and days in plain English, from the texts that the mails use.

One wording for an act everywhere: what a page asks of a State is what its mail asked. Only what no mail says (short
stage names for a matrix, past tenses for a ledger) is worded here. An unknown key is shown with spaces instead of
underscores, so that a newer worker never breaks an older page.
"""

from datetime import UTC, date, datetime

from models.obligations import Origin
from models.people import Role
from models.register import Language, Region
from models.stakeholders import OrganisationKind
from notices.texts import Texts, texts_in

TEXTS: Texts = texts_in(Language.ENGLISH)

SHORT_STAGES = {
    "nominating": "Nominations",
    "consulting": "Consultation",
    "drafting_observations": "Observations",
    "agreeing": "Agreement",
    "sharing": "Sharing",
    "preparatory": "Preparatory",
    "drawn": "Lots drawn",
    "under_way": "Under way",
    "under_review": "Under review",
    "drawing": "Being drawn",
    "provisional": "Provisional",
    "confirmed": "Confirmed",
}
"""Stages as a cell of a matrix has room for, where the full name is longer or mails never say it."""

EVENTS = {
    "drawing_planned": "Drawing of lots announced",
    "register_frozen": "Register of parties frozen",
    "deferral_requested": "State put off reviewing in its own year",
    "volunteer_offered": "State offered to review above the maximum",
    "contribution_committed": "Delegation committed to a contribution to the seed",
    "draw_sealed": "Inputs, rules and sources of the seed sealed",
    "contribution_revealed": "Delegation revealed its contribution to the seed",
    "reveals_closed": "Reveals of contributions closed",
    "entropy_supplied": "Source of the seed gave its value",
    "groups_drawn": "Groups drawn",
    "draw_begun": "Draw of the reviewing States begun",
    "reviewers_drawn": "Reviewing States drawn; the list is provisional",
    "draw_failed": "Nothing could be drawn",
    "redraw_requested": "Another draw requested",
    "redraw_limit_reached": "Limit of requests for another draw reached",
    "redraw_decided": "Another draw above the limit decided",
    "replacement_requested": "Replacement of a reviewing State by lot requested",
    "register_corrected": "Register corrected",
    "late_entrant_registered": "State joined after the register was frozen",
    "departure_registered": "State left instruments",
    "slot_redrawn": "Places of reviewing States drawn again",
    "late_entrant_drawn": "Reviewing States of a late entrant drawn",
    "departure_drawn": "Places left by a State that departed drawn again",
    "source_declared": "Another source of chance declared for changes",
    "change_lapsed": "Nobody drawn for a change, which waits no more",
    "change_put_off": "Nobody drawn for a change, which waits for another lot",
    "pairing_confirmed": "List of States under review and reviewing States confirmed",
    "draw_voided": "Drawing of lots declared void",
    "drawing_closed": "Drawing of lots closed with the cycle",
    "cycle_opened": "Cycle opened",
    "drawing_opened": "Drawing of lots opened",
    "drawing_released": "Drawing of lots void; another one can be opened",
    "pairing_amended": "Pairing amended by the drawing of lots",
    "lots_drawn": "Lots drawn",
    "cycle_group_launched": "Phase of a group launched",
    "pairing_changed": "Pairing changed",
    "register_changed": "Register of parties changed",
    "country_completed": "Country review reported complete",
    "cycle_completed": "Cycle completed",
    "country_review_opened": "Country review opened",
    "next_phase_opened": "Phase opened",
    "phase_launched": "Launch passed on to the phase",
    "phase_completed": "Phase reported closed",
    "country_review_completed": "Country review completed",
    "phase_opened": "Phase review opened",
    "group_launched": "Phase launched; clocks start",
    "nomination_received": "Note verbale received with nominations",
    "experts_named": "Governmental experts named",
    "participant_approved": "Participant approved",
    "participant_replaced": "Participant replaced",
    "participant_removed": "Participant removed",
    "all_focal_points_named": "Every focal point named and approved",
    "consultation_proposed": "Preliminary consultation proposed",
    "consultation_accepted": "Date of the consultation accepted",
    "preliminary_consultation_held": "Preliminary consultation held; the review has effectively started",
    "working_language_set": "Working languages set",
    "instrument_split_set": "Instruments divided among the reviewing States",
    "saq_section_drafted": "Section of the questionnaire drafted",
    "stakeholder_input_received": "Stakeholder input received",
    "saq_expected_date_set": "Expected date of the questionnaire filed",
    "saq_submitted": "Self-assessment questionnaire submitted",
    "saq_withdrawn": "Questionnaire withdrawn",
    "saq_addendum_filed": "Addendum to the questionnaire filed",
    "clarification_requested": "Clarification requested",
    "clarification_answered": "Clarification answered",
    "feedback_submitted": "Written feedback submitted",
    "dialogue_meeting_held": "Dialogue meeting held",
    "dialogue_concluded": "Dialogue concluded by one side",
    "observations_proposed": "List of observations proposed",
    "changes_requested": "Changes to the observations requested",
    "observations_cleared_by": "Observations cleared by one side",
    "observations_agreed": "List of observations agreed",
    "summary_drafted": "Summary drafted",
    "summary_agreed_by": "Summary agreed by one side",
    "summary_agreed": "Summary agreed",
    "translation_ordered": "Translations ordered",
    "translation_delivered": "Translations delivered",
    "publication_choice_made": "Publication choice made",
    "shared_with_working_groups": "Shared with the working groups",
    "phase_closed": "Phase closed",
    "ta_need_registered": "Need for technical assistance registered",
    "party_joined_instrument": "State joined an instrument",
    "party_left_instrument": "State left an instrument",
    "phase_discontinued": "Phase ended: the State has left every instrument",
    "country_review_discontinued": "Country review ended: the State has left every instrument",
    "review_suspended": "Review suspended",
    "review_resumed": "Review resumed",
    "reviewer_replaced": "Reviewing State replaced",
    "supplementary_drawn": "Supplementary reviewing State drawn",
    "reviewer_released": "Reviewing State released",
    "reviewer_excused": "Reviewing State excused",
    "policy_applied": "New version of the policy in force",
    "policy_withdrawn": "Version of the policy taken back",
    "deadline_approaching": "Reminder: date approaching",
    "deadline_passed": "Reminder: date passed",
}
"""What the ledger keeps, as a line of a history reads."""

EVENTS_BESIDE = {
    "cd_scheduled": "Constructive dialogue scheduled",
    "call_opened": "Call for applications opened",
    "call_extended": "Call for applications extended",
    "call_closed": "Call for applications closed",
    "application_received_late": "Application received late, and kept",
    "application_screened": "Applications screened",
    "list_circulated": "List of applicants circulated",
    "application_approved": "Applications approved",
    "application_declined": "Applications declined",
    "dispute_decided": "Disputed application decided",
    "applications_decided": "Every application decided",
    "invitation_sent": "Invitations sent",
    "wg_report_adopted": "Report of the working group adopted",
    "cd_opened": "Dialogue opened",
    "cd_closed": "Dialogue closed",
    "contribution_submitted": "Paper handed in",
    "country_reference_flagged": "Reference to a country flagged, and kept out of the summary",
    "country_reference_allowed": "Names of States let through, with the reason",
    "summary_approved": "Summary approved by the chair",
    "summary_published": "Summary published",
    "summary_tabled": "Summary tabled at the next session",
    "cut_off_set": "Cut-off of the general review set",
    "compilation_begun": "Counting of coded observations begun",
    "compilation_failed": "Counting failed",
    "report_compiled": "Report counted and drafted",
    "report_finalised": "Text of the report finalised",
    "observations_coded": "Agreed list of observations coded",
    "session_fixed": "Session of a working group fixed",
    "session_file_issued": "File of lists of observations issued for a session",
    "dialogue_planned": "Constructive dialogue planned",
    "conference_planned": "Track of a Conference begun",
    "engagement_opened": "Engagement opened",
    "attached_ended": "Dialogue, conference or engagement over",
}
"""What happens beside the reviews, where the event's own name would not read well."""

ORGANISATIONS = {
    OrganisationKind.NGO: "Non-governmental organisations",
    OrganisationKind.ACADEMIA: "Academia",
    OrganisationKind.PRIVATE_SECTOR: "Private sector",
    OrganisationKind.INTERGOVERNMENTAL: "Intergovernmental organisations",
    OrganisationKind.GOVERNMENTAL: "Governmental bodies",
    OrganisationKind.INDIVIDUAL: "Individuals",
}

DATES = {
    "launch_date": "Launch in the calendar",
    "launched_on": "Launched",
    "close_phase": "Phase to be closed",
    "effective_start": "Effective start",
    "planned_end": "Planned end",
    "questionnaire_expected_on": "Questionnaire expected",
    "meeting": "Day of the drawing",
    "register_frozen": "Register frozen as of",
    "provisional": "Provisional list issued",
    "redraw_window_ends": "Last day for requesting another draw",
    "confirmed": "List confirmed",
    "voided": "Declared void",
    "preparatory_starts": "Preparatory phase starts",
    "preparatory_ends": "Preparatory phase ends",
    "day": "Day of the dialogue",
    "closes_on": "Call open until, midnight in Vienna",
    "window_ends": "Last day for an objection",
    "reply_by": "Reply to the invitation by",
    "period_starts": "Counted from",
    "cut_off": "Counted until",
}

ORIGINS = {
    Origin.RULE: "Rule",
    Origin.EVENT: "Event",
    Origin.CALENDAR: "Calendar",
    Origin.EXTENSION: "Extension",
}

MARKS = {
    "CONFIRMED": "seen in a public source",
    "RECALLED": "the most likely reading, to be confirmed",
    "UNCERTAIN": "sources are silent or conflict; a stated default",
    "DESIGN": "a proposal of this system, not a rule of the mechanism",
}
"""The marks of evidence, as domain.md 0.1 explains them."""

REGIONS = {
    Region.AFRICAN: "African States",
    Region.ASIA_PACIFIC: "Asia-Pacific States",
    Region.EASTERN_EUROPEAN: "Eastern European States",
    Region.GRULAC: "Latin American and Caribbean States",
    Region.WEOG: "Western European and other States",
    Region.NONE: "No regional group",
}


def stage(key: str) -> str:
    """The full name of a stage."""
    return TEXTS.text(f"stage.{key}") if TEXTS.has(f"stage.{key}") else short_stage(key)


def short_stage(key: str) -> str:
    """The name of a stage in few letters."""
    if key in SHORT_STAGES:
        return SHORT_STAGES[key]
    return TEXTS.text(f"stage.{key}") if TEXTS.has(f"stage.{key}") else spoken(key)


def action(key: str) -> str:
    """What is to be done, as a request."""
    return TEXTS.text(f"do.{key}") if TEXTS.has(f"do.{key}") else spoken(key)


def event(key: str) -> str:
    """What happened, in the past tense."""
    return EVENTS.get(key) or EVENTS_BESIDE.get(key) or spoken(key)


def role(key: Role) -> str:
    """The name of a role."""
    return TEXTS.text(f"role.{key}") if TEXTS.has(f"role.{key}") else spoken(key)


def language(key: str) -> str:
    """The name of a language by its ISO 639-1 code."""
    return TEXTS.text(f"language.{key}") if TEXTS.has(f"language.{key}") else key


def date_name(key: str) -> str:
    """The name of a key date; those of groups, phases and conferences carry numbers."""
    if key in DATES:
        return DATES[key]
    parts = key.split("_")
    match parts:
        case ["phase", number, *rest] if rest and number.isdigit():
            return f"Phase {number}: {date_name('_'.join(rest)).lower()}"
        case _:
            return spoken(key)


def count(key: str) -> str:
    """The name of a number: `panel_region_african` becomes Panellists, African States."""
    match key.split("_", 2):
        case ["panel", "region", region] if region in set(Region):
            return f"Panellists, {REGIONS[Region(region)]}"
        case ["panel", "kind", kind] if kind in set(OrganisationKind):
            return f"Panellists, {ORGANISATIONS[OrganisationKind(kind)].lower()}"
        case ["panel", "others"]:
            return "Panellists of States, organisations, the Secretariat"
        case ["came", *who]:
            return f"Came: {'_'.join(who).replace('_', ' ')}"
        case ["applications", *status] if status:
            return f"Applications: {'_'.join(status).replace('_', ' ')}"
        case ["is", *standing] if standing:
            return spoken("_".join(standing))
        case ["contributions", *outcome] if outcome:
            return f"Contributions: {'_'.join(outcome).replace('_', ' ')}"
        case _:
            return spoken(key)


def day(value: date) -> str:
    """A calendar day: 4 March 2021."""
    return TEXTS.day(value.isoformat())


def month(value: date) -> str:
    """The month of a calendar day in few letters: Nov 2024."""
    name = day(value).split()[1]
    return f"{name[:3]} {value.year}"


def moment(value: datetime) -> str:
    """An instant to the second: 2021-03-04 09:30:00 UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def days(count: int) -> str:
    """A number of days: 1 day, 12 days."""
    return f"{count:,} day{'' if count == 1 else 's'}"


def spoken(key: str) -> str:
    """A key as words: `close_phase` becomes Close phase."""
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def brief(identifier: str) -> str:
    """The beginning of a person's or a document's id or of a hash: enough to compare two, too little to look one up."""
    kept = 10
    return identifier if len(identifier) <= kept else f"{identifier[: kept - 1]}…"
