"""How people behave: from what a review stands waiting for to what each side means to do, and when.

Everything here is bookkeeping in memory and knows neither clock nor server, so that a decade can be played by a loop.
A side looks at what it owes, decides once after how many days it will act, and looks again when that day has come:
if the obligation is gone, because another side was quicker, nothing is sent. A refusal is never hidden; the side looks
again after some days, if it still owes the act.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from demo.acts import command_for
from demo.intentions import Intention, actor_for
from demo.papers import Papers
from demo.plan import DemoPlan
from demo.play import Play
from demo.population import Member
from demo.scene import Scene, label_of
from demo.temperament import FIRST_ANSWERS, Temperament, days_until
from demo.wishes import conceived, planned, wish_of
from models.command import Command, Outcome
from models.obligations import Obligation
from models.people import Role
from models.phase.commands import DeliverTranslation
from models.status import Status
from rules.calendar.vienna import start_of_day, vienna_day

OFFICE_HOURS = timedelta(hours=9)
"""From midnight to the first act of a day."""

LOOK_AGAIN_DAYS = 9.0
"""After a refusal, or when a duty stands again."""

MOST_ATTEMPTS = 6
"""At one duty. What was refused so often is left to whoever looks at the count of refusals."""

FOR_ANY_ONE = frozenset({"propose_consultation", "propose_observations", "draft_summary"})
"""Duties of several sides that one of them meets for all: they leave it to the first, and step in one after another."""

STEPS_IN_AFTER = timedelta(days=14)
"""Or as long as an act travels, where that is longer: else all would have stepped in before they heard of the first."""

EXPECTED_BEFORE = timedelta(days=12)
"""How long before the due date a focal point says that the questionnaire will be late."""


class Conduct:
    """The behaviour of everybody, the simulated Secretariat included."""

    def __init__(
        self,
        plan: DemoPlan,
        members: Mapping[str, Member],
        papers: Papers,
        *,
        shortest_notice: timedelta = timedelta(days=1),
    ) -> None:
        """Take the plan, the people and their papers; the last two may grow.

        Args:
            plan: What the demonstration is about.
            members: People by State.
            papers: Stored documents.
            shortest_notice: Calendar time that passes while a command travels, with a good margin.
        """
        self._plan = plan
        self._dice = plan.dice
        self._members = members
        self._papers = papers
        self._shortest_notice = shortest_notice
        self._plays: dict[str, Play] = {}

    @property
    def statuses(self) -> Iterator[Status]:
        """The last known status of every workflow."""
        return (play.status for play in self._plays.values())

    def status(self, workflow_id: str) -> Status | None:
        """The last known status of one workflow."""
        play = self._plays.get(workflow_id)
        return play.status if play else None

    def heard(self, status: Status, now: datetime) -> list[Intention]:
        """Take in a new status and return what people mean to do that they did not mean before."""
        play = self._plays.setdefault(status.workflow_id, Play(status=status))
        if status.version < play.status.version:
            return []
        play.status = status
        return self._decided(play, now)

    def command(self, intention: Intention, now: datetime) -> Command | None:
        """Look again and return what is to be sent, or None if the act is no longer owed or makes no sense any more."""
        play = self._plays[intention.review]
        if self._must_wait(play, intention):
            play.meant.pop(intention.label, None)  # decided anew when the answer, or the newer status, is here
            return None
        actor = actor_for(play.status, intention.role, intention.side)
        if actor is None and intention.role is Role.EXPERT:
            actor = actor_for(play.status, Role.FOCAL_POINT, intention.side)
        command = None
        if actor is not None and self._still_stands(play.status, intention):
            command = command_for(
                Scene(
                    status=play.status,
                    intention=intention,
                    actor=actor,
                    now=now,
                    plan=self._plan,
                    dice=self._dice,
                    members=self._members,
                    papers=self._papers,
                    memory=play.memory,
                    shortest_notice=self._shortest_notice,
                )
            )
        if command is None:
            play.meant.pop(intention.label, None)
        elif intention.is_owed:
            play.under_way.add(intention.turn)
        return command

    def done(self, intention: Intention, command: Command, outcome: Outcome, now: datetime) -> list[Intention]:
        """Note that an act was carried out; return what follows if its effect is known already."""
        play = self._plays[intention.review]
        if isinstance(command, DeliverTranslation):
            play.memory.delivered.update(delivery.language for delivery in command.deliveries)
        if intention.is_owed:
            play.under_way.discard(intention.turn)
            play.meant.pop(intention.label, None)
            play.done[intention.duty] = outcome.version
            play.rounds[intention.label] = intention.attempt + 1
        return self._decided(play, now) if play.status.version >= outcome.version else []

    def refused(self, intention: Intention, now: datetime) -> list[Intention]:
        """Note a refusal. Who owes the act looks again after some days; who only wished lets it be."""
        play = self._plays[intention.review]
        if not intention.is_owed:
            return []
        play.under_way.discard(intention.turn)
        if play.meant.pop(intention.label, None) is None:
            return []
        play.rounds[intention.label] = intention.attempt + 1
        again: list[Intention] = []
        if intention.attempt + 1 < MOST_ATTEMPTS:
            play.meant[intention.label] = intention.again(now + self._days(LOOK_AGAIN_DAYS, intention))
            again.append(play.meant[intention.label])
        return [*again, *self._decided(play, now)]

    def _must_wait(self, play: Play, intention: Intention) -> bool:
        """Whether the side is busy in this review, or its last act on this duty is not in the status that we know."""
        if not intention.is_owed:
            return False
        return intention.turn in play.under_way or play.status.version < play.done.get(intention.duty, 0)

    def _decided(self, play: Play, now: datetime) -> list[Intention]:
        decided = [intention for each in play.status.obligations if (intention := self._owed(play, each, now))]
        if play.status.kind == "phase":
            decided.extend(self._wished(play, now))
            decided.extend(self._announced(play, now))
        decided.extend(self._in_the_plan(play, now))
        return decided

    def _owed(self, play: Play, obligation: Obligation, now: datetime) -> Intention | None:
        """Return what the owner means to do about an obligation, if that is new."""
        owner, status, label = obligation.owner, play.status, label_of(obligation)
        # Of the cycle's own duties only the launches are met here; the rest is told in `demo.outreach`.
        is_ours = (obligation.action == "launch_group") == (status.kind == "cycle")
        if not is_ours or label in play.meant:
            return None
        if not self._temperament(owner.state).answers or actor_for(status, owner.role, owner.state) is None:
            return None
        attempt = play.rounds.get(label, 0)
        if attempt >= MOST_ATTEMPTS:
            return None
        intention = Intention(
            review=status.workflow_id,
            label=label,
            action=obligation.action,
            role=owner.role,
            side=owner.state,
            at=now,
            attempt=attempt,
        )
        if self._must_wait(play, intention):
            return None
        intention = replace(intention, at=self._day_of(play, obligation, intention, now))
        play.meant[label] = intention
        return intention

    def _day_of(self, play: Play, obligation: Obligation, intention: Intention, now: datetime) -> datetime:
        """Return when the owner will act: counted from the day the duty arose, never before now."""
        turn = max(STEPS_IN_AFTER, self._shortest_notice) * _turn(play.status, obligation)
        if intention.attempt:
            return now + turn + self._days(LOOK_AGAIN_DAYS, intention)
        if obligation.action == "launch_group" and obligation.due:
            return max(start_of_day(obligation.due.date) + OFFICE_HOURS, now)
        if obligation.action == "hold_preliminary_consultation" and play.memory.meeting_at:
            return max(play.memory.meeting_at, now)
        days = self._usual_days(play.status, intention.action, intention.side, obligation.since)
        return max(start_of_day(obligation.since) + OFFICE_HOURS + timedelta(days=days) + turn, now)

    def _usual_days(self, status: Status, action: str, side: str | None, since: date) -> float:
        return days_until(
            self._dice,
            self._temperament(side),
            action,
            review=f"{status.workflow_id}/{side}",
            phase=status.phase or 1,
            is_first_answer=action in FIRST_ANSWERS and status.effective_start is None,
            is_past_end=status.planned_end is not None and since > status.planned_end and status.kind == "phase",
        )

    def _wished(self, play: Play, now: datetime) -> Iterator[Intention]:
        """Yield the wishes that people conceive at the present stage, each once."""
        status = play.status
        if status.suspended_on is not None:
            return
        for wish, side, label in conceived(status):
            if label in play.wished or not self._temperament(side).answers or not wish.makes_sense(status):
                continue
            play.wished.add(label)
            if not self._dice.happens(wish.chance, status.workflow_id, label):
                continue
            whole = self._usual_days(status, wish.beside, side, vienna_day(now))
            days = whole * wish.part * self._dice.between(0.8, 1.2, status.workflow_id, label)
            yield Intention(
                review=status.workflow_id,
                label=label,
                action=wish.action,
                role=wish.role,
                side=side,
                at=now + timedelta(days=days),
                is_owed=False,
            )

    def _announced(self, play: Play, now: datetime) -> Iterator[Intention]:
        """Yield the announcement of a questionnaire that is going to be late (domain.md 3.7)."""
        for obligation in play.status.obligations:
            meant = play.meant.get(label_of(obligation))
            label = "expected date"
            if obligation.action != "submit_questionnaire" or meant is None or obligation.due is None:
                continue
            if label in play.wished or vienna_day(meant.at) <= obligation.due.original:
                continue
            play.wished.add(label)
            play.memory.expected_on = vienna_day(meant.at) + timedelta(days=7)
            yield Intention(
                review=play.status.workflow_id,
                label=label,
                action="set_questionnaire_expected_date",
                role=Role.FOCAL_POINT,
                side=meant.side,
                at=max(start_of_day(obligation.due.original) - EXPECTED_BEFORE, now),
                is_owed=False,
            )

    def _in_the_plan(self, play: Play, now: datetime) -> Iterator[Intention]:
        for each in planned(self._plan, play.status):
            if each.action in play.wished:
                continue
            play.wished.add(each.action)
            yield Intention(
                review=play.status.workflow_id,
                label=each.action,
                action=each.action,
                role=Role.SECRETARIAT,
                side=None,
                at=max(start_of_day(each.on) + OFFICE_HOURS, now),
                is_owed=False,
            )

    def _still_stands(self, status: Status, intention: Intention) -> bool:
        if intention.is_owed:
            return any(label_of(each) == intention.label for each in status.obligations)
        for each in planned(self._plan, status):
            if each.action == intention.label:
                return each.makes_sense(status)
        if intention.action == "set_questionnaire_expected_date":
            return any(each.action == "submit_questionnaire" for each in status.obligations)
        wish = wish_of(intention.action, intention.label)
        return (
            wish is not None
            and status.stage in wish.stages
            and status.suspended_on is None
            and wish.makes_sense(status)
        )

    def _temperament(self, side: str | None) -> Temperament:
        return Temperament.AVERAGE if side is None else self._plan.temperament(side)

    def _days(self, median: float, intention: Intention) -> timedelta:
        days = self._dice.between(0.5, 1.5, intention.party, intention.label, intention.attempt)
        return timedelta(days=median * days)


def _turn(status: Status, obligation: Obligation) -> int:
    """Return how many sides come before the owner at a duty that one of them meets for all."""
    if obligation.action not in FOR_ANY_ONE:
        return 0
    owners = [each.owner.state for each in status.obligations if each.action == obligation.action]
    return owners.index(obligation.owner.state)
