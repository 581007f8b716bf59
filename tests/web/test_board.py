"""Whose move it is."""

from datetime import date

import httpx
import pytest

from models.instruments import Instrument
from models.phase.stage import Stage
from store.pool import Pool
from tests.build import CYCLE, phase_at
from tests.web.build import TODAY, keep, keep_cycle, keep_status, owed, phase
from web.board import BoardPage

PAGE = f"/cycles/{CYCLE}/board"
API = f"/api{PAGE}"

LINES = (
    owed("TUR", "submit_feedback", date(2021, 2, 1)),
    owed("CIV", "submit_feedback", date(2021, 8, 1)),
    owed(None, "launch_group", date(2021, 11, 1)),
    owed("AUT", "answer_clarification", date(2021, 9, 8)),
    owed("AUT", "make_publication_choice"),
    owed("CIV", "submit_questionnaire", date(2021, 6, 1), expected=date(2021, 10, 1)),
)


async def shown(client: httpx.AsyncClient, query: str = "") -> BoardPage:
    """The page's model, read back from the API."""
    return BoardPage.model_validate_json((await client.get(f"{API}?{query}")).content)


def lines(page: BoardPage) -> list[tuple[str, list[str]]]:
    """Sides and the acts awaited from them."""
    return [(side.name, [move.line.action for move in side.moves]) for side in page.sides]


async def test_owners_stand_in_alphabetical_order_after_the_secretariat(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_status(pool, phase("FRA", "dialogue", obligations=LINES))

    assert lines(await shown(client)) == [
        ("Secretariat", ["launch_group"]),
        ("Austria", ["answer_clarification", "make_publication_choice"]),
        ("Côte d'Ivoire", ["submit_feedback", "submit_questionnaire"]),
        ("Türkiye", ["submit_feedback"]),
    ]


async def test_in_the_order_of_dates_those_that_passed_stand_in_the_order_of_names(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    await keep_status(pool, phase("FRA", "dialogue", obligations=LINES))

    ascending, descending = await shown(client, "sort=due"), await shown(client, "sort=-due")

    passed = ("The date has passed", ["submit_feedback", "submit_questionnaire", "submit_feedback"])
    undated = ("Without a date", ["make_publication_choice"])
    assert lines(ascending) == [passed, ("Still to come", ["answer_clarification", "launch_group"]), undated]
    assert lines(descending) == [passed, ("Still to come", ["launch_group", "answer_clarification"]), undated]
    assert [move.line.owner.side for move in ascending.sides[0].moves] == ["Côte d'Ivoire", "Côte d'Ivoire", "Türkiye"]


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ("state=AUT", {"answer_clarification", "make_publication_choice"}),
        ("state=FRA", set[str]()),
        ("role=secretariat", {"launch_group"}),
        ("role=mission", set[str]()),
        ("overdue=1", {"submit_feedback", "submit_questionnaire"}),
        ("overdue=1&state=TUR", {"submit_feedback"}),
        ("within=7", {"submit_feedback", "answer_clarification"}),
        ("within=6", {"submit_feedback"}),
        ("within=30", {"submit_feedback", "answer_clarification", "submit_questionnaire"}),
        ("state=&role=&within=&overdue=", {each.action for each in LINES}),
    ],
)
async def test_filters_leave_what_was_asked_for(
    client: httpx.AsyncClient, pool: Pool, query: str, actions: set[str]
) -> None:
    await keep_status(pool, phase("FRA", "dialogue", obligations=LINES))

    page = await shown(client, query)

    assert {action for _, each in lines(page) for action in each} == actions
    assert (await client.get(f"{PAGE}?{query}")).status_code == 200
    assert page.total == len(LINES)


async def test_overdue_keeps_to_the_original_date_and_an_expected_date_is_told(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    line = owed("FRA", "submit_questionnaire", date(2021, 6, 1), expected=date(2021, 10, 1))
    await keep_status(pool, phase("FRA", "self_assessment", obligations=(line,)))

    (move,) = (await shown(client)).sides[0].moves
    text = (await client.get(PAGE)).text

    assert move.line.due is not None
    assert (move.line.due.days_overdue, move.line.due.days_left) == (92, 30)
    assert "passed 92 days ago" in text
    assert "expected in 30 days" in text
    assert "The original date was" in text


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2021, 8, 31), "passed 1 day ago"),
        (TODAY, ">today<"),
        (date(2021, 9, 2), "in 1 day"),
    ],
)
async def test_a_date_is_kept_until_its_day_is_over(
    client: httpx.AsyncClient, pool: Pool, due: date, words: str
) -> None:
    await keep_status(pool, phase("FRA", "dialogue", obligations=(owed("FRA", "submit_feedback", due),)))

    assert words in (await client.get(PAGE)).text


async def test_a_line_says_who_and_what_and_why_then(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, phase_at(Stage.DESK_REVIEW))

    text = (await client.get(f"{PAGE}?state=DEU")).text

    for told in (
        "Germany",
        "Submit the written feedback",
        f'href="/reviews/phase/{CYCLE}/FRA/1"',
        "15 April 2021",
        "15 October 2021",
        "receipt of the questionnaire",
        "6 months after it",
        "CONFIRMED",
        ", ".join(Instrument),
    ):
        assert told in text


async def test_nobody_has_to_act_in_an_empty_cycle(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_status(pool, phase("FRA", "closed"))

    assert "Nobody has to act now." in (await client.get(PAGE)).text


async def test_the_duties_of_the_cycle_itself_are_on_the_board(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)

    (side,) = (await shown(client)).sides

    assert side.name == "Secretariat"
    assert {move.line.action for move in side.moves} == {"launch_group"}
