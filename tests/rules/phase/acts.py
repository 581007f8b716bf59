"""Meeting a duty: the act that it names, by somebody who holds its owner's part."""

from models.obligations import Obligation
from models.people import SECRETARIAT, SYSTEM, Actor, Role, Who
from models.phase import commands as c
from rules.phase.table import COMMANDS, ROWS
from tests.build import Play, reviewer
from tests.rules.phase.samples import FIELDS

BY_NAME = {command.name: command for command in COMMANDS}
"""The command that an obligation's `action` names."""


def owner_of(play: Play, duty: Obligation) -> Actor:
    """Somebody who holds the owner's part; a focal point is named and approved if there is none who may act."""
    owner = duty.owner
    if ROWS[BY_NAME[duty.action]].by == frozenset({Who.SYSTEM}):
        return SYSTEM  # the Secretariat has it done by an amendment of the drawing
    if owner.role != Role.FOCAL_POINT or owner.state is None:
        return Actor(role=owner.role, state=owner.state)
    seat = play.state.focal_point(owner.state)
    if seat is not None and not seat.may_act:
        play.act(c.ApproveParticipant, SECRETARIAT, person=seat.person)
    if seat is None:
        play.seat(Actor(role=owner.role, state=owner.state, person=f"{owner.state}-{play.state.version}"))
    named = play.state.focal_point(owner.state)
    assert named is not None
    return Actor(role=owner.role, state=owner.state, person=named.person)


def meet(play: Play, duty: Obligation) -> None:
    """Do the act that a duty names, as its owner."""
    actor = owner_of(play, duty)
    command = BY_NAME[duty.action]
    fields = FIELDS[command](play.state, actor)
    if command is c.AnswerClarification:
        fields["clarification"] = duty.subject
    if command is c.ApproveParticipant:
        fields["person"] = duty.subject
    if command is c.DrawSupplementaryReviewer:
        fields["reviewer"] = reviewer(fields["reviewer"].state, *duty.instruments, principal=False)
    play.act(command, actor, **fields)
