"""For each event the right people, and nobody else."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import models
from models.event import Event
from models.instruments import Instrument
from models.ledger import Recording
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from notices.addressees import Circle
from notices.audience import AudienceUnknown, notices_for
from notices.audiences import AUDIENCES
from notices.audiences.review import REVIEW
from notices.scene import REVIEWS
from rules.aggregates import AGGREGATES
from tests.notices import build
from tests.notices.build import entry, focal_point, mission, recording, reminder, seat

SUR = {"civ-fp", "civ-ge"}
FOCAL_POINTS = {"civ-fp", "fra-fp", "jpn-fp", "per-fp"}
TEAMS = {f"{state}-{role}" for state in ("civ", "fra", "jpn", "per") for role in ("fp", "ge")}
PARTICIPANTS = TEAMS | {"civ-obs"}
MISSIONS = {"mission:CIV", "mission:FRA", "mission:JPN", "mission:PER"}
DESK = {"secretariat:desk"}
FIREARMS: dict[str, Any] = {"instruments": ["FA"]}
WITHOUT_FIREARMS: dict[str, Any] = {"instruments": ["UNTOC", "TIP"]}
EVERYTHING: dict[str, Any] = {"instruments": ["UNTOC", "TIP", "SOM", "FA"]}

SESSION = {"key": "firearms-2027", "working_groups": ["firearms"], "starts": "2027-05-04", "ends": "2027-05-05"}

CIRCLE = Circle(
    parties=("AUT", "CIV", "FRA"),
    working_groups={Instrument.UNTOC: ("technical-assistance",), Instrument.FA: ("firearms",)},
)

EVENTS: list[tuple[str, Actor, dict[str, Any], set[str]]] = [
    ("group_launched", SECRETARIAT, {"launch_date": "2020-11-02"}, MISSIONS),
    ("nomination_received", mission("FRA"), {"by": "FRA"}, DESK),
    ("nomination_received", SECRETARIAT, {"by": "FRA"}, set()),
    ("participant_approved", SECRETARIAT, {"person": "fra-ge", "by": "FRA"}, {"fra-ge", "fra-fp"}),
    ("participant_replaced", mission("CIV"), {"person": "civ-x", "successor": "civ-new", "by": "CIV"},
     FOCAL_POINTS | {"civ-x", "civ-new", "mission:CIV"} | DESK),
    ("participant_removed", mission("CIV"), {"person": "civ-x", "by": "CIV"},
     FOCAL_POINTS | {"civ-x", "mission:CIV"} | DESK),
    ("all_focal_points_named", SECRETARIAT, {}, FOCAL_POINTS),
    ("all_focal_points_named", focal_point("FRA"), {}, FOCAL_POINTS),
    ("experts_named", mission("FRA"), {"by": "FRA", "people": ["fra-ge"]}, FOCAL_POINTS),
    ("consultation_proposed", focal_point("CIV"), {"by": "CIV"}, TEAMS - {"civ-fp"}),
    ("consultation_accepted", focal_point("FRA"), {"by": "FRA"}, TEAMS - {"fra-fp"}),
    ("preliminary_consultation_held", SECRETARIAT, {}, PARTICIPANTS),
    ("working_language_set", focal_point("CIV"), {"by": "CIV"}, DESK),
    ("instrument_split_set", focal_point("FRA"), {"by": "FRA"}, {"civ-fp"}),
    ("saq_section_drafted", Actor(role=Role.EXPERT, state="CIV", person="civ-ge"), {"instrument": "UNTOC"}, {"civ-fp"}),
    ("stakeholder_input_received", focal_point("CIV"), {}, {"civ-ge"}),
    ("saq_expected_date_set", focal_point("CIV"), {}, {"fra-fp", "jpn-fp", "per-fp"} | DESK),
    ("saq_submitted", focal_point("CIV"), EVERYTHING, TEAMS - SUR | DESK),
    ("saq_submitted", focal_point("CIV"), WITHOUT_FIREARMS, {"fra-fp", "fra-ge", "jpn-fp", "jpn-ge"} | DESK),
    ("saq_withdrawn", focal_point("CIV"), FIREARMS, TEAMS - SUR | DESK),
    ("saq_addendum_filed", focal_point("CIV"), EVERYTHING, TEAMS - SUR | DESK),
    ("clarification_requested", focal_point("FRA"), {"by": "FRA", "instrument": "UNTOC"}, SUR),
    ("clarification_answered", focal_point("CIV"), {"asked_by": "FRA", "instrument": "UNTOC"}, {"fra-fp", "fra-ge"}),
    ("clarification_answered", focal_point("CIV"), {"asked_by": "PER", "instrument": "FA"}, {"per-fp", "per-ge"}),
    ("feedback_submitted", focal_point("FRA"), {"by": "FRA", **EVERYTHING},
     SUR | {"jpn-fp", "jpn-ge", "per-fp", "per-ge"} | DESK),
    ("feedback_submitted", focal_point("FRA"), {"by": "FRA", **WITHOUT_FIREARMS}, SUR | {"jpn-fp", "jpn-ge"} | DESK),
    ("dialogue_meeting_held", focal_point("JPN"), {"by": "JPN"}, PARTICIPANTS - {"jpn-fp"}),
    ("dialogue_concluded", focal_point("JPN"), {"by": "JPN", **WITHOUT_FIREARMS}, DESK),
    ("observations_proposed", focal_point("JPN"), {"by": "JPN", **WITHOUT_FIREARMS}, SUR | {"fra-fp", "fra-ge"}),
    ("changes_requested", focal_point("CIV"), {"by": "CIV", **EVERYTHING}, TEAMS - SUR),
    ("changes_requested", focal_point("FRA"), {"by": "FRA", **WITHOUT_FIREARMS}, {"fra-ge", "jpn-fp", "jpn-ge"}),
    ("observations_cleared_by", focal_point("CIV"), {"by": "CIV", **EVERYTHING}, TEAMS - SUR),
    ("observations_cleared_by", focal_point("FRA"), {"by": "FRA", **WITHOUT_FIREARMS}, SUR | {"jpn-fp", "jpn-ge"}),
    ("observations_agreed", focal_point("FRA"), EVERYTHING, PARTICIPANTS | DESK),
    ("observations_agreed", focal_point("FRA"), WITHOUT_FIREARMS, PARTICIPANTS - {"per-fp", "per-ge"} | DESK),
    ("summary_drafted", SECRETARIAT, {"by": "SECRETARIAT"}, FOCAL_POINTS),
    ("summary_agreed_by", focal_point("CIV"), {"by": "CIV"}, FOCAL_POINTS - {"civ-fp"}),
    ("summary_agreed", focal_point("CIV"), {}, FOCAL_POINTS),
    ("translation_ordered", SECRETARIAT, {"languages": ["fr"]}, {"civ-fp"}),
    ("translation_delivered", SECRETARIAT, {}, {"civ-fp"}),
    ("publication_choice_made", focal_point("CIV"), {"what": "summary", "level": "public"}, DESK),
    ("shared_with_working_groups", SECRETARIAT, EVERYTHING,
     {"working_group:technical-assistance", "working_group:firearms", "mission:AUT", "mission:CIV", "mission:FRA"}),
    ("phase_closed", SECRETARIAT, {}, PARTICIPANTS | MISSIONS),
    ("next_phase_opened", SECRETARIAT, {"phase": 2}, MISSIONS),
    ("ta_need_registered", focal_point("CIV"), {"instrument": "UNTOC", "article": "29"}, DESK),
    ("party_joined_instrument", SECRETARIAT, {"instrument": "FA"}, {"mission:CIV", "civ-fp"}),
    ("review_suspended", SECRETARIAT, {"reason": "not for mail"}, PARTICIPANTS),
    ("review_resumed", SECRETARIAT, {}, PARTICIPANTS),
    ("reviewer_replaced", SECRETARIAT, {"outgoing": "AUT", "incoming": "JPN", **WITHOUT_FIREARMS},
     SUR | {"fra-fp", "fra-ge", "jpn-fp", "jpn-ge", "mission:AUT", "mission:JPN"}),
    ("reviewer_excused", SECRETARIAT, {"outgoing": "AUT"}, TEAMS | {"mission:AUT"}),
    ("supplementary_drawn", SECRETARIAT, {"reviewer": {"state": "PER"}, **FIREARMS},
     SUR | {"mission:CIV", "mission:PER"}),
    ("reviewer_released", SECRETARIAT, {"outgoing": "AUT", **WITHOUT_FIREARMS},
     SUR | {"fra-fp", "fra-ge", "jpn-fp", "jpn-ge", "mission:AUT"}),
    ("party_left_instrument", SECRETARIAT, FIREARMS, TEAMS | {"mission:CIV"}),
    ("phase_discontinued", SYSTEM, {}, PARTICIPANTS),
    ("country_review_discontinued", SYSTEM, {}, MISSIONS | DESK),
    ("cycle_opened", SYSTEM, {}, set()),
    ("country_review_opened", SYSTEM, {}, set()),
    ("phase_opened", SYSTEM, {}, set()),
    ("lots_drawn", SECRETARIAT, {}, set()),
    ("cycle_group_launched", SECRETARIAT, {}, set()),
    ("phase_launched", SECRETARIAT, {}, set()),
    ("pairing_changed", SECRETARIAT, {"under_review": "CIV", "outgoing": "AUT", "incoming": "JPN"},
     {"mission:CIV", "mission:AUT", "mission:JPN"}),
    ("register_changed", SECRETARIAT, {"state": "CIV", "instrument": "FA"}, {"mission:CIV"}),
    ("drawing_opened", SECRETARIAT, {}, set()),
    ("drawing_released", SYSTEM, {}, set()),
    ("pairing_amended", SYSTEM, {}, set()),
    ("phase_completed", SYSTEM, {}, set()),
    ("country_review_completed", SYSTEM, {}, MISSIONS | DESK),
    ("country_completed", SYSTEM, {}, set()),
    ("observations_coded", SECRETARIAT, {"instrument": "FA"}, set()),
    ("session_fixed", SECRETARIAT, {"session": SESSION}, {"working_group:firearms"}),
    ("session_file_issued", SECRETARIAT,
     {"session": "firearms-2027", "working_groups": ["firearms", "trafficking"], "lists": 12},
     {"working_group:firearms", "working_group:trafficking", "mission:AUT", "mission:CIV", "mission:FRA"}),
    ("dialogue_planned", SECRETARIAT, {"session": "firearms-2027"}, set()),
    ("conference_planned", SECRETARIAT, {}, set()),
    ("engagement_opened", SECRETARIAT, {}, set()),
    ("attached_ended", SYSTEM, {}, set()),
    ("cycle_completed", SYSTEM, {}, DESK),
]  # fmt: skip


def told(made: Recording, circle: Circle = CIRCLE) -> list[str]:
    """Who is told: persons by their ids, others by kind and id."""
    return [str(notice.recipient).removeprefix("person:") for notice in notices_for(made, circle)]


@pytest.mark.parametrize(
    ("event", "actor", "data", "expected"), EVENTS, ids=[f"{each[0]}-by-{each[1]}" for each in EVENTS]
)
def test_each_event_is_told_to_the_people_of_its_column_and_nobody_else(
    event: str, actor: Actor, data: dict[str, Any], expected: set[str]
) -> None:
    recipients = told(recording(entry(event, actor, **data)))

    assert set(recipients) == expected
    assert len(recipients) == len(expected), "somebody is told twice"


def test_every_event_of_every_aggregate_and_nothing_else_has_a_row_in_the_table_of_its_stream() -> None:
    in_reviews = {event for kind in REVIEWS for event in AGGREGATES[kind].codec.types}

    assert set(AUDIENCES) == set(AGGREGATES)
    for kind, aggregate in AGGREGATES.items():
        events = in_reviews if kind in REVIEWS else set(aggregate.codec.types)
        assert set(AUDIENCES[kind]) == events, kind


def test_every_event_that_there_is_belongs_to_an_aggregate() -> None:
    for module in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(module.name)
    from_the_models = {each.type for each in _every_kind_of(Event) if "type" in vars(each)}

    assert from_the_models == {event for aggregate in AGGREGATES.values() for event in aggregate.codec.types}


def test_every_event_of_a_review_has_a_case_in_the_table_above() -> None:
    assert {event for event, _, _, _ in EVENTS} | {"deadline_approaching", "deadline_passed"} == set(REVIEW)


def test_an_event_without_an_audience_is_refused_by_name() -> None:
    with pytest.raises(AudienceUnknown, match="treaty_amended") as refusal:
        notices_for(recording(entry("treaty_amended")))

    assert refusal.value.code == "audience_unknown"


def test_without_a_circle_the_missions_of_all_parties_are_those_of_the_review() -> None:
    assert set(told(recording(entry("shared_with_working_groups")), Circle())) == MISSIONS


def test_a_person_with_two_roles_gets_one_mail() -> None:
    seats = (*build.SEATS, seat("civ-fp", "CIV", Role.EXPERT), seat("fra-fp", "FRA", Role.OBSERVER))

    recipients = told(recording(entry("phase_closed"), seats=seats))

    assert sorted(recipients) == sorted(PARTICIPANTS | MISSIONS)


def test_two_events_of_one_act_are_two_mails_with_two_keys() -> None:
    act = recording(
        entry("observations_cleared_by", focal_point("FRA"), 7, by="FRA", **WITHOUT_FIREARMS),
        entry("observations_agreed", focal_point("FRA"), 8, **WITHOUT_FIREARMS),
    )

    keys = [notice.key for notice in notices_for(act) if notice.recipient.id == "civ-fp"]

    assert keys == ["phase/untoc-1/CIV/1@7#person:civ-fp", "phase/untoc-1/CIV/1@8#person:civ-fp"]


def test_the_one_who_acted_is_told_of_what_the_system_concludes_from_it() -> None:
    act = recording(entry("observations_agreed", focal_point("FRA"), **EVERYTHING))

    assert "fra-fp" in told(act)
    assert all(notice.context["by"] is None for notice in notices_for(act))


HANDED_ON: list[tuple[str, dict[str, Any]]] = [
    ("reviewer_replaced", {"outgoing": "AUT", "incoming": "JPN"}),
    ("reviewer_released", {"outgoing": "AUT"}),
    ("supplementary_drawn", {"reviewer": {"state": "PER"}}),
    ("party_joined_instrument", {"instrument": "FA"}),
    ("party_left_instrument", {"left_on": "2021-05-01"}),
]


@pytest.mark.parametrize(("event", "data"), HANDED_ON, ids=[event for event, _ in HANDED_ON])
@pytest.mark.parametrize("stream", ["country/untoc-1/CIV", build.STREAM])
def test_a_change_that_the_system_hands_on_to_a_review_is_told_there_to_the_people_seated_in_it_only(
    stream: str, event: str, data: dict[str, Any]
) -> None:
    handed_on = entry(event, SYSTEM, **data, **EVERYTHING)

    assert set(told(recording(handed_on, stream=stream))) <= TEAMS
    assert told(recording(handed_on, stream=stream, seats=())) == []


CHANGES: list[tuple[str, dict[str, Any], set[str]]] = [
    ("pairing_changed", {"under_review": "CIV", "outgoing": "AUT", "incoming": "JPN"},
     {"mission:CIV", "mission:AUT", "mission:JPN"}),
    ("register_changed", {"state": "CIV", "instrument": "FA", "joined_on": "2021-05-01"}, {"mission:CIV"}),
]  # fmt: skip


@pytest.mark.parametrize(("event", "data", "expected"), CHANGES, ids=[event for event, _, _ in CHANGES])
def test_missions_are_told_of_a_change_by_the_cycle_if_it_was_decided_there(
    event: str, data: dict[str, Any], expected: set[str]
) -> None:
    of_the_cycle: dict[str, Any] = {
        "stream": "cycle/untoc-1",
        "state": None,
        "phase": None,
        "reviewers": (),
        "seats": (),
    }

    decided = notices_for(recording(entry(event, SECRETARIAT, **data), **of_the_cycle))

    assert {str(notice.recipient) for notice in decided} == expected
    assert {notice.context["state"] for notice in decided} == {"CIV"}
    assert told(recording(entry(event, SYSTEM, **data), **of_the_cycle)) == []


@pytest.mark.parametrize("event", ["deadline_approaching", "deadline_passed"])
@pytest.mark.parametrize(
    ("owner", "escalate", "expected"),
    [
        ({"role": "focal_point", "state": "CIV"}, [], {"civ-fp"}),
        ({"role": "focal_point", "state": "CIV"}, ["secretariat"], {"civ-fp"} | DESK),
        ({"role": "focal_point", "state": "FRA"}, ["mission", "secretariat"], {"fra-fp", "mission:FRA"} | DESK),
        ({"role": "focal_point", "state": "FRA"}, ["experts"], {"fra-fp", "fra-ge"}),
        ({"role": "expert", "state": "FRA"}, [], {"fra-fp"}),
        ({"role": "mission", "state": "JPN"}, ["secretariat"], {"mission:JPN"} | DESK),
        ({"role": "secretariat", "state": None}, [], DESK),
        ({"role": "secretariat"}, ["secretariat"], DESK),
    ],
)
def test_a_reminder_goes_to_the_side_that_has_to_act_and_where_the_ladder_says_and_to_no_other_state(
    event: str, owner: dict[str, Any], escalate: list[str], expected: set[str]
) -> None:
    assert set(told(recording(reminder(event, owner=owner, escalate=escalate)))) == expected


@pytest.mark.parametrize("gone", [{"ended_on": date(2021, 2, 1)}, {"approved_on": None}], ids=["left", "not approved"])
def test_a_reminder_goes_to_the_mission_while_a_state_has_no_approved_focal_point(gone: dict[str, Any]) -> None:
    seats = (seat("civ-fp", "CIV", Role.FOCAL_POINT, **gone), *build.SEATS[1:])

    (notice,) = notices_for(recording(reminder(escalate=["mission"]), seats=seats))

    assert str(notice.recipient) == "mission:CIV"
    assert notice.context["copied"] is False, "the mission has to act, it is not told for information"


def test_a_focal_point_who_gives_way_to_a_new_one_is_told_and_nobody_who_left_before() -> None:
    day = date(2021, 5, 3)
    seats = (
        seat("civ-fp", "CIV", Role.FOCAL_POINT, ended_on=day),
        seat("civ-fp-2", "CIV", Role.FOCAL_POINT, named_on=day, approved_on=None),
        seat("civ-first", "CIV", Role.FOCAL_POINT, ended_on=date(2021, 1, 10)),
        seat("civ-ge", "CIV", Role.EXPERT, ended_on=day),
        *(each for each in build.SEATS if each.state != "CIV"),
    )
    people = [{"person": "civ-fp-2", "role": "focal_point"}, {"person": "civ-ge-2", "role": "expert"}]

    notices = notices_for(recording(entry("nomination_received", mission("CIV"), by="CIV", people=people), seats=seats))

    assert {str(each.recipient): each.context.get("concerned") for each in notices} == {
        "person:civ-fp": "person",
        "secretariat:desk": None,
    }
    experts = entry("nomination_received", mission("CIV"), by="CIV", people=people[1:])
    assert told(recording(experts, seats=seats)) == ["secretariat:desk"]


def test_a_copy_of_a_reminder_says_that_it_is_one() -> None:
    copied = {
        str(notice.recipient): notice.context["copied"]
        for notice in notices_for(recording(reminder(escalate=["mission", "secretariat"])))
    }

    assert copied == {"person:civ-fp": False, "mission:CIV": True, "secretariat:desk": True}


def test_a_reminder_is_known_by_its_rung_and_not_by_its_entry() -> None:
    (first, _) = notices_for(recording(reminder()))
    again = reminder().model_copy(update={"version": 12})
    (second, _) = notices_for(recording(again))

    assert first.key == "phase/untoc-1/CIV/1!submit_questionnaire:CIV:UNTOC!2021-05-02!passed#person:civ-fp"
    assert (first.key, first.message_id) == (second.key, second.message_id)


def test_a_supplementary_reviewer_reads_only_its_instruments_in_a_notice() -> None:
    notices = notices_for(recording(entry("saq_submitted", focal_point("CIV"), **EVERYTHING)))
    instruments = {notice.recipient.id: notice.context["instruments"] for notice in notices}

    assert instruments["per-fp"] == ["FA"]
    assert set(instruments["fra-fp"]) == build.FOUR


def test_a_notice_tells_each_side_what_is_awaited_from_it_and_from_nobody_else() -> None:
    obligations = (
        build.obligation("submit_feedback", Role.FOCAL_POINT, "FRA", date(2021, 11, 3)),
        build.obligation("submit_feedback", Role.FOCAL_POINT, "JPN", date(2021, 12, 3)),
        build.obligation("approve_participant", Role.SECRETARIAT, None),
        build.obligation("name_experts", Role.MISSION, "PER"),
    )
    notices = notices_for(recording(entry("saq_submitted", focal_point("CIV"), **EVERYTHING), obligations=obligations))

    awaits = {notice.recipient.id: notice.context["awaits"] for notice in notices}
    assert awaits["fra-ge"] == [{"action": "submit_feedback", "due": "2021-11-03"}]
    assert awaits["jpn-fp"] == [{"action": "submit_feedback", "due": "2021-12-03"}]
    assert awaits["desk"] == [{"action": "approve_participant", "due": None}]
    assert awaits["per-fp"] == []


def test_ten_open_questions_are_one_line_with_the_earliest_date() -> None:
    obligations = tuple(
        build.obligation("answer_clarification", Role.FOCAL_POINT, "CIV", date(2021, 6, day)) for day in (9, 3, 7)
    )
    made = recording(
        entry("clarification_requested", focal_point("FRA"), by="FRA", instrument="TIP"), obligations=obligations
    )

    assert notices_for(made)[0].context["awaits"] == [{"action": "answer_clarification", "due": "2021-06-03"}]


CONFIDENTIAL: dict[str, Any] = {
    "reason": "SECRET-REASON",
    "document": {"id": "SECRET-DOCUMENT", "sha256": "0" * 64},
    "note": {"id": "SECRET-NOTE"},
    "level": "SECRET-LEVEL",
    "article": "SECRET-ARTICLE",
    "people": ["SECRET-PERSON"],
    "split": {"SECRET": ["FA"]},
}


@pytest.mark.parametrize("event", sorted(REVIEW))
def test_no_notice_carries_what_was_written_or_who_was_named(event: str) -> None:
    known: dict[str, Any] = {"by": "CIV", "person": "SECRET-PERSON", "asked_by": "FRA", "instruments": ["UNTOC"]}
    made = entry(event, **known, **CONFIDENTIAL)
    if event.startswith("deadline_"):
        made = reminder(event)
        made = made.model_copy(update={"data": made.data | CONFIDENTIAL})

    for notice in notices_for(recording(made), CIRCLE):
        assert "SECRET" not in str(notice.context)


def _every_kind_of(kind: type[Event]) -> Iterator[type[Event]]:
    for each in kind.__subclasses__():
        yield each
        yield from _every_kind_of(each)
