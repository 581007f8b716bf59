"""Sessions of the working groups are fixed once a year, moved with their dialogues, and get their file."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.cycle import commands as c
from models.dialogue.commands import MoveSession
from models.dialogue.state import DialogueState
from models.people import SECRETARIAT, SYSTEM
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.cycle.obligations import obligations
from tests.build import document, procedure
from tests.rules.cycle.beside import GROUPS, OPENED, TODAY, Cycle, cycle, fixed, fixing, with_dialogue
from tests.rules.cycle.build import preparatory


def owed(story: Cycle, action: str) -> dict[str, date | None]:
    """What is owed, by its subject, with its day."""
    found = [each for each in obligations(story.state) if each.action == action]
    return {each.subject: each.due and each.due.date for each in found}


def test_a_session_is_fixed_under_the_key_of_its_first_group_and_year() -> None:
    story = cycle()

    happened = story.act(c.FixSession, SECRETARIAT, **fixing("cooperation", 2027, "assistance", number=18))

    assert happened == ("session_fixed",)
    (session,) = story.state.sessions
    assert (session.key, session.working_groups, session.number) == (
        "cooperation-2027",
        ("cooperation", "assistance"),
        18,
    )
    assert story.state.fixed_on == {"cooperation-2027": TODAY}
    assert story.asked[1:] == []
    status = REVIEW_CYCLE.status(story.state)
    assert status.counts["sessions"] == 1
    assert {each.name: each.date for each in status.dates}["session_cooperation-2027"] == date(2027, 5, 3)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (fixing("weapons"), "unknown_working_group"),
        (fixing("firearms", 2027, "weapons"), "unknown_working_group"),
        (fixing("firearms", 2027, "firearms"), "group_named_twice"),
        (fixing(ends=date(2027, 5, 2)), "session_ends_first"),
        (fixing(ends=date(2027, 5, 3)), "not refused"),
        (fixing(starts=date(2026, 12, 31)), "other_year"),
        (fixing(year=2026, starts=date(2026, 10, 30), ends=TODAY - timedelta(days=1)), "date_in_past"),
        (fixing(year=2026, starts=date(2026, 10, 30), ends=TODAY), "not refused"),
        (fixing("smuggling", 2028, "firearms"), "meets_once_a_year"),
        (fixing("smuggling", 2028), "not refused"),
        (fixing("firearms", 2028), "nothing_moved"),
        (fixing("firearms", 2028, agenda_item="Item 5"), "not refused"),
    ],
)
def test_what_cannot_be_a_session_is_refused(fields: dict[str, Any], code: str) -> None:
    assert fixed(2028).refusal(c.FixSession, SECRETARIAT, **fields) == code


@pytest.mark.parametrize(("group", "code"), [("weapons", "not refused"), ("Fire arms", "unknown_working_group")])
def test_a_cycle_of_before_there_were_sessions_takes_any_group_that_can_be_in_an_id(group: str, code: str) -> None:
    story = preparatory().on(TODAY)
    assert story.state.working_groups == ()

    assert story.refusal(c.FixSession, SECRETARIAT, **fixing(group)) == code


def test_sessions_stand_in_the_order_of_their_days() -> None:
    story = fixed(2029, 2027, 2028)

    assert [each.key for each in story.state.sessions] == ["firearms-2027", "firearms-2028", "firearms-2029"]


def test_a_session_that_is_moved_keeps_its_key_and_the_day_on_which_it_was_fixed_first() -> None:
    story = fixed(2027, 2028).on(date(2027, 1, 4))

    story.act(c.FixSession, SECRETARIAT, **fixing(starts=date(2027, 11, 2), ends=date(2027, 11, 3)))

    assert [(each.key, each.starts) for each in story.state.sessions] == [
        ("firearms-2027", date(2027, 11, 2)),
        ("firearms-2028", date(2028, 5, 3)),
    ]
    assert story.state.fixed_on["firearms-2027"] == TODAY


def told(story: Cycle) -> dict[str, MoveSession]:
    """Whom the cycle told of a session last."""
    relays = story.asked[-1].relays
    assert {relay.command for relay in relays} <= {"move_session"}
    return {relay.workflow_id: MoveSession.model_validate(relay.payload) for relay in relays}


def test_a_session_that_is_moved_takes_its_dialogue_along() -> None:
    story = with_dialogue(2027, 2028)

    story.act(c.FixSession, SECRETARIAT, **fixing(starts=date(2027, 6, 7), ends=date(2027, 6, 9)))

    ((workflow_id, command),) = told(story).items()
    assert workflow_id == "dialogue/untoc-1/firearms-2027"
    assert command.actor == SYSTEM
    assert command.session.ends == date(2027, 6, 9)
    assert command.next_session == story.state.session("firearms-2028")


def test_the_dialogue_before_is_told_where_its_summary_is_tabled() -> None:
    story = with_dialogue(2027)
    (start,) = story.asked[-1].starts
    assert DialogueState.model_validate(start.state).next_session is None

    story.act(c.FixSession, SECRETARIAT, **fixing(year=2028))
    first = told(story)
    story.act(c.FixSession, SECRETARIAT, **fixing(year=2029))

    assert first["dialogue/untoc-1/firearms-2027"].next_session == story.state.session("firearms-2028")
    assert first["dialogue/untoc-1/firearms-2027"].session == story.state.session("firearms-2027")
    assert len(story.asked) == 3  # opening, plan, the session of 2028: the one of 2029 is news to nobody


def test_a_joint_session_is_the_next_one_of_each_group_that_meets() -> None:
    story = cycle()
    for group in ("cooperation", "assistance"):
        story.act(c.FixSession, SECRETARIAT, **fixing(group))
        story.act(c.PlanDialogue, SECRETARIAT, session=f"{group}-2027")

    story.act(c.FixSession, SECRETARIAT, **fixing("cooperation", 2028, "assistance"))

    assert set(told(story)) == {"dialogue/untoc-1/cooperation-2027", "dialogue/untoc-1/assistance-2027"}


def test_a_dialogue_that_is_over_is_told_nothing() -> None:
    story = with_dialogue(2027)
    story.act(c.ReportEnded, SYSTEM, workflow_id="dialogue/untoc-1/firearms-2027")
    asked = len(story.asked)

    story.act(c.FixSession, SECRETARIAT, **fixing(starts=date(2027, 5, 4)))

    assert len(story.asked) == asked


@pytest.mark.parametrize(
    ("year", "others", "code"),
    [
        (2027, ("smuggling",), "session_in_use"),
        (2028, ("smuggling",), "session_in_use"),
        (2028, (), "nothing_moved"),
        (2029, ("smuggling",), "not refused"),
    ],
)
def test_other_groups_are_refused_where_a_dialogue_counts_on_the_session(
    year: int, others: tuple[str, ...], code: str
) -> None:
    story = with_dialogue(2027, 2028)

    assert story.refusal(c.FixSession, SECRETARIAT, **fixing("firearms", year, *others)) == code


def test_a_session_may_get_other_groups_while_no_dialogue_counts_on_it() -> None:
    story = fixed(2027, 2028)

    assert story.act(c.FixSession, SECRETARIAT, **fixing("firearms", 2028, "smuggling")) == ("session_fixed",)


def test_the_file_of_a_session_is_issued_once() -> None:
    story = fixed(2027)

    story.act(c.IssueSessionFile, SECRETARIAT, session="firearms-2027", document=document("file"), lists=7)

    (file,) = story.state.session_files
    assert (file.session, file.lists, file.issued_on) == ("firearms-2027", 7, TODAY)
    assert story.entries[-1].data["working_groups"] == ["firearms"]
    again = {"document": document("other"), "lists": 8}
    assert story.refusal(c.IssueSessionFile, SECRETARIAT, session="firearms-2027", **again) == "file_issued_already"
    assert story.refusal(c.IssueSessionFile, SECRETARIAT, session="firearms-2028", **again) == "unknown_session"


def test_file_and_dialogue_of_a_session_are_owed_by_their_lead_times_until_they_are_there() -> None:
    story = fixed(2027)

    assert owed(story, "issue_session_file") == {"firearms-2027": date(2027, 3, 22)}
    assert owed(story, "plan_dialogue") == {"firearms-2027": date(2027, 1, 20)}
    assert {each.owner.role for each in obligations(story.state)} == {SECRETARIAT.role}

    story.act(c.PlanDialogue, SECRETARIAT, session="firearms-2027")
    story.act(c.IssueSessionFile, SECRETARIAT, session="firearms-2027", document=document("file"), lists=0)

    assert owed(story, "plan_dialogue") == owed(story, "issue_session_file") == {}


def test_nobody_is_reminded_of_a_dialogue_that_can_be_planned_no_more() -> None:
    (duty,) = (each for each in obligations(fixed(2027).state) if each.action == "plan_dialogue")
    (session,) = fixed(2027).state.sessions

    assert duty.until == session.ends + timedelta(days=30)
    late = fixed(2027).on(session.ends + timedelta(days=31))
    last = {"session": session.key, "day": session.ends + timedelta(days=30)}
    assert late.refusal(c.PlanDialogue, SECRETARIAT, **last) == "date_in_past"
    assert late.on(session.ends + timedelta(days=30)).refusal(c.PlanDialogue, SECRETARIAT, **last) == "not refused"


def test_a_cancelled_dialogue_is_not_owed_again() -> None:
    story = with_dialogue(2027)

    story.act(c.ReportEnded, SYSTEM, workflow_id="dialogue/untoc-1/firearms-2027")

    assert owed(story, "plan_dialogue") == {}


def test_what_was_missed_for_one_session_is_not_owed_once_it_is_there_for_a_later_one() -> None:
    story = fixed(2027, 2028)
    story.act(c.FixSession, SECRETARIAT, **fixing("smuggling", 2027))

    story.act(c.PlanDialogue, SECRETARIAT, session="firearms-2028")
    story.act(c.IssueSessionFile, SECRETARIAT, session="firearms-2028", document=document("file"), lists=0)

    assert set(owed(story, "plan_dialogue")) == set(owed(story, "issue_session_file")) == {"smuggling-2027"}


def test_without_the_lead_times_file_and_dialogue_are_owed_without_a_day() -> None:
    rules = procedure()
    kept = {key: lead for key, lead in rules.lead_times.items() if not key.startswith(("cd_", "session_", "confer"))}
    story = cycle(rules=rules.model_copy(update={"lead_times": kept}))

    story.act(c.FixSession, SECRETARIAT, **fixing())

    assert owed(story, "issue_session_file") == owed(story, "plan_dialogue") == {"firearms-2027": None}
    assert set(owed(story, "plan_conference").values()) == {None}


def test_the_file_of_a_session_is_brought_to_mind() -> None:
    story = fixed(2027)

    brought = [
        (day, event.type)
        for day, event in story.by_calendar(date(2027, 5, 2))
        if getattr(event, "key", "") == "issue_session_file:firearms-2027"
    ]

    assert brought == [
        (date(2027, 3, 8), "deadline_approaching"),
        (date(2027, 3, 19), "deadline_approaching"),
        (date(2027, 3, 22), "deadline_approaching"),
        (date(2027, 3, 23), "deadline_passed"),
        (date(2027, 5, 1), "deadline_passed"),
    ]


def test_a_cycle_that_knows_its_groups_is_rebuilt_from_its_entries() -> None:
    story = with_dialogue(2027, 2028)
    story.act(c.IssueSessionFile, SECRETARIAT, session="firearms-2027", document=document("file"), lists=0)
    story.act(c.PlanConference, SECRETARIAT, number=14)

    assert story.rebuilt(story.state.model_copy(update={"version": 0})) == story.state
    assert story.state.working_groups == GROUPS
    assert story.state.opened_on == OPENED
