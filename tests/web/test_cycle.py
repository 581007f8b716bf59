"""The cycle at a glance."""

import re
from datetime import date
from html import unescape

import httpx
import pytest

from models.clock import END_OF_TIME, CalendarClock
from models.cycle.state import CycleStage
from models.directory import Person
from models.phase.stage import Stage
from store.people import register_person
from store.pool import Pool
from tests.build import CYCLE, noon
from tests.web.build import TODAY, country, keep_cycle, keep_status, owed, phase
from web.cycle import CyclePage

PAGE = f"/cycles/{CYCLE}"
API = f"/api{PAGE}"


async def shown(client: httpx.AsyncClient, address: str = API) -> CyclePage:
    """The page's model, read back from the API."""
    return CyclePage.model_validate_json((await client.get(address)).content)


async def test_the_only_cycle_is_shown_without_a_detour(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)

    answer = await client.get("/")

    assert (answer.status_code, answer.headers["location"]) == (307, PAGE)


async def test_two_cycles_are_listed(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep_cycle(pool, "untoc-2")

    answer = await client.get("/")

    assert [f'href="/cycles/{cycle}"' in answer.text for cycle in (CYCLE, "untoc-2")] == [True, True]
    assert [each["cycle"] for each in (await client.get("/api/cycles")).json()["cycles"]] == [CYCLE, "untoc-2"]


async def test_without_a_cycle_the_list_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    assert answer.status_code == 200
    assert "No cycle has been started yet" in answer.text


@pytest.mark.parametrize("stage", list(Stage))
async def test_each_stage_has_a_labelled_cell_that_leads_to_the_review(
    client: httpx.AsyncClient, pool: Pool, stage: Stage
) -> None:
    await keep_status(pool, phase("FRA", stage, number=2))

    text = (await client.get(PAGE)).text

    cell = re.search(r'<a class="cell" data-stage="(\w+)" href="([^"]+)">\s*<span class="cell-name">([^<]+)<', text)
    assert cell is not None
    assert cell.groups()[:2] == (stage, f"/reviews/phase/{CYCLE}/FRA/2")
    assert cell[3].strip()


async def test_a_phase_that_is_not_open_shows_its_launch_in_the_calendar(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep_status(pool, country("FRA", group=2))

    (row,) = (await shown(client)).bands[0].rows

    assert [cell.workflow_id for cell in row.cells] == [None] * 4
    assert [cell.launch_date for cell in row.cells] == [date(year, 11, 1) for year in (2021, 2023, 2025, 2027)]


async def test_states_stand_in_alphabetical_order_within_their_region(client: httpx.AsyncClient, pool: Pool) -> None:
    for iso3 in ("TUR", "CIV", "CMR", "AUT", "DZA", "SWE"):
        await keep_status(pool, phase(iso3, "dialogue"))

    bands = (await shown(client)).bands

    assert [(band.name, [row.state.name for row in band.rows]) for band in bands] == [
        ("African States", ["Algeria", "Cameroon", "Côte d'Ivoire"]),
        ("Western European and other States", ["Austria", "Sweden", "Türkiye"]),
    ]


async def test_the_matrix_can_be_grouped_by_group(client: httpx.AsyncClient, pool: Pool) -> None:
    for iso3, group in (("TUR", 3), ("CIV", 1), ("AUT", 3)):
        await keep_status(pool, phase(iso3, "dialogue", group=group))

    bands = (await shown(client, f"{API}?by=group")).bands

    assert [(band.name, [row.state.code for row in band.rows]) for band in bands] == [
        ("Group 1", ["CIV"]),
        ("Group 3", ["AUT", "TUR"]),
    ]


async def test_stages_are_counted_in_each_phase(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_status(pool, phase("FRA", "dialogue"))
    await keep_status(pool, phase("DEU", "dialogue"))
    await keep_status(pool, phase("DEU", "nominating", number=2))

    page = await shown(client)

    counted = {tally.stage: tally.phases for tally in page.tallies if tally.total}
    assert counted == {"dialogue": (2, 0, 0, 0), "nominating": (0, 1, 0, 0)}
    assert page.totals == (2, 1, 0, 0)
    assert [tally.stage for tally in page.tallies] == [stage.value for stage in Stage]


async def test_obligations_are_counted_for_the_whole_cycle(client: httpx.AsyncClient, pool: Pool) -> None:
    lines = (
        owed("FRA", "submit_questionnaire", date(2021, 8, 31)),
        owed("DEU", "submit_feedback", TODAY),
        owed("JPN", "submit_feedback", date(2021, 10, 1)),
        owed("JPN", "conclude_dialogue", date(2021, 10, 2)),
        owed(None, "approve_participant"),
    )
    await keep_status(pool, phase("FRA", "self_assessment", obligations=lines))

    duties = (await shown(client)).duties

    assert (duties.standing, duties.overdue, duties.soon) == (5, 1, 2)


async def test_the_calendar_shows_groups_phases_conferences_and_today(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep_status(pool, phase("FRA", "dialogue", group=1))

    page = await shown(client)
    text = unescape((await client.get(PAGE)).text)

    assert page.calendar.today == TODAY
    assert page.plan is not None
    first = page.plan.slots[0]
    assert (first.starts, first.ends, first.launched) == (date(2020, 11, 1), date(2022, 10, 31), True)
    assert not page.plan.slots[4].launched
    assert page.plan.ends == date(2030, 10, 31)
    assert "<strong>" in text
    assert "1 September 2021" in text
    assert 'class="now"' in text


async def test_a_completed_cycle_shows_the_day_it_was_completed(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool, stage=CycleStage.COMPLETED, completed_on=date(2021, 5, 4))

    text = (await client.get(PAGE)).text

    assert "Completed on" in text
    assert "4 May 2021" in text
    assert 'class="now"' not in text


async def test_an_accelerated_calendar_is_plainly_called_simulated(client: httpx.AsyncClient, pool: Pool) -> None:
    clock = CalendarClock(anchor_real=noon(TODAY), anchor_calendar=noon(date(2025, 1, 1)), day_seconds=0.5)
    await keep_cycle(pool, clock=clock)

    text = (await client.get(PAGE)).text

    assert "Simulated." in text
    assert "172,800 times faster than real time" in text
    assert "1 January 2025" in text


async def test_simulated_people_are_plainly_called_simulated(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)

    before = (await client.get(PAGE)).text
    await register_person(pool, Person(state="FRA", name="A B", email="a.b@example.org", simulated=True))
    await keep_status(pool, phase("FRA", "dialogue"))
    after = (await client.get(PAGE)).text

    assert "Simulated." not in before
    assert "People and missions are simulated" in after


async def test_a_calendar_left_running_for_ages_stops_at_its_last_day(client: httpx.AsyncClient, pool: Pool) -> None:
    clock = CalendarClock(anchor_real=noon(date(2020, 1, 1)), anchor_calendar=noon(date(2020, 1, 1)), day_seconds=0.01)
    await keep_cycle(pool, clock=clock)

    assert (await shown(client)).calendar.today == END_OF_TIME.date()
    assert (await client.get(PAGE)).status_code == 200


async def test_what_was_just_recorded_is_on_the_next_page(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_status(pool, phase("FRA", "dialogue"))
    tag = (await client.get(PAGE)).headers["etag"]

    unchanged = await client.get(PAGE, headers={"If-None-Match": tag})
    await keep_status(pool, phase("FRA", "drafting_observations", version=2))
    changed = await client.get(PAGE, headers={"If-None-Match": tag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert 'data-stage="drafting_observations"' in changed.text


async def test_the_part_that_changes_can_be_asked_for_alone(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)

    whole = await client.get(PAGE)
    part = await client.get(f"{PAGE}?fragment=live")

    assert "<html" not in part.text
    assert part.text in whole.text
    assert part.headers["etag"] != whole.headers["etag"]
