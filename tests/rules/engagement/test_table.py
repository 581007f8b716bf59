"""Every row of the tables of domestic dialogues, pilots and alliances: for whom, at which stage, with which event."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from models.command import Command
from models.engagement.commands import CloseEngagement
from models.engagement.events import CODEC
from models.engagement.pilot.commands import GiveConsent
from models.engagement.terms import EngagementKind
from models.people import Role
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.kind import Row
from rules.engagement.status import is_settled
from rules.engagement.table import COMMANDS, KINDS, OWNER, TABLE
from tests.build import noon
from tests.rules.engagement import alliances, consultations, pilots
from tests.rules.engagement.build import Engagement
from tests.rules.engagement.samples import Sample

SAMPLES: Mapping[EngagementKind, Mapping[type[Command], Sample]] = {
    EngagementKind.CONSULTATION: consultations.SAMPLES,
    EngagementKind.PILOT: pilots.SAMPLES,
    EngagementKind.ALLIANCE: alliances.SAMPLES,
}
STAGES: Mapping[EngagementKind, Sequence[Callable[[], Engagement]]] = {
    EngagementKind.CONSULTATION: consultations.STAGES,
    EngagementKind.PILOT: pilots.STAGES,
    EngagementKind.ALLIANCE: alliances.STAGES,
}


def rows() -> list[object]:
    return [pytest.param(kind, row, id=f"{kind}-{row.command.name}") for kind in SAMPLES for row in TABLE[kind]]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("kind", "row"), rows())
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(kind: EngagementKind, row: Row, role: Role) -> None:
    code = SAMPLES[kind][row.command].refusal(row.command, role)

    assert code == ("not refused" if role in row.by else "not_your_act")


@pytest.mark.parametrize(("kind", "row"), rows())
def test_an_act_brings_about_the_event_of_its_row_last(kind: EngagementKind, row: Row) -> None:
    sample = SAMPLES[kind][row.command]
    story = sample.scene()
    made = sample.made(row.command, next(role for role in Role if role in row.by), story)

    *_, last = ENGAGEMENT.decide(story.state, made, noon(story.today))

    assert type(last) is row.event


@pytest.mark.parametrize(("kind", "row"), rows())
def test_an_act_can_be_done_at_the_stages_of_its_row_alone(kind: EngagementKind, row: Row) -> None:
    sample = SAMPLES[kind][row.command]
    role = next(role for role in Role if role in row.by)
    refused: dict[str, str] = {}
    for at in STAGES[kind]:
        story = at()
        stage = KINDS[kind].stage(story.state)
        if stage not in row.stages:
            refused[stage] = sample.refusal(row.command, role, story)
    if kind is EngagementKind.PILOT and row.command not in {GiveConsent, CloseEngagement}:
        assert refused.pop("awaiting_consent") == "no_consent"

    assert set(refused.values()) <= {"wrong_stage"}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_every_stage_but_the_end_has_a_scene(kind: EngagementKind) -> None:
    shown = {KINDS[kind].stage(at().state) for at in STAGES[kind]}

    assert set(KINDS[kind].stages) - shown <= {"consent_withdrawn"}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_acts_of_another_kind_are_refused(kind: EngagementKind) -> None:
    story = STAGES[kind][-1]()
    codes = {
        sample.refusal(command, role, story)
        for other, samples in SAMPLES.items()
        for command, sample in samples.items()
        for role in (Role.SECRETARIAT, Role.STAKEHOLDER)
        if other is not kind and command is not CloseEngagement
    }

    assert codes == {"other_kind"}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_what_is_closed_takes_no_act_and_never_wakes(kind: EngagementKind) -> None:
    sample = SAMPLES[kind][CloseEngagement]
    story = sample.scene()
    story.act(CloseEngagement, sample.actor(Role.SECRETARIAT), reason="over")
    role_of = {row.command: next(role for role in Role if role in row.by) for row in TABLE[kind]}

    codes = {each.refusal(command, role_of[command], story) for command, each in SAMPLES[kind].items()}

    assert codes == {"wrong_stage"}
    assert ENGAGEMENT.is_over(story.state)
    assert ENGAGEMENT.wake_at(story.state) is None
    assert ENGAGEMENT.status(story.state).obligations == ()
    assert ENGAGEMENT.status(story.state).stage == "closed"


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_the_end_is_reported_to_the_cycle_once(kind: EngagementKind) -> None:
    sample = SAMPLES[kind][CloseEngagement]
    story = sample.scene()
    story.act(CloseEngagement, sample.actor(Role.SECRETARIAT))

    reports = [relay for asked in story.asked for relay in asked.relays if relay.command == "report_ended"]

    assert [each.workflow_id for each in reports] == ["cycle/untoc-1"]
    assert reports[0].payload["workflow_id"] == story.state.workflow_id
    assert reports[0].payload["command_id"] == f"{story.state.workflow_id}/ended"


@pytest.mark.parametrize(
    ("story", "account", "settled"),
    [
        (consultations.gathering, "s-1", False),
        (consultations.answered, "s-1", True),
        (consultations.invited, "s-1", True),
        (pilots.under_way, "s-1", False),
        (pilots.under_way, "s-3", False),
        (pilots.under_way, "s-9", True),
        (alliances.active, "s-1", False),
        (alliances.active, "s-4", False),
        (alliances.quiet, "s-4", True),
    ],
)
def test_an_account_is_settled_where_nothing_more_becomes_of_it(
    story: Callable[[], Engagement], account: str, *, settled: bool
) -> None:
    assert is_settled(story().state, account) == settled


@pytest.mark.parametrize("kind", list(EngagementKind))
def test_every_kind_has_its_rules(kind: EngagementKind) -> None:
    assert KINDS[kind].kind is kind
    assert TABLE[kind][-1].command is CloseEngagement


def test_names_belong_to_one_kind_each() -> None:
    names = [command.name for command in COMMANDS]
    types = [row.event.type for kind in KINDS.values() for row in kind.rows]

    assert len(set(names)) == len(names)
    assert len(CODEC.types) == len(set(CODEC.types))
    assert set(types) <= set(CODEC.types)
    assert set(OWNER.values()) == set(EngagementKind)


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_every_command_of_a_kind_has_a_sample(kind: EngagementKind) -> None:
    assert {row.command for row in TABLE[kind]} == set(SAMPLES[kind])
