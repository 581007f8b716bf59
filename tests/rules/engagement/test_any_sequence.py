"""Whatever anybody does in whatever order: nothing before consent, nothing public without agreement, no part broken.

A walk is a list of small numbers, so that a failing one shrinks to the few acts that matter. What is held against the
state is counted from the recorded entries by other means than the fold.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.engagement.alliance.state import LinkStatus, MemberStatus
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


def one_of(items: Sequence[Any], number: int) -> Any:
    return items[number % len(items)]


def actors() -> tuple[Any, ...]:
    others = (focal_point(SAME), mission(SAME), *(stakeholder(number) for number in ACCOUNTS))
    return (*ACTORS.values(), *others)


def fields_of(sample: Sample, command: type[Command], role: Role, number: int) -> dict[str, Any]:
    """What the sample says, with ids and days of which some are wrong."""
    said = sample.fields(role)
    wild: dict[str, Sequence[Any]] = {
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
    for name, choices in wild.items():
        if name in command.model_fields and number % 4:
            said[name] = one_of(choices, number // 4)
    return said


def step(story: Engagement, which: int, who: int, number: int) -> None:
    """Do something at random, or wait for some days; a refusal leaves everything as it was."""
    if which % 11 == 0:
        story.by_calendar(story.today + timedelta(days=number % 40))
        return
    samples = SAMPLES[story.state.kind]
    command = one_of(tuple(samples), which)
    row = next(row for row in TABLE[story.state.kind] if row.command is command)
    fitting = [actor for actor in actors() if actor.role in row.by]
    actor = one_of(fitting if number % 8 else actors(), who)
    made = story.made(command, actor, **fields_of(samples[command], command, actor.role, number))
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


STEPS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 4000)), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(begins=st.sampled_from(BEGINNINGS), steps=STEPS)
def test_no_sequence_of_acts_corrupts_an_engagement(begins: Any, steps: list[tuple[int, int, int]]) -> None:
    story = begins()
    first = story.state.model_validate(story.entries[0].data["state"])
    for which, who, number in steps:
        step(story, which, who, number)
    check(story)

    assert story.rebuilt(first) == story.state
    assert EngagementState.model_validate_json(story.state.model_dump_json()) == story.state
