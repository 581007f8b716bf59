"""Invitations, and what the invited hand to the focal point: one way in, a receipt, and an answer to everybody."""

from collections.abc import Iterable

from models.engagement.consultation import commands as c
from models.engagement.consultation import events as e
from models.engagement.consultation.state import Input, InputOutcome, InputReason, Invitee
from models.engagement.state import EngagementState
from models.event import Event
from models.people import Role
from models.stakeholders import receipt_of
from rules.admission import refuse
from rules.engagement.consultation.part import checked_input, part_of, terms_of, with_input, with_part
from rules.engagement.turn import Turn, check_own_account, check_own_state


def invite(state: EngagementState, command: c.InviteToConsultation, turn: Turn) -> tuple[Event, ...]:
    """Ask stakeholders; an account is asked once."""
    check_own_state(command, terms_of(state).state)
    part = part_of(state)
    if not command.accounts and not command.bodies:
        refuse("nobody_invited", "name at least one account, or one body with the document that names it.")
    asked = [each.stakeholder for each in command.accounts]
    twice = [each for each in asked if asked.count(each) > 1 or part.invitee_of(each) is not None]
    if twice:
        refuse("already_invited", f"{', '.join(dict.fromkeys(twice))} can be invited once only.")
    by_account = [Invitee(id="", kind=each.kind, account=each.stakeholder, on=turn.today) for each in command.accounts]
    by_paper = [Invitee(id="", kind=each.kind, document=each.document, on=turn.today) for each in command.bodies]
    invitees = tuple(
        each.model_copy(update={"id": f"g-{number}"})
        for number, each in enumerate((*by_account, *by_paper), start=len(part.invitees) + 1)
    )
    return (e.ConsultationInvited(invitees=invitees, accounts=command.accounts),)


def offer(state: EngagementState, command: c.OfferInput, turn: Turn) -> tuple[Event, ...]:
    """Hand a document to the focal point; it stays there until the focal point answers."""
    check_own_state(command, terms_of(state).state)
    part = part_of(state)
    invitee = _author(state, command)
    given = Input(
        id=f"i-{len(part.inputs) + 1}",
        receipt=receipt_of(state.workflow_id, command.command_id),
        invitee=invitee.id,
        document=command.document,
        offered_on=turn.today,
    )
    return (e.InputOffered(input=given),)


def withdraw(state: EngagementState, command: c.WithdrawInput, turn: Turn) -> tuple[Event, ...]:
    """Take one's own input back; the focal point does it for a body without an account."""
    del turn
    check_own_state(command, terms_of(state).state)
    given = part_of(state).inputs.get(command.input)
    author = part_of(state).author_of(given) if given else None
    if given and command.actor.role is Role.FOCAL_POINT and author:
        refuse("not_your_input", f"whoever offered {given.id} has an account, and withdraws it there; or decline it.")
    if given:
        check_own_account(command, author or "", code="not_your_input")
    checked_input(state, command.input)
    return (e.InputWithdrawn(input=command.input),)


def file(state: EngagementState, command: c.FileInput, turn: Turn) -> tuple[Event, ...]:
    """Take an input in, as the focal point: the phase review asks for its seat, so nobody can do it in its place."""
    del turn
    check_own_state(command, terms_of(state).state)
    if command.actor.person is None:
        refuse("person_needed", "the phase review knows a focal point by the person: act as the one that is named.")
    given = checked_input(state, command.input)
    return (e.InputFiled(input=given.id, document=given.document, by=command.actor),)


def decline(state: EngagementState, command: c.DeclineInput, turn: Turn) -> tuple[Event, ...]:
    """Do not take an input in."""
    del turn
    check_own_state(command, terms_of(state).state)
    if command.reason is InputReason.DIALOGUE_ENDED:
        refuse(
            "reason_reserved", "dialogue_ended is said by the system when it ends a dialogue; choose another reason."
        )
    given = checked_input(state, command.input)
    return (e.InputDeclined(input=given.id, reason=command.reason),)


def fold_invited(state: EngagementState, event: e.ConsultationInvited) -> EngagementState:
    """Keep who was asked."""
    return with_part(state, invitees={**part_of(state).invitees, **_by_id(event.invitees)})


def fold_offered(state: EngagementState, event: e.InputOffered) -> EngagementState:
    """Keep what was handed over."""
    return with_part(state, inputs={**part_of(state).inputs, event.input.id: event.input})


def fold_answered(
    state: EngagementState, event: e.InputFiled | e.InputDeclined | e.InputWithdrawn, turn: Turn
) -> EngagementState:
    """Keep the outcome."""
    match event:
        case e.InputFiled():
            outcome, reason = InputOutcome.FILED, None
        case e.InputDeclined():
            outcome, reason = InputOutcome.DECLINED, event.reason
        case e.InputWithdrawn():
            outcome, reason = InputOutcome.WITHDRAWN, None
    return with_input(state, event.input, outcome=outcome, reason=reason, answered_on=turn.today)


def _author(state: EngagementState, command: c.OfferInput) -> Invitee:
    part = part_of(state)
    if command.actor.role is Role.STAKEHOLDER:
        own = part.invitee_of(command.actor.person)
        if own is None:
            refuse("not_invited", "the State has not invited this account; invitations come from its focal point.")
        if command.invitee not in {"", own.id}:
            refuse("not_your_input", f"{command.invitee} is somebody else; leave the invitee out, it is you.")
        return own
    found = part.invitees.get(command.invitee)
    if found is None:
        refuse("not_invited", f"there is no invitee {command.invitee!r}: invite the body first, then enter its paper.")
    return found


def _by_id(invitees: Iterable[Invitee]) -> dict[str, Invitee]:
    return {each.id: each for each in invitees}
