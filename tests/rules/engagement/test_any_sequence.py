"""Whatever anybody does in whatever order: nothing before consent, nothing public without agreement, no part broken.

A walk is made from its number, so that a failing one is walked again. What is held against the state is counted from
the recorded entries, by other means than the fold.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from models.command import Command
from models.engagement.alliance.state import LinkStatus, MemberStatus
from models.engagement.commands import CloseEngagement
from models.engagement.pilot.commands import WithdrawConsent
from models.engagement.state import EngagementState
from models.engagement.terms import EngagementKind
from models.errors import RuleViolation
from models.ledger import Entry
from models.people import Role
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.table import TABLE
from tests.build import SAME, SUR, document, focal_point, mission, noon
from tests.rules.engagement import alliances, consultations, pilots
from tests.rules.engagement.build import Engagement, applicant, stakeholder
from tests.rules.engagement.samples import ACTORS, Sample

SAMPLES = {
    EngagementKind.CONSULTATION: consultations.SAMPLES,
    EngagementKind.PILOT: pilots.SAMPLES,
    EngagementKind.ALLIANCE: alliances.SAMPLES,
}
BEGINNINGS = (*consultations.STAGES, *pilots.STAGES, *alliances.STAGES)
ACCOUNTS = (1, 2, 3, 4, 9)
OF_THE_STATE = {"focal_point", "mission"}


ACTORS_AND_OTHERS = (
    *ACTORS.values(),
    focal_point(SAME),
    mission(SAME),
    *(stakeholder(number) for number in ACCOUNTS),
)
WILD: dict[str, Sequence[Any]] = {
    "input": [f"i-{each}" for each in range(1, 6)],
    "invitee": ["", "g-1", "g-2", "g-3", "g-4"],
    "member": [f"m-{each}" for each in range(1, 7)],
    "convener": [f"m-{each}" for each in range(1, 4)],
    "statement": ["st-1", "st-2", "st-3"],
    "workshop": ["w-1", "w-2", "w-3"],
    "action": [1, 2, 3],
    "state": [SUR, SAME, "JPN", "XYZ"],
    "applicant": [applicant(each) for each in ACCOUNTS],
    "accounts": [(applicant(each),) for each in ACCOUNTS],
    "document": [document(each) for each in ("first", "second", "third")],
}
"""Field -> what it may say; some of it fits, some does not."""

ENDS = (CloseEngagement, WithdrawConsent)
"""After these nothing happens any more: a walk does them seldom."""

WALKS, STEPS = 25, 90
WAITS, SURPRISE, FITTING, ENDING = 0.08, 0.6, 0.9, 0.1


def fields_of(sample: Sample, command: type[Command], role: Role, dice: Random) -> dict[str, Any]:
    """What the sample says, with ids and days of which some are wrong."""
    said = sample.fields(role)
    for name, choices in WILD.items():
        if name in command.model_fields and dice.random() < SURPRISE:
            said[name] = dice.choice(choices)
    if "note" in said and not command.model_fields["note"].is_required() and dice.random() < SURPRISE:
        del said["note"]
    return said


def step(story: Engagement, dice: Random) -> None:
    """Do something at random, or wait for some days; a refusal leaves everything as it was."""
    if dice.random() < WAITS:
        story.by_calendar(story.today + timedelta(days=dice.randrange(40)))
        return
    samples = SAMPLES[story.state.kind]
    command = dice.choice([each for each in samples if each not in ENDS or dice.random() < ENDING])
    row = next(row for row in TABLE[story.state.kind] if row.command is command)
    fitting = [actor for actor in ACTORS_AND_OTHERS if actor.role in row.by]
    actor = dice.choice(fitting if dice.random() < FITTING else ACTORS_AND_OTHERS)
    made = story.made(command, actor, **fields_of(samples[command], command, actor.role, dice))
    before = story.state
    try:
        events = ENGAGEMENT.decide(before, made, noon(story.today))
    except RuleViolation:
        assert story.state is before
        return
    assert events, "an act that is admitted brings something about"
    story.record(events, actor)
    check(story)


def check(story: Engagement) -> None:
    state = story.state
    status = ENGAGEMENT.status(state)
    keys = [each.key for each in status.obligations]
    assert len(set(keys)) == len(keys)
    assert ENGAGEMENT.is_over(state) == (status.stage in {"closed", "consent_withdrawn"})
    names = {row.command.name for row in TABLE[state.kind]}
    assert {each.action for each in status.obligations} <= names
    assert all(f'"{account}"' not in status.model_dump_json() for account in ("s-1", "s-2", "s-4")) or state.pilot
    if state.consultation:
        check_consultation(state, story.entries)
    if state.pilot:
        check_pilot(state, story.entries)
    if state.alliance:
        check_alliance(state, story.entries)


def check_consultation(state: EngagementState, entries: Sequence[Entry]) -> None:
    part = state.consultation
    assert part is not None
    filed = [entry for entry in entries if entry.type == "input_filed"]
    assert all(entry.actor.role == "focal_point" and entry.actor.state == SUR for entry in filed)
    assert {entry.data["input"] for entry in filed} <= set(part.inputs)
    assert all(each.invitee in part.invitees for each in part.inputs.values())
    choices = [e for e in entries if e.type in {"statement_published", "statement_withheld", "consultation_stated"}]
    if state.public_documents:
        last = choices[-1]
        assert last.type == "statement_published"
        assert last.actor.role in OF_THE_STATE
        assert last.actor.state == SUR
    if state.closed_on:
        assert not part.unanswered


def check_pilot(state: EngagementState, entries: Sequence[Entry]) -> None:
    part = state.pilot
    assert part is not None
    happened = [entry for entry in entries if not entry.type.startswith(("engagement_", "deadline_"))]
    if happened:
        assert happened[0].type == "consent_given", "nothing before the State has consented"
    if state.closed_on:
        assert (part.invited, part.open_actions, part.planned_workshops) == ((), (), ())
    published = [position for position, e in enumerate(entries) if e.type == "pilot_report_published"]
    assert bool(published) == bool(state.public_documents)
    for position in published:
        agreed, taking_part = sides(entries[:position])
        assert taking_part
        assert {"", *taking_part} <= agreed
        assert entries[position].data["document"] == last_report(entries[:position])


def sides(entries: Sequence[Entry]) -> tuple[set[str], set[str]]:
    """Who has agreed to the last report, and who takes part, counted from the record."""
    agreed: set[str] = set()
    taking_part: set[str] = set()
    for entry in entries:
        match entry.type:
            case "pilot_joined":
                taking_part.add(entry.data["stakeholder"])
            case "pilot_left":
                taking_part.discard(entry.data["stakeholder"])
                agreed.discard(entry.data["stakeholder"])
            case "pilot_report_filed":
                agreed.clear()
            case "publication_agreed":
                assert (entry.data["stakeholder"] or SUR) in {entry.actor.person, entry.actor.state}
                agreed.add(entry.data["stakeholder"])
            case "agreement_withdrawn":
                agreed.discard(entry.data["stakeholder"])
            case _:
                pass
    return agreed, taking_part


def last_report(entries: Sequence[Entry]) -> dict[str, Any]:
    return [entry.data["document"] for entry in entries if entry.type == "pilot_report_filed"][-1]


def check_alliance(state: EngagementState, entries: Sequence[Entry]) -> None:
    part = state.alliance
    assert part is not None
    accounts = [each.applicant.stakeholder for each in (*part.standing, *part.applied)]
    assert len(set(accounts)) == len(accounts), "nobody stands twice"
    assert part.convener is None or part.members[part.convener].status is MemberStatus.MEMBER
    for statement in part.statements.values():
        assert not set(statement.joined) & set(statement.away)
        if statement.issued_on:
            assert 2 <= len(statement.joined) <= statement.members
    for link in part.links.values():
        answers = [e for e in entries if e.type == "link_accepted" and e.data["by"] == link.state]
        if link.status is LinkStatus.LINKED:
            last = answers[-1]
            assert (last.actor.role in OF_THE_STATE and last.actor.state == link.state) or last.data["note"]
    if state.closed_on:
        assert (part.applied, part.open_statements) == ((), ())


@pytest.mark.parametrize(
    "begins", BEGINNINGS, ids=lambda begins: f"{begins.__module__.rpartition('.')[2]}-{begins.__name__}"
)
def test_no_sequence_of_acts_corrupts_an_engagement(begins: Callable[[], Engagement]) -> None:
    for seed in range(WALKS):
        story, dice = begins(), Random(f"{begins.__name__} {seed}")  # noqa: S311 - a walk, and no secret
        first = EngagementState.model_validate(story.entries[0].data["state"])
        for _ in range(STEPS):
            step(story, dice)
        check(story)

        assert story.rebuilt(first) == story.state, seed
        assert EngagementState.model_validate_json(story.state.model_dump_json()) == story.state
