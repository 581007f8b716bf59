"""Which notice waits and which is formal: the table of the mechanism, and what becomes of it in a notice."""

from collections.abc import Iterator

import pytest

from mechanisms.load import load_mechanism, mechanism_folder
from models.notices import RecipientKind
from models.pace import Pace
from models.telling import NoticeRule
from notices.addressees import REMINDERS, circle_of
from notices.audience import notices_for
from notices.audiences import AUDIENCES
from tests.notices.build import entry, recording, reminder

LOADED = load_mechanism(mechanism_folder("untoc"))
TELLING = LOADED.telling
CIRCLE = circle_of(LOADED)


def every_kind_of_notice() -> Iterator[tuple[str, str, RecipientKind, int | None]]:
    for stream, table in AUDIENCES.items():
        for event in table:
            for recipient in RecipientKind:
                for days_left in (90, 30, 14, 3, 0) if event in REMINDERS else (None,):
                    yield stream, event, recipient, days_left


def test_every_rule_is_the_first_for_some_notice() -> None:
    used = {id(TELLING.rule_for(*notice)) for notice in every_kind_of_notice()}

    assert [rule for rule in TELLING.rules if id(rule) not in used] == []


def test_every_event_of_the_rules_is_told_in_its_stream() -> None:
    def is_told(rule: NoticeRule) -> bool:
        tables = [AUDIENCES[rule.stream]] if rule.stream else AUDIENCES.values()
        return rule.event is None or any(table.get(rule.event) for table in tables)

    assert [rule for rule in TELLING.rules if not is_told(rule)] == []


def test_every_notice_has_a_rule() -> None:
    assert all(TELLING.rule_for(*notice) for notice in every_kind_of_notice())


@pytest.mark.parametrize("notice", sorted(set(every_kind_of_notice()), key=str), ids=str)
def test_only_missions_get_notes_verbales_and_those_never_wait(
    notice: tuple[str, str, RecipientKind, int | None],
) -> None:
    rule = TELLING.rule_for(*notice)

    assert rule is not None
    if rule.is_formal:
        assert notice[2] is RecipientKind.MISSION
        assert rule.pace is Pace.URGENT


@pytest.mark.parametrize(
    ("event", "rung", "pace"),
    [
        ("deadline_approaching", "-30", Pace.QUIET),
        ("deadline_approaching", "-4", Pace.QUIET),
        ("deadline_approaching", "-3", Pace.PROMPT),
        ("deadline_approaching", "due", Pace.PROMPT),
        ("deadline_passed", "passed", Pace.QUIET),
        ("deadline_passed", "+2m", Pace.QUIET),
    ],
)
def test_a_reminder_of_the_last_days_does_not_wait_for_the_end_of_a_quiet_period(
    event: str, rung: str, pace: Pace
) -> None:
    notices = notices_for(recording(reminder(event, rung=rung)), CIRCLE)

    assert {(notice.recipient.kind, notice.pace) for notice in notices} == {
        (RecipientKind.PERSON, pace),
        (RecipientKind.SECRETARIAT, pace),
    }


def test_a_reminder_to_a_mission_is_a_note_verbale() -> None:
    notices = notices_for(recording(reminder(escalate=["mission"])), CIRCLE)

    formal = {notice.recipient.kind: notice.is_formal for notice in notices}
    assert formal == {RecipientKind.PERSON: False, RecipientKind.MISSION: True}


def test_what_is_in_no_table_goes_at_once() -> None:
    (notice, *_) = notices_for(recording(reminder()))

    assert (notice.pace, notice.is_formal) == (Pace.URGENT, False)


def test_a_list_of_observations_is_told_at_once() -> None:
    proposed = entry("observations_proposed", by="JPN", instruments=["UNTOC"])

    assert {notice.pace for notice in notices_for(recording(proposed), CIRCLE)} == {Pace.URGENT}
