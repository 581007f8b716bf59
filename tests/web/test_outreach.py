"""Beside the reviews: dialogues, conferences and engagements in numbers, and the tools that fit."""

from datetime import date, timedelta

import httpx
import pytest

from models.clock import CalendarClock
from models.ledger import Entry, Recording
from models.obligations import Owner
from models.people import SYSTEM, Role
from models.status import KeyDate, Status
from store.ledger import record
from store.pool import Pool
from tests.build import CLOCK, CYCLE, noon
from tests.web.build import TODAY, keep_cycle, keep_status, owed
from web.outreach import OutreachPage

PAGE = f"/cycles/{CYCLE}/outreach"


async def shown(client: httpx.AsyncClient) -> OutreachPage:
    """The page's model, read back from the API."""
    return OutreachPage.model_validate_json((await client.get(f"/api{PAGE}")).content)


def beside(workflow_id: str, stage: str, **changes: object) -> Status:
    """A dialogue, a Conference or an engagement."""
    plain: dict[str, object] = {
        "workflow_id": workflow_id,
        "kind": workflow_id.partition("/")[0],
        "cycle": CYCLE,
        "version": 1,
        "stage": stage,
    }
    return Status.model_validate(plain | changes)


async def test_a_dialogue_is_listed_with_its_balance(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    counts = {
        "applications": 12,
        "applications_attended": 7,
        "applications_absent": 1,
        "objections": 1,
        "panels": 2,
        "panel_region_african": 3,
        "panel_kind_ngo": 2,
        "panel_kind_academia": 1,
    }
    day = KeyDate(name="day", date=date(2022, 5, 6))
    await keep_status(pool, beside(f"dialogue/{CYCLE}/firearms-2022", "reporting", counts=counts, dates=(day,)))

    (line,) = (await shown(client)).dialogues
    text = (await client.get(PAGE)).text

    assert (line.title, line.let_in, line.took_part) == ("Working Group on Firearms, 2022", 8, 7)
    assert [(each.name, each.count) for each in line.by_region] == [("African States", 3)]
    assert [each.count for each in line.by_kind] == [2, 1]
    assert f'href="/reviews/dialogue/{CYCLE}/firearms-2022"' in text


async def test_conferences_and_engagements_are_listed_and_lead_to_their_pages(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    await keep_cycle(pool)
    await keep_status(pool, beside(f"conference/{CYCLE}/11", "translating", counts={"reviews": 9, "published": 40}))
    await keep_status(pool, beside(f"engagement/{CYCLE}/training-asia", "call_open", counts={"applications": 60}))

    page = await shown(client)

    assert [(each.number, each.reviews, each.published) for each in page.conferences] == [("11", 9, 40)]
    assert [(each.kind, each.slug, each.counts) for each in page.engagements] == [
        ("Training", "asia", {"applications": 60})
    ]


@pytest.mark.parametrize(
    ("workflow_id", "stage", "title", "steps"),
    [
        (f"dialogue/{CYCLE}/firearms-2022", "screening", "Constructive dialogue: Working Group on Firearms, 2022", 10),
        (f"dialogue/{CYCLE}/firearms-2022", "cancelled", "Constructive dialogue: Working Group on Firearms, 2022", 0),
        (f"conference/{CYCLE}/11", "drafting", "Conference of the Parties, session 11", 7),
        (f"engagement/{CYCLE}/training-asia", "call_open", "Training asia", 7),
        (f"engagement/{CYCLE}/hub-whatson", "open", "Hub whatson", 3),
    ],
)
async def test_each_has_a_page_with_its_way(
    client: httpx.AsyncClient, pool: Pool, workflow_id: str, stage: str, title: str, steps: int
) -> None:
    await keep_cycle(pool)
    await keep_status(pool, beside(workflow_id, stage))

    page = (await client.get(f"/api/reviews/{workflow_id}")).json()
    html = await client.get(f"/reviews/{workflow_id}")

    assert (page["title"], len(page["steps"]), html.status_code) == (title, steps, 200)
    assert [each["standing"] for each in page["steps"]].count("now") == bool(steps)


async def test_a_session_without_a_dialogue_is_named(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    cycle = beside(
        f"cycle/{CYCLE}",
        "under_way",
        version=2,
        dates=(
            KeyDate(name="session_firearms-2022", date=date(2022, 5, 4)),
            KeyDate(name="session_smuggling-2022", date=date(2022, 6, 29)),
        ),
    )
    await keep_status(pool, cycle.model_copy(update={"version": 2}))
    await keep_status(pool, beside(f"dialogue/{CYCLE}/firearms-2022", "scheduled"))

    assert [each.key for each in (await shown(client)).sessions] == ["smuggling-2022"]


async def test_what_has_just_happened_prompts_a_tool(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    await record(pool, happened("call_opened", f"dialogue/{CYCLE}/firearms-2022", TODAY - timedelta(days=2)))
    await record(pool, happened("call_opened", f"dialogue/{CYCLE}/firearms-2021", TODAY - timedelta(days=60)))

    (prompt,) = (await shown(client)).prompts

    assert (prompt.on, prompt.whom, prompt.mark) == (TODAY - timedelta(days=2), "all stakeholders", "UNCERTAIN")
    assert "Call for applications opened" in (await client.get(PAGE)).text


async def test_what_bodies_owe_stands_under_their_names(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    waiting = owed(None, "approve_summary").model_copy(update={"owner": Owner(role=Role.CHAIR)})
    await keep_status(pool, beside(f"dialogue/{CYCLE}/firearms-2022", "reporting", obligations=(waiting.model_dump(),)))

    board = (await client.get(f"/api/cycles/{CYCLE}/board")).json()
    chair = next(side for side in board["sides"] if side["code"] == "chair")

    assert chair["name"] == "Chair of the working group"
    assert chair["moves"][0]["beside"] == "Constructive dialogue: Working Group on Firearms, 2022"


async def test_an_unknown_cycle_has_no_such_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/cycles/nowhere/outreach")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_cycle")


def happened(event: str, stream: str, on: date, clock: CalendarClock = CLOCK) -> Recording:
    """One entry of a stream, on a day of the calendar."""
    entry = Entry(version=1, type=event, data={}, actor=SYSTEM, at=noon(on))
    return Recording(stream=stream, entries=(entry,), status=beside(stream, "applications_open"), clock=clock)
