"""One review's page."""

import re

import httpx
import pytest

from models.instruments import Instrument
from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.stage import Stage
from store.ledger import entries
from store.pool import Pool
from tests.build import CYCLE, SUR, Play, document, focal_point, person, phase_at
from tests.web.build import country, keep, keep_cycle, keep_status, phase
from web.review import ENTRIES_ON_A_PAGE, ReviewPage

REVIEW = f"phase/{CYCLE}/{SUR}/1"
PAGE = f"/reviews/{REVIEW}"
API = f"/api/reviews/{REVIEW}"


async def shown(client: httpx.AsyncClient, query: str = "") -> ReviewPage:
    """The page's model, read back from the API."""
    return ReviewPage.model_validate_json((await client.get(f"{API}{query}")).content)


def suspended() -> Play:
    """A review that the Secretariat withholds."""
    play = phase_at(Stage.DESK_REVIEW)
    play.act(c.SuspendReview, SECRETARIAT, reason="Both sides asked for a pause.")
    return play


@pytest.mark.parametrize("stage", list(Stage))
async def test_every_stage_has_a_page(client: httpx.AsyncClient, pool: Pool, stage: Stage) -> None:
    await keep(pool, phase_at(stage))

    page = await shown(client)
    answer = await client.get(PAGE)

    assert answer.status_code == 200
    assert [step.stage for step in page.steps if step.standing == "now"] == ([] if stage is Stage.CLOSED else [stage])
    assert sum(step.standing == "done" for step in page.steps) == stage.order + (stage is Stage.CLOSED)


async def test_each_instrument_shows_its_own_stage(client: httpx.AsyncClient, pool: Pool) -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(c.SubmitQuestionnaire, focal_point(SUR), document=document("saq"), instruments=(Instrument.TIP,))
    await keep(pool, play)

    tracks = {track.instrument: track.stage for track in (await shown(client)).tracks}

    assert tracks == {
        "UNTOC": "self_assessment",
        "TIP": "desk_review",
        "SOM": "self_assessment",
        "FA": "self_assessment",
    }


async def test_a_date_shows_every_step_of_how_it_came_about(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, phase_at(Stage.SELF_ASSESSMENT))

    (line,) = (await shown(client)).lines

    assert line.due is not None
    assert [(step.origin_name, step.text, step.mark) for step in line.due.derivation] == [
        ("Event", "effective start (preliminary consultation held)", ""),
        ("Rule", "6 months after it", "CONFIRMED"),
        ("Calendar", "Sunday is no working day, so the next one", "DESIGN"),
    ]
    assert "domain.md 3.2" in line.due.derivation[1].source


async def test_people_are_shown_by_role_and_never_whole(client: httpx.AsyncClient, pool: Pool) -> None:
    play = phase_at(Stage.CONSULTING)
    long = focal_point(SUR).model_copy(update={"person": "p-0123456789abcdef"})
    play.seat(long)
    await keep(pool, play)

    page, text = await shown(client), (await client.get(PAGE)).text
    as_json = (await client.get(API)).text

    assert {(group.state.code, group.role_name) for group in page.seats} == {
        (iso3, role) for iso3 in ("FRA", "DEU", "JPN") for role in ("Focal point", "Governmental expert")
    }
    assert "p-0123456…" in text
    assert person(long) not in text
    assert person(long) not in as_json


async def test_a_suspended_review_says_so_and_since_when(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, suspended())

    text = (await client.get(PAGE)).text

    assert 'id="suspended"' in text
    assert "Both sides asked for a pause." in text
    assert "Resume the review" in text
    assert 'class="withheld"' in (await client.get(f"/cycles/{CYCLE}")).text


async def test_reviewing_states_show_their_part(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, phase_at(Stage.CONSULTING))

    parts = [(each.state.name, each.part, each.region_role) for each in (await shown(client)).reviewers]

    assert parts == [("Germany", "principal", "same region"), ("Japan", "principal", "other region")]


async def test_the_ledger_is_paged_from_its_newest_entry(client: httpx.AsyncClient, pool: Pool) -> None:
    play = phase_at(Stage.CLOSED)
    await keep(pool, play)
    last = play.state.version
    assert last > ENTRIES_ON_A_PAGE

    versions: list[int] = []
    query = ""
    while True:
        page = (await shown(client, query)).ledger
        versions += [entry.version for entry in page.entries]
        if page.older_before is None:
            break
        query = f"?before={page.older_before}"

    assert versions == list(range(last, 0, -1))


async def test_an_entry_shows_its_hash_in_brief_and_the_whole_one_on_demand(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    await keep(pool, phase_at(Stage.CONSULTING))

    text = (await client.get(PAGE)).text

    newest = (await entries(pool, REVIEW, limit=500))[-1]
    assert f">{newest.hash[:12]}</code>" in text
    assert f'title="SHA-256 {newest.hash}, after {newest.previous}"' in text


async def test_entries_tell_what_they_were_about(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, phase_at(Stage.SHARING))

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (await client.get(PAGE)).text))

    for told in (
        "Translations delivered",
        "Arabic, Chinese, English",
        "Summary agreed by one side",
        "Japan, focal point",
    ):
        assert told in text


async def test_the_first_entry_is_shown_without_the_whole_state_it_holds(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, phase_at(Stage.SCHEDULED))

    (entry,) = (await shown(client)).ledger.entries

    assert (entry.text, entry.facts) == ("Phase review opened", ())


async def test_phases_of_the_same_state_lead_to_each_other(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_status(pool, country("FRA"))
    await keep_status(pool, phase("FRA", "closed"))
    await keep_status(pool, phase("FRA", "dialogue", number=2))
    await keep_status(pool, phase("DEU", "sharing"))

    for number in (1, 2):
        page = await shown_at(client, f"phase/{CYCLE}/FRA/{number}")

        assert [cell.stage for cell in page.phases] == ["closed", "dialogue", None, None]
        assert page.country == f"country/{CYCLE}/FRA"


@pytest.mark.parametrize("workflow_id", [f"country/{CYCLE}/FRA", f"cycle/{CYCLE}"])
async def test_any_workflow_has_a_page(client: httpx.AsyncClient, pool: Pool, workflow_id: str) -> None:
    await keep_cycle(pool)
    await keep_status(pool, country("FRA"))

    answer = await client.get(f"/reviews/{workflow_id}")

    assert answer.status_code == 200
    assert workflow_id in answer.text


async def shown_at(client: httpx.AsyncClient, workflow_id: str) -> ReviewPage:
    """The page's model of any workflow."""
    return ReviewPage.model_validate_json((await client.get(f"/api/reviews/{workflow_id}")).content)
