"""Dialogues, conferences and engagements are opened once each; the cycle waits for those that end by themselves."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.conference.state import ConferenceState
from models.cycle import commands as c
from models.cycle.state import CycleStage
from models.dialogue.state import DialogueState
from models.engagement.commands import CloseEngagement
from models.engagement.state import EngagementState
from models.engagement.terms import AllianceTerms, ConsultationTerms, HubTerms, PilotTerms, Terms, TrainingTerms
from models.errors import RuleViolation
from models.ids import postmaster_id
from models.naming import Reading
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from rules.conference.aggregate import CONFERENCE
from rules.cycle.obligations import obligations
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from rules.engagement.aggregate import ENGAGEMENT
from tests.rules.cycle.beside import TODAY, cycle, fixed, fixing, nearly_over, opened, reviewed, with_dialogue
from tests.rules.cycle.build import STATES, preparatory
from tests.story import Story, noon

TRAINING = TrainingTerms(title="A training", starts=date(2027, 3, 1), ends=date(2027, 3, 3), places=30)
DIALOGUE = "dialogue/untoc-1/firearms-2027"


def test_a_planned_dialogue_starts_with_its_session_and_the_next_one() -> None:
    story = fixed(2027, 2028)

    story.act(c.PlanDialogue, SECRETARIAT, session="firearms-2027", topics=("tracing", "marking"))

    (start,) = story.asked[-1].starts
    first = DialogueState.model_validate(start.state)
    assert (start.workflow_type, start.workflow_id) == ("ConstructiveDialogue", DIALOGUE)
    assert (first.session, first.next_session) == (story.state.session("firearms-2027"), story.state.sessions[1])
    assert (first.day, first.topics, first.version) == (date(2027, 5, 5), ("tracing", "marking"), 0)
    assert sorted(first.parties) == sorted(STATES)
    assert story.state.attached == (DIALOGUE,)
    assert Story(CONSTRUCTIVE_DIALOGUE, first, TODAY).open().state.version == 1


def test_topics_of_a_plan_and_the_agenda_item_of_a_session_are_read_for_names_of_states() -> None:
    story = fixed(2027)

    def read(command: type[Any], **fields: Any) -> list[Reading]:
        events = story.aggregate.decide(story.state, story.made(command, SECRETARIAT, **fields), noon(TODAY))
        return [each for event in events for each in story.aggregate.readings(story.state, event)]

    (topics,) = read(c.PlanDialogue, session="firearms-2027", topics=("arms-from-france",))
    (agenda,) = read(c.FixSession, **fixing(year=2028), agenda_item="Review of the implementation")

    assert (topics.code, topics.has_override, topics.texts[0]) == ("topic_names_state", False, "Arms From France")
    assert (agenda.code, agenda.has_override, agenda.texts) == (
        "agenda_names_state",
        False,
        ("Review of the implementation",),
    )
    assert read(c.PlanDialogue, session="firearms-2027") == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"session": "firearms-2029"}, "unknown_session"),
        ({"session": "firearms-2027"}, "already_planned"),
        ({"session": "firearms-2028"}, "not refused"),
        ({"session": "firearms-2028", "day": date(2028, 5, 4)}, "before_session_ends"),
        ({"session": "firearms-2028", "day": date(2028, 5, 5)}, "not refused"),
        ({"session": "firearms-2028", "day": date(2028, 6, 4)}, "not refused"),
        ({"session": "firearms-2028", "day": date(2028, 6, 5)}, "too_long_after_session"),
        ({"session": "firearms-2028", "day": TODAY - timedelta(days=1)}, "date_in_past"),
        ({"session": "firearms-2028", "topics": ("Tracing of arms",)}, "bad_topic"),
        ({"session": "firearms-2028", "topics": ("tracing", "tracing")}, "bad_topic"),
    ],
)
def test_a_dialogue_is_planned_once_and_soon_after_its_session(fields: dict[str, Any], code: str) -> None:
    assert with_dialogue(2027, 2028).refusal(c.PlanDialogue, SECRETARIAT, **fields) == code


def test_the_dialogue_after_a_session_that_is_over_cannot_be_planned_any_more() -> None:
    story = fixed(2027).on(date(2027, 5, 6))

    assert story.refusal(c.PlanDialogue, SECRETARIAT, session="firearms-2027") == "date_in_past"
    assert story.refusal(c.PlanDialogue, SECRETARIAT, session="firearms-2027", day=date(2027, 5, 6)) == "not refused"


def test_a_dialogue_that_is_over_is_not_planned_again() -> None:
    story = with_dialogue(2027)
    story.act(c.ReportEnded, SYSTEM, workflow_id=DIALOGUE)

    assert (story.state.attached, story.state.ended) == ((), (DIALOGUE,))
    with pytest.raises(RuleViolation, match="is over, and a session has one dialogue") as refused:
        story.act(c.PlanDialogue, SECRETARIAT, session="firearms-2027")
    assert refused.value.code == "already_planned"


@pytest.mark.parametrize(
    ("number", "days", "starts", "period"),
    [
        (14, {}, date(2028, 10, 16), date(2026, 4, 13)),
        (14, {"starts": date(2028, 11, 6), "ends": date(2028, 11, 10)}, date(2028, 11, 6), date(2026, 4, 13)),
        (16, {"starts": date(2032, 10, 4), "ends": date(2032, 10, 8)}, date(2032, 10, 4), date(2030, 4, 15)),
    ],
)
def test_the_track_of_a_conference_begins_where_the_report_before_ends(
    number: int, days: dict[str, date], starts: date, period: date
) -> None:
    story = cycle()

    story.act(c.PlanConference, SECRETARIAT, number=number, **days)

    (start,) = story.asked[-1].starts
    first = ConferenceState.model_validate(start.state)
    assert (start.workflow_type, start.workflow_id) == ("Conference", f"conference/untoc-1/{number}")
    assert (first.starts, first.period_starts, len(first.parties)) == (starts, period, len(STATES))
    assert story.state.attached == (f"conference/untoc-1/{number}",)
    assert Story(CONFERENCE, first, TODAY).open().state.version == 1


def test_the_period_follows_a_conference_that_was_planned_for_other_days() -> None:
    story = cycle()
    story.act(c.PlanConference, SECRETARIAT, number=14, starts=date(2028, 12, 4), ends=date(2028, 12, 8))

    story.act(c.PlanConference, SECRETARIAT, number=15)

    (start,) = story.asked[-1].starts
    assert ConferenceState.model_validate(start.state).period_starts == date(2028, 6, 5)


def test_the_first_report_of_a_cycle_begins_with_its_preparatory_phase() -> None:
    story = preparatory()
    story.state = story.state.model_copy(update={"plan": story.state.plan.model_copy(update={"conferences": ()})})

    story.act(c.PlanConference, SECRETARIAT, number=10, starts=date(2020, 10, 12), ends=date(2020, 10, 16))

    assert ConferenceState.model_validate(story.asked[-1].starts[0].state).period_starts == date(2018, 11, 1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": 14}, "already_planned"),
        ({"number": 16}, "unknown_conference"),
        ({"number": 16, "starts": date(2032, 10, 4)}, "bad_days"),
        ({"number": 16, "ends": date(2032, 10, 4)}, "bad_days"),
        ({"number": 16, "starts": date(2032, 10, 4), "ends": date(2032, 10, 3)}, "bad_days"),
        ({"number": 15, "starts": date(2030, 10, 7), "ends": date(2030, 10, 7)}, "not refused"),
        ({"number": 13}, "date_in_past"),
    ],
)
def test_a_conference_is_planned_once_by_the_calendar_or_by_days_that_are_given(
    fields: dict[str, Any], code: str
) -> None:
    story = cycle()
    story.act(c.PlanConference, SECRETARIAT, number=14)

    assert story.refusal(c.PlanConference, SECRETARIAT, **fields) == code


def test_the_conferences_to_come_are_owed_by_their_cut_off_and_those_before_the_opening_are_not() -> None:
    story = cycle()
    owed = {each.subject: each for each in obligations(story.state) if each.action == "plan_conference"}

    assert list(owed) == ["13", "14", "15"]
    assert owed["14"].since == date(2027, 4, 16)
    due = owed["14"].due
    assert due is not None
    assert due.date == date(2028, 4, 17)  # 16 April 2028 is a Sunday

    story.act(c.PlanConference, SECRETARIAT, number=14)

    assert [each.subject for each in obligations(story.state) if each.action == "plan_conference"] == ["15"]


def test_a_cycle_of_before_there_were_sessions_owes_no_conference() -> None:
    assert {each.action for each in obligations(preparatory().state)} == {"draw_lots"}


TERMS: list[tuple[Terms, bool]] = [
    (ConsultationTerms(state="PAA", phase=2), False),
    (PilotTerms(state="PAA", title="A pilot"), False),
    (TRAINING, False),
    (HubTerms(title="A hub"), True),
    (AllianceTerms(title="An alliance", state="PAA"), True),
    (AllianceTerms(title="A network"), True),
]


@pytest.mark.parametrize(("terms", "is_standing"), TERMS, ids=lambda value: getattr(value, "kind", None))
def test_an_engagement_starts_and_the_cycle_waits_for_it_unless_it_has_no_end(
    terms: Terms, *, is_standing: bool
) -> None:
    story = opened("one", terms)

    (start,) = story.asked[-1].starts
    first = EngagementState.model_validate(start.state)
    workflow_id = f"engagement/untoc-1/{terms.kind}-one"
    assert (start.workflow_type, start.workflow_id) == ("Engagement", workflow_id)
    assert (first.terms, len(first.parties)) == (terms, len(STATES))
    assert getattr(first, terms.kind.value) is not None
    assert (story.state.standing, story.state.attached) == (
        ((workflow_id,), ()) if is_standing else ((), (workflow_id,))
    )
    assert Story(ENGAGEMENT, first, TODAY).open().state.version == 1
    assert story.refusal(c.OpenEngagement, SECRETARIAT, slug="one", terms=terms) == "slug_taken"
    assert story.refusal(c.OpenEngagement, SECRETARIAT, slug="two", terms=terms) == "not refused"
    story.act(c.ReportEnded, SYSTEM, workflow_id=workflow_id)
    assert story.refusal(c.OpenEngagement, SECRETARIAT, slug="one", terms=terms) == "slug_taken"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (ConsultationTerms(state="ZZZ", phase=1), "unknown_state"),
        (PilotTerms(state="ZZZ", title="A pilot"), "unknown_state"),
        (AllianceTerms(title="An alliance", state="ZZZ"), "unknown_state"),
        (TRAINING.model_copy(update={"states": ("ZZZ",)}), "not refused"),
        (TRAINING.model_copy(update={"ends": date(2027, 2, 28)}), "bad_days"),
        (TRAINING.model_copy(update={"starts": TODAY, "ends": TODAY}), "not refused"),
        (
            TRAINING.model_copy(update={"starts": date(2026, 10, 1), "ends": TODAY - timedelta(days=1)}),
            "date_in_past",
        ),
    ],
)
def test_terms_that_cannot_be_met_are_refused(terms: Terms, code: str) -> None:
    unit = Actor(role=Role.CIVIL_SOCIETY_UNIT)

    assert cycle().refusal(c.OpenEngagement, unit, slug="one", terms=terms) == code


def test_an_end_is_reported_once_and_only_by_what_the_cycle_opened() -> None:
    story = with_dialogue(2027)
    story.act(c.ReportEnded, SYSTEM, workflow_id=DIALOGUE)

    assert story.refusal(c.ReportEnded, SYSTEM, workflow_id=DIALOGUE) == "already_reported"
    other = "dialogue/untoc-1/firearms-2028"
    assert story.refusal(c.ReportEnded, SYSTEM, workflow_id=other) == "not_attached"


def test_the_cycle_waits_for_what_is_attached_and_is_completed_by_the_last_end() -> None:
    story = nearly_over()
    story.act(c.OpenEngagement, SECRETARIAT, slug="one", terms=PilotTerms(state="PAA", title="A pilot"))
    story.act(c.FixSession, SECRETARIAT, **fixing(year=2021))
    story.act(c.PlanDialogue, SECRETARIAT, session="firearms-2021")

    assert reviewed(story) == ("country_completed",)
    assert story.state.stage is CycleStage.UNDER_WAY
    first, last = story.state.attached
    assert story.act(c.ReportEnded, SYSTEM, workflow_id=first) == ("attached_ended",)
    assert story.act(c.ReportEnded, SYSTEM, workflow_id=last) == ("attached_ended", "cycle_completed")
    assert story.state.stage is CycleStage.COMPLETED


def test_what_ends_before_the_reviews_do_completes_nothing() -> None:
    story = nearly_over()
    story.act(c.OpenEngagement, SECRETARIAT, slug="one", terms=PilotTerms(state="PAA", title="A pilot"))

    assert story.act(c.ReportEnded, SYSTEM, workflow_id=story.state.attached[0]) == ("attached_ended",)
    assert reviewed(story) == ("country_completed", "cycle_completed")


def test_hubs_and_alliances_are_closed_with_the_cycle() -> None:
    story = nearly_over()
    for slug, terms in (("one", HubTerms(title="A hub")), ("two", AllianceTerms(title="A network"))):
        story.act(c.OpenEngagement, SECRETARIAT, slug=slug, terms=terms)

    assert reviewed(story) == ("country_completed", "cycle_completed")

    asked = story.asked[-1]
    assert [relay.workflow_id for relay in asked.relays] == [
        "engagement/untoc-1/hub-one",
        "engagement/untoc-1/alliance-two",
    ]
    for relay in asked.relays:
        command = CloseEngagement.model_validate(relay.payload)
        assert (relay.command, command.actor, command.reason) == (
            "close_engagement",
            SYSTEM,
            "The review cycle is completed.",
        )
    assert asked.stops == (postmaster_id("untoc-1"),)
