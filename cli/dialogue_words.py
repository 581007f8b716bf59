"""How the command line says what became of an application or a contribution: one table for each set of words.

Codes are the recorded ones (`models.dialogue`); sentences are what applicants are told, never who objected.
"""

from collections.abc import Mapping

from models.dialogue.application import ApplicationStatus, Mode, OutcomeReason
from models.dialogue.state import ContributionOutcome, DialogueStage, DialogueState
from models.people import Role
from models.stakeholders import OrganisationKind

STATUSES: Mapping[ApplicationStatus, str] = {
    ApplicationStatus.SUBMITTED: "received",
    ApplicationStatus.ELIGIBLE: "eligible, before the Extended Bureau",
    ApplicationStatus.DISPUTED: "eligible, before the Extended Bureau",
    ApplicationStatus.APPROVED: "approved",
    ApplicationStatus.INVITED: "invited",
    ApplicationStatus.REGISTERED: "registered",
    ApplicationStatus.LATE: "received after the call had closed, not examined",
    ApplicationStatus.INELIGIBLE: "not eligible",
    ApplicationStatus.DECLINED: "declined",
    ApplicationStatus.WITHDRAWN: "withdrawn",
    ApplicationStatus.ATTENDED: "took part",
    ApplicationStatus.ABSENT: "invited, did not take part",
}

REASONS: Mapping[OutcomeReason, str] = {
    OutcomeReason.APPLIED_LATE: "the application came after the call had closed",
    OutcomeReason.KIND_NOT_ELIGIBLE: "organisations of this kind cannot apply to constructive dialogues",
    OutcomeReason.INCOMPLETE: "the application was not complete",
    OutcomeReason.NO_EXPERTISE: "the application shows no expertise in the working group's topic",
    OutcomeReason.DUPLICATE: "the organisation had applied already",
    OutcomeReason.NO_ROOM: "there was no place left",
    OutcomeReason.NO_OBJECTION: "nobody objected",
    OutcomeReason.OBJECTION_UPHELD: "an objection was upheld",
    OutcomeReason.OBJECTION_OVERRULED: "an objection was overruled",
    OutcomeReason.OBJECTION_BLOCKS: "there was an objection, and under the rule in force one is enough",
    OutcomeReason.OBJECTION_WITHOUT_EFFECT: "the organisation is an observer: under the rule in force it is admitted",
    OutcomeReason.VOTED_IN: "a vote on an objection went in its favour",
    OutcomeReason.VOTED_OUT: "a vote on an objection went against it",
    OutcomeReason.BUREAU_DECISION: "the Extended Bureau decided so",
    OutcomeReason.WITHDRAWN_BY_APPLICANT: "the applicant took it back",
    OutcomeReason.DIALOGUE_CANCELLED: "the dialogue does not take place",
    OutcomeReason.TOOK_PART: "the organisation was there",
    OutcomeReason.DID_NOT_COME: "the organisation was not seen at the dialogue",
}

OUTCOMES: Mapping[ContributionOutcome, str] = {
    ContributionOutcome.REFLECTED: "reflected in the chair's summary",
    ContributionOutcome.OFF_TOPIC: "not in the chair's summary: outside the topics of the dialogue",
    ContributionOutcome.REPEATED: "in the chair's summary, which says once what several have said",
    ContributionOutcome.COUNTRY_REFERENCE: "not in the chair's summary: it spoke of the situation in a country",
    ContributionOutcome.NO_SUBSTANCE: "not in the chair's summary: it held nothing that could be reflected",
}

SAID_BY_STATUS = frozenset(
    {
        OutcomeReason.TOOK_PART,
        OutcomeReason.DID_NOT_COME,
        OutcomeReason.WITHDRAWN_BY_APPLICANT,
        OutcomeReason.APPLIED_LATE,
    }
)
"""Reasons that say no more than the status does."""

MODES: Mapping[Mode, str] = {Mode.IN_PERSON: "in person", Mode.ON_LINE: "on line"}

KINDS: Mapping[OrganisationKind, str] = {
    OrganisationKind.NGO: "non-governmental organisations",
    OrganisationKind.ACADEMIA: "academic institutions",
    OrganisationKind.PRIVATE_SECTOR: "companies",
    OrganisationKind.INTERGOVERNMENTAL: "intergovernmental organisations",
    OrganisationKind.GOVERNMENTAL: "authorities",
    OrganisationKind.INDIVIDUAL: "individuals",
}

BODIES: Mapping[Role, str] = {
    Role.SECRETARIAT: "the Secretariat",
    Role.CIVIL_SOCIETY_UNIT: "the civil society unit",
    Role.CHAIR: "the chair",
    Role.EXTENDED_BUREAU: "the Extended Bureau",
    Role.MISSION: "a mission",
    Role.STAKEHOLDER: "the stakeholder",
}


def standing(status: ApplicationStatus, reason: OutcomeReason | None = None, mode: Mode | None = None) -> str:
    """Where an application stands, and why, in a sentence without its end."""
    said = STATUSES[status]
    if status is ApplicationStatus.REGISTERED and mode:
        said += f", {MODES[mode]}"
    return f"{said}: {REASONS[reason]}" if reason and reason not in SAID_BY_STATUS else said


def next_step(state: DialogueState, status: ApplicationStatus) -> str:
    """What the holder of an application can do or expect next; `status` is the one it was told last."""
    match status:
        case ApplicationStatus.SUBMITTED if state.stage is DialogueStage.APPLICATIONS_OPEN:
            return f"It can be amended until midnight Vienna time at the end of {state.closes_on}; then it is examined."
        case ApplicationStatus.SUBMITTED | ApplicationStatus.ELIGIBLE | ApplicationStatus.DISPUTED:
            return "It is being examined; you will be told."
        case ApplicationStatus.APPROVED:
            return "You will be sent an invitation."
        case ApplicationStatus.INVITED:
            until = min(state.reply_by or state.day, state.day)
            return f"Register by {until}, in person or on line; the dialogue is on {state.day}."
        case ApplicationStatus.REGISTERED:
            return f"Take part on {state.day}."
        case ApplicationStatus.LATE | ApplicationStatus.INELIGIBLE | ApplicationStatus.DECLINED:
            return "Nothing more will be done with it; you can apply to another dialogue."
        case ApplicationStatus.ATTENDED:
            return _after(state)
        case ApplicationStatus.ABSENT | ApplicationStatus.WITHDRAWN:
            return "Nothing more will be done with it."


def next_step_of_contribution(state: DialogueState) -> str:
    """What who made a contribution can expect next."""
    return _after(state)


def _after(state: DialogueState) -> str:
    if state.stage is DialogueStage.CANCELLED:
        return "The dialogue does not take place: nothing more will be done with it."
    if state.summary is None or state.summary.published_on is None:
        return "The chair's written summary will be put on the web, and say what became of contributions."
    return f"The chair's written summary was put on the web on {state.summary.published_on}."
