"""A new version of the policy on five hundred reviews in every state: what is foreseen comes, and is undone."""

from collections import Counter
from typing import Any

import pytest

from models.aggregate import AggregateState
from models.errors import RuleViolation
from models.event import Event
from models.people import SECRETARIAT
from models.policy_change import ApplyPolicy, Length, PolicyChange, WithdrawPolicy
from rules.policy_change.preview import Preview, preview
from tests.rules.policy_change.build import change
from tests.rules.policy_change.crowd import AFTER, AnyStory, Member, crowd
from tests.story import noon

VERSION = "14.1"
"""Some of the crowd are under versions of the Conference before."""

WHOLE = change(
    effective_on=AFTER,
    lead_times={"submit_questionnaire": Length(months=9), "agree_observations": Length(days=45)},
    feedback_form="joint_per_review",
    loo_form="per_reviewer",
    saq_clock="launch_date",
)
"""A resolution that changes much at once."""

CHANGES = {
    "much-at-once": WHOLE,
    "forms-back": change(feedback_form="per_reviewer", loo_form="joint"),
    "quorum": change(feedback_quorum="any_reviewer"),
    "clocks": change(saq_clock="launch_date", move_to_working_day=False),
    "overlap": change(phase_overlap="allow_and_warn", lead_times={"phase_opens_before_launch": Length(days=90)}),
    "draw-and-objections": change(reviewer_max=4, cd_objection_rule="vote_simple_majority"),
}


def plain(state: AggregateState) -> str:
    """A state as it is written down, without what an act always leaves behind."""
    return state.model_copy(update={"version": 0, "answered": (), "reminded": {}}).model_dump_json()


def owed(story: AnyStory) -> Counter[tuple[Any, ...]]:
    """What is owed and by when, without the keys."""
    return Counter(
        (each.owner, each.action, each.subject, each.instruments, each.due.original if each.due else None)
        for each in story.aggregate.status(story.state).obligations
    )


def foreseen(seen: Preview, before: Counter[tuple[Any, ...]]) -> int:
    """How many duties are owed by another day, or come, by the preview."""
    assert sum(before.values()) >= len([each for each in seen.moved if each.owner]) + len(seen.goes)
    return len([each for each in seen.moved if each.owner]) + len(seen.comes)


def decided(story: AnyStory, made: ApplyPolicy) -> tuple[tuple[Event, ...], RuleViolation | None]:
    """What the rules decide: events, or a refusal."""
    try:
        return story.aggregate.decide(story.state, made, noon(story.today)), None
    except RuleViolation as refusal:
        return (), refusal


def applied(member: Member, to: PolicyChange) -> tuple[AnyStory, Preview, str]:
    """A copy of a review after the version was brought to it; what was foreseen; the code by which it refused."""
    story = member.story.copy()
    before, duties, entries = story.state, owed(story), len(story.entries)
    made = ApplyPolicy(actor=SECRETARIAT, command_id="apply", version=VERSION, change=to)
    seen = preview(story.aggregate, story.state, made, noon(story.today))
    written = before.model_dump_json()
    stage = story.aggregate.status(before).stage
    events, refusal = decided(story, made)
    if refusal is not None:
        assert seen.refused is not None
        assert (seen.refused.code, seen.refused.message) == (refusal.code, refusal.message)
        assert (seen.moved, seen.comes, seen.goes) == ((), (), ())
        assert story.state.model_dump_json() == written
        assert len(story.entries) == entries
        return story, seen, refusal.code
    assert seen.refused is None
    assert [event.type for event in events] == ["policy_applied"]
    story.record(events, SECRETARIAT)
    after = owed(story)
    assert sum((after - duties).values()) == foreseen(seen, duties)
    assert seen.stage == stage == story.aggregate.status(story.state).stage
    return story, seen, ""


@pytest.mark.parametrize("name", list(CHANGES))
def test_what_is_foreseen_for_every_review_is_what_comes_and_an_undo_restores_it(name: str) -> None:
    codes: Counter[str] = Counter()
    moved = 0
    for number, member in enumerate(crowd()):
        before = member.story.state
        story, seen, code = applied(member, CHANGES[name])
        codes[code] += 1
        moved += bool(seen.moved)
        if code:
            continue
        assert story.state.policies[-1].version == VERSION
        assert story.state.procedure != before.procedure
        assert getattr(story.state, "tracks", ()) == getattr(before, "tracks", ())
        assert (
            story.refusal(ApplyPolicy, SECRETARIAT, version=VERSION, change=CHANGES[name]) == "policy_applied_already"
        )
        story.act(WithdrawPolicy, SECRETARIAT, version=VERSION, reason="another reading of the resolution")
        assert plain(story.state) == plain(before)
        assert story.state.procedure.sha256 == before.procedure.sha256
        if number % 5 == 0:
            assert story.rebuilt(member.first) == story.state

    assert sum(codes.values()) >= 500
    assert codes[""] >= 200
    assert len(codes) >= 2
    assert moved or name in {"quorum", "draw-and-objections", "forms-back"}


def test_the_crowd_stands_at_every_stage_and_is_refused_for_every_reason() -> None:
    stages = {(each.story.aggregate.kind, each.story.aggregate.status(each.story.state).stage) for each in crowd()}
    asked = [CHANGES[name] for name in ("much-at-once", "quorum")]
    codes = {applied(member, to)[2] for member in crowd() for to in asked}

    assert Counter(kind for kind, _ in stages) == {"phase": 12, "country": 3, "cycle": 3, "dialogue": 11}
    assert codes == {
        "",
        "policy_in_use",
        "policy_would_advance",
        "review_closed",
        "nothing_changed",
        "too_early",
        "wrong_stage",
    }
