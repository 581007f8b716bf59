"""Who is reminded of a launch: the cycle for a whole group, or the phase itself when it was opened after its group."""

from datetime import timedelta

from models.people import Role
from rules.calendar.vienna import start_of_day
from rules.phase.obligations import obligations
from rules.phase.status import wake_at
from tests.build import scheduled_phase


def test_a_phase_that_is_launched_with_its_group_leaves_the_reminders_to_the_cycle() -> None:
    state = scheduled_phase().model_copy(update={"launched_with_group": True})

    (duty,) = obligations(state)

    assert (duty.action, duty.owner.role, duty.due) == ("launch_group", Role.SECRETARIAT, None)
    assert wake_at(state) is None


def test_a_phase_that_was_opened_after_its_group_is_reminded_of_by_itself() -> None:
    state = scheduled_phase()

    (duty,) = obligations(state)

    wake = wake_at(state)
    assert duty.due is not None
    assert wake is not None
    assert start_of_day(duty.since) < wake <= start_of_day(duty.due.date + timedelta(days=1))
