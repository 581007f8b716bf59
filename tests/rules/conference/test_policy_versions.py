"""New versions of the policy on the track of a Conference: entered after it, applied from a day on, taken back."""

from datetime import date
from typing import Any

import pytest

from models.conference import commands as c
from models.conference import policy_versions as p
from models.conference.state import ConferenceState
from models.people import SECRETARIAT, SYSTEM
from models.policy_change import Length
from models.tasks import APPLY_POLICY
from rules.conference.aggregate import CONFERENCE
from tests.build import CLOCK, CYCLE, days, document, procedure
from tests.rules.policy_change.build import change
from tests.story import Story

Track = Story[ConferenceState]
STARTS, ENDS, EFFECTIVE = date(2026, 10, 12), date(2026, 10, 16), date(2027, 1, 1)
AFTER = ENDS + days(1)
FIGURES = p.RunFigures(asked=3, done=1, already=1, refused=1)
REFUSED = p.RefusedReview(workflow_id="phase/untoc-1/FRA/1", code="policy_in_use", message="feedback has come in.")


def track(*, on: date = AFTER) -> Track:
    """The track of the thirteenth session, on the day after it."""
    first = ConferenceState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=procedure(),
        number=13,
        starts=STARTS,
        ends=ENDS,
        parties=("FRA", "KEN"),
        period_starts=date(2024, 4, 19),
    )
    return Story(CONFERENCE, first, date(2026, 1, 5)).open().on(on)


def enter(story: Track, **changes: Any) -> None:
    story.act(p.EnterPolicyVersion, SECRETARIAT, **dict(change(**changes)))


def entered(**changes: Any) -> Track:
    """With one version, on its effective day."""
    story = track()
    enter(story, effective_on=EFFECTIVE, **changes)
    return story.on(EFFECTIVE)


def reported(story: Track, command: type[Any], version: str = "13.1") -> tuple[str, ...]:
    """Let the program answer."""
    run = next(each.runs for each in story.state.policy_versions if each.version == version)
    report = {"version": version, "run": run, "figures": FIGURES, "outcome": document("list"), "refused": (REFUSED,)}
    return story.act(command, SYSTEM, **report)


def applied() -> Track:
    """Applied once."""
    story = entered()
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.1")
    reported(story, p.RecordPolicyApplied)
    return story


def stage(story: Track) -> p.VersionStage:
    return story.state.policy_versions[-1].stage


@pytest.mark.parametrize(("on", "code"), [(STARTS, "too_early"), (ENDS, "too_early"), (ENDS + days(1), "not refused")])
def test_a_version_is_entered_when_the_conference_is_over(on: date, code: str) -> None:
    story = track(on=on)

    assert story.refusal(p.EnterPolicyVersion, SECRETARIAT, **dict(change(effective_on=EFFECTIVE))) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"effective_on": STARTS - days(1)}, "effective_too_early"),
        ({"effective_on": STARTS}, "not refused"),
        ({"effective_on": date(2036, 10, 16)}, "not refused"),
        ({"effective_on": date(2036, 10, 17)}, "date_too_far"),
        ({"moon_phase": "full"}, "unknown_switch"),
        ({"loo_form": "sung"}, "bad_switch"),
        ({"lead_times": {"land_on_moon": Length(days=3)}}, "unknown_lead_time"),
        ({"lead_times": {}}, "nothing_changed"),
        ({"feedback_form": "per_reviewer"}, "not refused"),
    ],
)
def test_what_is_entered_is_checked(changes: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"effective_on": EFFECTIVE} | changes

    assert track().refusal(p.EnterPolicyVersion, SECRETARIAT, **dict(change(**given))) == code


def test_versions_are_numbered_and_wait_for_their_day() -> None:
    story = entered()
    enter(story, effective_on=EFFECTIVE + days(9), loo_form="joint")

    assert [each.version for each in story.state.policy_versions] == ["13.1", "13.2"]
    duties = [each for each in CONFERENCE.status(story.state).obligations if each.action == "apply_policy_version"]
    assert [(each.subject, each.due.date if each.due else None) for each in duties] == [
        ("13.1", EFFECTIVE),
        ("13.2", date(2027, 1, 11)),
    ], "the second falls on a Sunday"
    assert story.asked == []


@pytest.mark.parametrize(("late", "code"), [(-1, "too_early"), (0, "not refused")])
def test_a_version_is_applied_from_its_day_on(late: int, code: str) -> None:
    story = entered()

    assert story.on(EFFECTIVE + days(late)).refusal(p.ApplyPolicyVersion, SECRETARIAT, version="13.1") == code


def test_the_program_is_told_what_to_bring_to_the_reviews() -> None:
    story = entered()

    assert story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.1") == ("policy_application_begun",)

    (work,) = story.asked[-1].works
    assert work.activity == APPLY_POLICY
    assert work.payload == {
        "workflow_id": "conference/untoc-1/13",
        "cycle": CYCLE,
        "act": "apply",
        "run": 1,
        "version": "13.1",
        "change": change(effective_on=EFFECTIVE).model_dump(mode="json"),
        "reason": "",
    }
    assert stage(story) is p.VersionStage.APPLYING


def test_one_round_goes_on_at_a_time() -> None:
    story = entered()
    enter(story, effective_on=EFFECTIVE)
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.1")

    for command, version in ((p.ApplyPolicyVersion, "13.1"), (p.ApplyPolicyVersion, "13.2")):
        assert story.refusal(command, SECRETARIAT, version=version) == "policy_run_under_way"
    undo = {"version": "13.1", "reason": "entered by mistake"}
    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, **undo) == "policy_run_under_way"


def test_the_answer_of_the_program_is_kept_with_those_who_refused() -> None:
    story = applied()

    version = story.state.policy_versions[-1]
    assert (version.stage, version.applied_on) == (p.VersionStage.APPLIED, EFFECTIVE)
    assert (version.figures, version.outcome) == (FIGURES, document("list"))
    assert story.entries[-1].data["refused"] == [REFUSED.model_dump()]


def test_an_answer_that_nobody_waits_for_is_refused() -> None:
    story = applied()
    report = {"version": "13.1", "figures": FIGURES, "outcome": document("list")}

    assert story.refusal(p.RecordPolicyApplied, SYSTEM, run=1, **report) == "not_this_run"
    assert story.refusal(p.RecordPolicyUndone, SYSTEM, run=1, **report) == "not_this_run"
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.1")
    assert story.refusal(p.RecordPolicyApplied, SYSTEM, run=1, **report) == "not_this_run"
    assert story.refusal(p.RecordPolicyApplied, SECRETARIAT, run=2, **report) == "not_your_act"
    assert reported(story, p.RecordPolicyApplied) == ("policy_version_applied",)


def test_both_are_done_again_for_those_who_refused() -> None:
    story = applied()
    for _ in range(2):
        story.act(p.UndoPolicyVersion, SECRETARIAT, version="13.1", reason="entered by mistake")
        reported(story, p.RecordPolicyUndone)
    assert stage(story) is p.VersionStage.UNDONE
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.1")

    works = [work.payload for asked in story.asked for work in asked.works]
    assert [(each["act"], each["run"]) for each in works] == [("apply", 1), ("undo", 2), ("undo", 3), ("apply", 4)]
    assert works[1]["reason"] == "entered by mistake"


def test_a_later_version_is_taken_back_first() -> None:
    story = applied()
    enter(story, effective_on=EFFECTIVE, loo_form="per_reviewer")
    undo = {"reason": "entered by mistake"}
    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.1", **undo) == "not refused"
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.2")
    reported(story, p.RecordPolicyApplied, "13.2")

    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.1", **undo) == "policy_not_last"
    story.act(p.UndoPolicyVersion, SECRETARIAT, version="13.2", **undo)
    reported(story, p.RecordPolicyUndone, "13.2")
    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.1", **undo) == "not refused"


def test_the_version_that_was_applied_last_is_taken_back_first_whatever_its_number() -> None:
    story = entered()
    enter(story, effective_on=EFFECTIVE, loo_form="per_reviewer")
    undo = {"reason": "entered by mistake"}
    for version in ("13.2", "13.1", "13.2"):
        story.act(p.ApplyPolicyVersion, SECRETARIAT, version=version)
        reported(story, p.RecordPolicyApplied, version)

    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.2", **undo) == "policy_not_last"
    story.act(p.UndoPolicyVersion, SECRETARIAT, version="13.1", **undo)
    reported(story, p.RecordPolicyUndone, "13.1")
    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.2", **undo) == "not refused"
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.1")
    reported(story, p.RecordPolicyApplied, "13.1")
    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.2", **undo) == "policy_not_last"


def test_a_version_that_was_never_applied_is_given_up_at_any_time() -> None:
    story = entered()
    enter(story, effective_on=EFFECTIVE, loo_form="per_reviewer")
    story.act(p.ApplyPolicyVersion, SECRETARIAT, version="13.2")
    reported(story, p.RecordPolicyApplied, "13.2")

    assert story.refusal(p.UndoPolicyVersion, SECRETARIAT, version="13.1", reason="not wanted") == "not refused"


def test_a_version_that_was_not_entered_is_unknown() -> None:
    undo = {"version": "12.1", "reason": "entered by mistake"}

    assert entered().refusal(p.ApplyPolicyVersion, SECRETARIAT, version="13.2") == "unknown_policy_version"
    assert entered().refusal(p.UndoPolicyVersion, SECRETARIAT, **undo) == "unknown_policy_version"


def test_a_version_that_waits_keeps_the_track_open() -> None:
    story = entered()
    close = {"reason": "the report was not considered"}

    assert story.refusal(c.CloseConference, SECRETARIAT, **close) == "policy_version_waits"
    story.act(p.UndoPolicyVersion, SECRETARIAT, version="13.1", reason="entered by mistake")
    assert story.refusal(c.CloseConference, SECRETARIAT, **close) == "policy_version_waits"
    reported(story, p.RecordPolicyUndone)
    assert story.refusal(c.CloseConference, SECRETARIAT, **close) == "not refused"
    assert applied().refusal(c.CloseConference, SECRETARIAT, **close) == "not refused"


def test_the_ledger_alone_rebuilds_a_track_with_versions() -> None:
    story = applied()
    story.act(p.UndoPolicyVersion, SECRETARIAT, version="13.1", reason="entered by mistake")
    first = ConferenceState.model_validate(story.entries[0].data["state"])

    assert story.rebuilt(first) == story.state
    assert ConferenceState.model_validate_json(story.state.model_dump_json()) == story.state
