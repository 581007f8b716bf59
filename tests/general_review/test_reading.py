"""What the ledger says of a period, to the second and to the day, and which periods are free."""

from datetime import UTC, date, datetime, time

import pytest

from models.conference.review import AgreedList
from models.errors import RuleViolation
from models.instruments import Instrument
from models.phase.events import ChangesRequested
from models.register import Region
from rules.general_review.reading import Period, agreed_lists, check_periods_meet, register
from tests.build import document
from tests.general_review.cases import item
from tests.general_review.ledger import CYCLE, Ledger

STARTS, ENDS = date(2022, 4, 18), date(2024, 4, 14)
PERIOD = Period(starts=STARTS, ends=ENDS, until=datetime(2024, 4, 15, 9, tzinfo=UTC))
WITHIN = date(2023, 5, 1)
BOTH = (Instrument.UNTOC, Instrument.TIP)


def read(ledger: Ledger, period: Period = PERIOD) -> tuple[AgreedList, ...]:
    return agreed_lists(ledger.of("phase"), period)[0]


@pytest.mark.parametrize(
    ("on", "at", "is_in"),
    [
        (date(2022, 4, 17), time(21, 59, 59), False),  # the last second of the day before, in Vienna's summer
        (date(2022, 4, 17), time(22), True),
        (date(2024, 4, 14), time(21, 59, 59), True),
        (date(2024, 4, 14), time(22), False),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_vienna(on: date, at: time, is_in: bool) -> None:  # noqa: FBT001
    ledger = Ledger()
    ledger.propose("FRA", [item(1)], on=date(2022, 1, 1))
    ledger.agree("FRA", on=on, at=at)

    assert bool(read(ledger)) == is_in


def test_a_list_belongs_to_the_period_of_its_agreement_and_not_of_its_proposal() -> None:
    ledger = Ledger()
    ledger.propose("FRA", [item(1)], on=WITHIN)

    assert read(ledger) == ()

    ledger.agree("FRA", on=date(2024, 4, 15))
    assert read(ledger) == ()


def test_the_codes_of_a_joint_list_are_read_instrument_by_instrument() -> None:
    ledger = Ledger()
    ledger.propose("FRA", [item(1), item(2, 3, Instrument.TIP)], on=WITHIN, instruments=BOTH)
    ledger.agree("FRA", on=WITHIN, instruments=(Instrument.TIP,))

    (found,) = read(ledger)

    assert (found.state, found.instrument, found.agreed_on) == ("FRA", Instrument.TIP, WITHIN)
    assert found.items == (item(2, 3, Instrument.TIP),)


def test_a_list_that_was_sent_back_is_not_what_was_agreed() -> None:
    ledger = Ledger()
    ledger.propose("FRA", [item(1)], on=WITHIN)
    sent_back = ChangesRequested(by="FRA", instruments=(Instrument.UNTOC,), document=document("changes"))
    ledger.add(f"phase/{CYCLE}/FRA/1", sent_back, WITHIN)
    ledger.propose("FRA", [item(1, 6)], on=WITHIN, listed=document("second list"))
    ledger.agree("FRA", on=WITHIN)

    assert [each.items for each in read(ledger)] == [(item(1, 6),)]


def test_the_lists_of_several_reviewing_states_are_read_together() -> None:
    ledger = Ledger()
    ledger.propose("FRA", [item(1)], on=WITHIN, listed=document("of one"))
    ledger.propose("FRA", [item(1, 6)], on=WITHIN, listed=document("of another"))
    ledger.agree("FRA", on=WITHIN)

    assert [each.items for each in read(ledger)] == [(item(1), item(1, 6))]


def test_codes_are_taken_as_they_stood_when_the_report_was_compiled() -> None:
    ledger = Ledger()
    ledger.propose("FRA", [item(1)], on=WITHIN)
    ledger.agree("FRA", on=WITHIN)
    ledger.code("FRA", [item(1, 6)], on=date(2023, 6, 1))
    ledger.code("FRA", [item(1, 8)], on=date(2024, 4, 16))

    assert [each.items for each in read(ledger)] == [(item(1, 6),)]


def test_lists_without_codes_are_counted_as_lists() -> None:
    ledger = Ledger()
    ledger.propose("FRA", [], on=WITHIN, instruments=BOTH)
    ledger.agree("FRA", on=WITHIN, instruments=BOTH)
    ledger.propose("KEN", [item(1)], on=WITHIN, instruments=BOTH)
    ledger.agree("KEN", on=WITHIN, instruments=BOTH)

    _, uncoded = agreed_lists(ledger.of("phase"), PERIOD)

    assert uncoded == 1


def test_regional_groups_are_those_that_the_cycle_has_last() -> None:
    ledger = Ledger()
    ledger.open_cycle({"FRA": Region.WEOG, "KEN": Region.AFRICAN, "VAT": Region.NONE})

    regions, sizes = register(ledger.of("cycle"), PERIOD.until)

    assert regions == {"FRA": Region.WEOG, "KEN": Region.AFRICAN, "VAT": Region.NONE}
    assert sizes == {Region.WEOG: 1, Region.AFRICAN: 1, Region.NONE: 1}
    assert register(ledger.of("cycle"), datetime(2020, 9, 1, tzinfo=UTC))[0] == {}


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ((date(2020, 10, 1), date(2022, 4, 17)), ""),
        ((date(2020, 10, 1), date(2022, 4, 18)), "periods_overlap"),
        ((date(2024, 4, 14), date(2025, 1, 1)), "periods_overlap"),
        ((date(2023, 1, 1), date(2023, 1, 1)), "periods_overlap"),
        ((date(2020, 10, 1), date(2022, 4, 16)), "periods_apart"),
        ((date(2024, 4, 15), date(2026, 1, 1)), ""),
    ],
)
def test_periods_of_two_reports_meet_and_never_overlap(before: tuple[date, date], code: str) -> None:
    ledger = Ledger()
    ledger.compiled(11, *before)

    if not code:
        check_periods_meet(ledger.of("conference"), cycle=CYCLE, conference=12, period=PERIOD)
        return
    with pytest.raises(RuleViolation) as refused:
        check_periods_meet(ledger.of("conference"), cycle=CYCLE, conference=12, period=PERIOD)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("is_issued", "is_closed", "counts"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_a_track_that_was_closed_without_a_report_has_taken_no_period(
    is_issued: bool,  # noqa: FBT001
    is_closed: bool,  # noqa: FBT001
    counts: bool,  # noqa: FBT001
) -> None:
    ledger = Ledger()
    ledger.compiled(11, date(2020, 10, 1), date(2023, 1, 1), is_issued=is_issued, is_closed=is_closed)

    if counts:
        with pytest.raises(RuleViolation, match="could be subtracted"):
            check_periods_meet(ledger.of("conference"), cycle=CYCLE, conference=12, period=PERIOD)
    else:
        check_periods_meet(ledger.of("conference"), cycle=CYCLE, conference=12, period=PERIOD)


def test_a_report_that_is_compiled_again_is_not_its_own_neighbour() -> None:
    ledger = Ledger()
    ledger.compiled(12, STARTS, ENDS, is_issued=False, is_closed=False)

    check_periods_meet(ledger.of("conference"), cycle=CYCLE, conference=12, period=PERIOD)
