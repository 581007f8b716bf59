"""What notices carry of dialogues, of the track of a Conference and of engagements: days, codes, one's own receipts.

A stakeholder is told its own and no more: neither who acted, nor at which stage the whole is. States whose objections
stood are named to the Bureau and the Secretariat; a mission that reads of an objection reads of its own. Reasons in
words, documents and votes are read on the page.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from models.ids import conference_id, dialogue_id, engagement_id
from models.notices import Recipient, RecipientKind
from notices.addressees import BUREAU, REMINDERS
from notices.scene import Scene

DIALOGUE, CONFERENCE, ENGAGEMENT = (
    each.partition("/")[0] for each in (dialogue_id("", ""), conference_id("", 0), engagement_id("", "", ""))
)
KINDS = frozenset({DIALOGUE, CONFERENCE, ENGAGEMENT})
"""How the streams begin that are told in this way."""

DAYS = (
    "day",
    "starts",
    "ends",
    "closes_on",
    "window_ends",
    "reply_by",
    "closed_on",
    "period_starts",
    "cut_off",
    "last_day",
    "due_on",
    "due",
)
"""Days that a text may repeat of the data of an entry, under the same name."""

ALWAYS: Mapping[str, tuple[str, ...]] = {DIALOGUE: ("day",), CONFERENCE: ("starts", "ends")}
"""Kind of stream -> key dates of its status that every notice names."""

DAYS_OF_STATUS: Mapping[str, tuple[str, ...]] = {
    "application_submitted": ("closes_on",),
    "application_amended": ("closes_on",),
    "session_moved": ("session_starts", "session_ends"),
    "objection_raised": ("window_ends",),
    "summary_published": ("next_session",),
}
"""Event -> key dates of the status that its notice names as well."""

RULED = frozenset({"dispute_decided", "observer_decided"})
"""Events that end an objection: how, and under which rule, is told to those who are told of objections."""

TOLD_ALONE = (
    "receipt",
    "application",
    "topic",
    "mode",
    "status",
    "reason",
    "outcome",
    "travel_support",
    "certificate",
    "renew_by",
    "until",
    "papers",
)
"""What a stakeholder may be told of its own by the rules (`models.notices.Addressed`)."""

OF_NO_OUTCOME = frozenset(
    {
        "call_extended",
        "dialogue_moved",
        "invitation_sent",
        "registration_confirmed",
        "travel_support_decided",
        "programme_published",
        "summary_published",
        "conference_moved",
        "training_call_extended",
        "training_moved",
        "recommendations_recorded",
        "survey_sent",
        "survey_answered",
        "offers_made",
        "code_of_conduct_published",
        "papers_requested",
        "papers_handed_in",
        "suspension_appealed",
        "renewals_fell_due",
        "renewals_missed",
        "alliance_founded",
        "alliance_statement_drafted",
        "alliance_statement_issued",
        "convener_named",
        "link_accepted",
        "link_declined",
        "link_ended",
        *REMINDERS,
    }
)
"""Events that leave an application where it stood: why it stands there has been told before."""

ONLY_IN: Mapping[str, frozenset[str]] = {
    "travel_support": frozenset({"travel_support_decided"}),
    "certificate": frozenset({"certificates_issued"}),
    "renew_by": frozenset({"membership_approved", "membership_renewed", "renewals_fell_due", "renewals_missed"}),
    "until": frozenset({"member_suspended"}),
    "papers": frozenset({"papers_requested", *REMINDERS}),
}
"""What of one's own is told in these events alone, where it is news."""

ASKED: Mapping[str, tuple[str, str]] = {
    "invitation_sent": ("confirm_registration", "reply_by"),
    "pilot_invitation_sent": ("join_pilot", ""),
    "offers_made": ("accept_offer", "reply_by"),
    "survey_sent": ("answer_survey", "due_on"),
    "papers_requested": ("hand_in_papers", ""),
    "renewals_fell_due": ("renew_membership", "renew_by"),
}
"""Event -> what it asks of the stakeholders that it is told to, and the name of the day by which."""

COUNTED = ("applications", "recommendations", "participants")
"""What an entry lists, and a text only counts."""

NOT_OUTSIDE = ("by", "stage", "phase", "window_ends", *COUNTED)
"""What is for bodies and missions alone."""

UNTOLD_STATUSES = frozenset({"disputed"})
"""That a State objects is told with the decision and not before."""


def told_to_all(scene: Scene) -> dict[str, Any]:
    """Return what the texts for every recipient of one entry need."""
    data, dates = scene.entry.data, {each.name: each.date.isoformat() for each in scene.status.dates}
    days_of_training = ("starts", "ends") if scene.entry.type.startswith("training_") else ()
    names = (*ALWAYS.get(scene.kind, ()), *DAYS_OF_STATUS.get(scene.entry.type, ()), *days_of_training)
    told: dict[str, Any] = {name: dates[name] for name in names if name in dates}
    for place in (data, data.get("workshop")):
        within: Mapping[str, Any] = cast("Mapping[str, Any]", place) if isinstance(place, Mapping) else {}
        told |= {name: within[name] for name in DAYS if isinstance(within.get(name), (str, date))}
    return told | {name: value for name, value in _of_entry(scene) if value}


def told_to_stakeholder(scene: Scene, recipient: Recipient) -> dict[str, Any]:
    """Return what only this stakeholder is told, and take away what is nobody's business outside."""
    mine = [_known(each, scene.entry.type) for each in scene.told_to(recipient)]
    return {"mine": mine, "awaits": list(_asked(scene, mine))} | dict.fromkeys(NOT_OUTSIDE)


def told_to_others(scene: Scene, recipient: Recipient) -> dict[str, Any]:
    """Return what only this body or mission is told: which application, and of objections what is its to know."""
    data = scene.entry.data
    told: dict[str, Any] = {"concerning": _concerning(data)}
    if scene.entry.type in RULED:
        told |= {"ruling": data.get("reason"), "rule": data.get("rule")}
    if reads_every_act(recipient):
        told["objecting"] = [*scene.objecting, *_objects_now(scene)]
    mode: Any = data.get("mode")
    told["mode"] = mode if isinstance(mode, str) else None
    told["concerned"] = told["mode"] if data.get("is_effective", True) else "without_effect"
    # For which State a member of the Bureau acted is nothing for another State.
    if recipient.kind is RecipientKind.MISSION and scene.acting_state not in (None, recipient.id):
        told["by"] = {"role": str(scene.entry.actor.role), "state": None}
    told = {name: value for name, value in told.items() if value or name == "by"}
    # The stages of a Conference's track are those of its report.
    return told | ({"stage": None} if scene.entry.type.startswith("observer") else {})


def reads_every_act(recipient: Recipient) -> bool:
    """Whether a recipient may read which States have objected: the Bureau and the Secretariat may."""
    return recipient == BUREAU or recipient.kind is RecipientKind.SECRETARIAT


def _known(told: Mapping[str, str], event: str) -> dict[str, str]:
    untold = {"status", "reason"} if event in OF_NO_OUTCOME or told.get("status") in UNTOLD_STATUSES else set[str]()
    untold.update(name for name, events in ONLY_IN.items() if event not in events)
    return {name: told[name] for name in TOLD_ALONE if told.get(name) and name not in untold}


def _asked(scene: Scene, mine: Iterable[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    if scene.entry.type in ASKED:
        action, day = ASKED[scene.entry.type]
        days = (*(each[day] for each in mine if day in each), scene.entry.data.get(day))
        yield {"action": action, "due": next(filter(None, days), None)}


def _objects_now(scene: Scene) -> tuple[str, ...]:
    is_objection = scene.entry.type.startswith(("objection_", "observer_object"))
    return (scene.acting_state,) if is_objection and scene.acting_state else ()


def _concerning(data: Mapping[str, Any]) -> str | None:
    """The id of the application, contribution, input, workshop, report, statement or member that an entry is about."""
    for name in ("application", "contribution", "input", "workshop", "report", "statement", "member"):
        about: Any = data.get(name)
        if isinstance(about, str):
            return about
        if isinstance(about, Mapping):
            return str(cast("Mapping[str, Any]", about)["id"])
    return None


def _of_entry(scene: Scene) -> Iterator[tuple[str, Any]]:
    data, kind = scene.entry.data, scene.kind
    rest = scene.status.workflow_id.split("/")[2:]
    yield {DIALOGUE: "session", CONFERENCE: "number", ENGAGEMENT: "engagement"}[kind], "/".join(rest)
    yield "country", scene.status.state
    yield "tabled_at", data.get("session") if isinstance(data.get("session"), str) else None
    yield "symbol", data.get("symbol")
    yield "languages", data.get("languages")
    yield "topics", data.get("topics")
    for name in ("code", "version"):
        yield name, data[name] if isinstance(data.get(name), str) else None
    for name in COUNTED:
        counted: Any = data.get(name)
        yield name, counted if isinstance(counted, int) else len(counted) if counted else None
