"""One drawing of lots on its page: while it runs, when it is drawn, when it is amended; its files; in a browser."""

import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from models.drawing import commands as c
from models.drawing import events
from models.drawing.events import CODEC
from models.event import Event
from models.people import SECRETARIAT
from models.register import Region
from printed.record import UnderReview
from store.drawings import drawing as stored
from store.pool import Pool
from tests.build import CYCLE, mission
from tests.printed.build import written_in
from tests.rules.drawing.build import (
    DELEGATIONS,
    FAST,
    GIVEN,
    HAND,
    MEETING,
    NUMBERS,
    Drawing,
    beacon_source,
    drawing,
    frozen,
    grouped,
    note,
    pair,
    planned,
    provisional,
    sealed,
    supplied,
)
from tests.rules.lots.checker import load_checker
from tests.web.build import keep_cycle
from tests.web.drawings import PAGE, keep, provisional_list, redrawn
from web.lots import LotsPage
from web.lots_story import sentence

API = f"/api{PAGE}"
CHECKER: Any = load_checker()
SECRET = "5ec2e7"
FILES = (
    "transcript.json",
    "amendments.json",
    "record.pdf",
    "record.html",
    "picture.svg",
    "check_draw.py",
    "check_amendments.py",
)


async def shown(client: httpx.AsyncClient, address: str = API) -> LotsPage:
    """The page's model, read back from the API."""
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return LotsPage.model_validate_json(answer.content)


async def read(client: httpx.AsyncClient, address: str = PAGE) -> str:
    """The page as a person reads it, without its marks."""
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def committed() -> Drawing:
    """Sealed with contributions of two delegations, numbers by hand and a beacon; one delegation has revealed."""
    story = planned()
    for iso3 in ("PAA", "QAA"):
        digest = sha256(bytes.fromhex(SECRET)).hexdigest()
        story.act(c.CommitContribution, mission(iso3), state=iso3, commitment=digest)
    story.on(date(2020, 8, 1)).act(c.FreezeRegister, SECRETARIAT, cut_off=date(2020, 7, 31))
    story.on(date(2020, 8, 31))
    story.act(c.SealDraw, SECRETARIAT, sources=(DELEGATIONS, HAND, beacon_source(story, timedelta(days=1))))
    story.act(c.RevealContribution, mission("PAA"), state="PAA", reveal=SECRET)
    return story.on(MEETING)


@pytest.mark.parametrize(
    ("story", "stage", "done"),
    [
        (planned, "planned", 0),
        (frozen, "register_frozen", 1),
        (sealed, "sealed", 2),
        (grouped, "groups_drawn", 3),
        (drawing, "drawing", 4),
        (provisional, "provisional", 5),
    ],
)
async def test_each_stage_has_its_page_with_whose_move_it_is(
    client: httpx.AsyncClient, pool: Pool, story: Any, stage: str, done: int
) -> None:
    told = await keep(pool, story())

    page = await shown(client)

    standings = [step.standing for step in page.steps]
    assert page.stage == stage
    assert standings == ["done"] * done + ["now"] + ["ahead"] * (6 - done)
    assert [line.action for line in page.lines] == [
        each.action for each in told.aggregate.status(told.state).obligations
    ]
    answer = await client.get(PAGE)
    assert answer.status_code == 200
    assert "is public" in answer.text
    assert "not for publication" not in answer.text


async def test_a_confirmed_drawing_has_all_its_stages_behind_it(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await provisional_list(pool)
    story.on(date(2020, 9, 23)).act(c.ConfirmPairing, SECRETARIAT)
    await keep(pool, story)

    page = await shown(client)

    assert [step.standing for step in page.steps] == ["done"] * 7
    assert page.remark == "In force since 23 September 2020."


async def test_before_the_seal_the_page_says_that_its_hash_will_stand_here(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    await keep(pool, frozen())

    assert (await shown(client)).seal is None
    assert "Not sealed yet." in await read(client)
    assert (await client.get(PAGE)).text.count('class="group-0"') == 18


async def test_a_corrected_register_is_the_one_that_is_shown(client: httpx.AsyncClient, pool: Pool) -> None:
    story = planned()
    for iso3, instruments in (("PAA", ()), ("QAA", ("UNTOC",))):
        story.act(
            c.CorrectRegister,
            SECRETARIAT,
            state=iso3,
            region=Region.WEOG,
            instruments=instruments,
            reason="The depositary says so.",
        )
    await keep(pool, story)

    page = await shown(client)

    assert "PAA" not in {row.state.code for row in page.rows}
    assert [row.instruments for row in page.rows if row.state.code == "QAA"] == [("UNTOC",)]
    assert page.story[0].sentence.startswith("QAA was entered as a party to UNTOC, in the group Western European")


async def test_sources_of_the_seed_come_in_one_by_one(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await keep(pool, committed())

    before = (await shown(client)).seal
    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    await keep(pool, story)
    after = (await shown(client)).seal

    assert before is not None
    assert after is not None
    assert before.inputs_sha256 == story.state.inputs_sha256
    assert [(each.kind, each.value) for each in before.sources] == [
        ("delegation", SECRET),
        ("delegation", ""),
        ("hand", ""),
        ("beacon", ""),
    ]
    assert [each.value for each in after.sources][2:] == ["1 2 3 4 5 6 7 8 9 10 11 12 13", ""]
    assert after.sources[3].remark == "expected at 2020-09-01 12:00:30 UTC"
    assert before.text == f"reviewtrack lots {CYCLE}/1 inputs_sha256={before.inputs_sha256}"
    assert "awaited" in await read(client)


async def test_a_given_seed_is_called_a_rehearsal(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, sealed(GIVEN, clock=FAST))

    page = await shown(client)

    assert page.seal is not None
    assert page.seal.is_rehearsal
    assert page.remark == "A rehearsal, which binds nobody."


async def test_groups_show_as_soon_as_they_are_drawn(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await keep(pool, grouped())

    page = await shown(client)

    drawn = {state.code: line.group for line in page.groups for state in line.states}
    assert drawn == story.state.groups
    assert page.seal is not None
    assert page.seal.seed == story.state.seed


async def test_who_reviews_whom_is_what_the_ledger_says(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await provisional_list(pool)

    page = await shown(client)

    assert story.state.standing is not None
    said = {
        (row.state.code, each.state.code)
        for row in page.rows
        for each in (*row.same_region, *row.other_region, *row.supplements)
    }
    assert said == {(each.under_review, each.reviewer) for each in story.state.standing.assignments}
    assert (page.parties, page.reviews) == (18, len(said))
    assert page.remark == "Until 22 September 2020 a State under review may ask for another draw."


def of_weog(row: UnderReview) -> bool:
    return row.region is Region.WEOG


def of_group_2(row: UnderReview) -> bool:
    return row.group == 2


def has_to_do_with_paa(row: UnderReview) -> bool:
    reviewers = (*row.same_region, *row.other_region, *row.supplements)
    return "PAA" in (row.state.code, *(each.state.code for each in reviewers))


@pytest.mark.parametrize(
    ("query", "is_asked_for"),
    [
        ("region=weog", of_weog),
        ("group=2", of_group_2),
        ("state=PAA", has_to_do_with_paa),
    ],
)
async def test_rows_can_be_narrowed(
    client: httpx.AsyncClient, pool: Pool, query: str, is_asked_for: Callable[[UnderReview], bool]
) -> None:
    await provisional_list(pool)

    whole, part = await shown(client), await shown(client, f"{API}?{query}")

    assert part.rows == tuple(row for row in whole.rows if is_asked_for(row)) != ()
    assert part.parties == whole.parties == 18


@pytest.mark.parametrize(
    ("query", "code"),
    [("state=ZZZ", "unknown_state"), ("state=France", "bad_filter"), ("group=4", "bad_filter"), ("by=x", "bad_filter")],
)
async def test_a_filter_that_cannot_be_used_is_told(
    client: httpx.AsyncClient, pool: Pool, query: str, code: str
) -> None:
    await provisional_list(pool)

    answer = await client.get(f"{API}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_an_amendment_shows_at_once_with_its_chain(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await provisional_list(pool)
    before = await shown(client)
    await redrawn(pool, story, "PAA")

    after = await shown(client)

    assert story.state.standing is not None
    (amendment,) = after.amendments
    assert before.seal is not None
    assert after.seal is not None
    assert amendment.previous_sha256 == before.seal.sha256
    assert amendment.sha256 == after.seal.head == story.state.standing.head
    (row,) = (each for each in after.rows if each.state.code == "PAA")
    assert [each.state.code for each in row.other_region] == [pair(story, "PAA")[1]]
    assert [each.amendment for each in row.other_region] == [1]
    assert f"Amendment 1: {before_reviewer(before)} no longer reviews PAA" in await read(client)


def before_reviewer(page: LotsPage) -> str:
    (row,) = (each for each in page.rows if each.state.code == "PAA")
    return row.other_region[0].state.name


def in_its_own_year(story: Drawing, *, but_not: str) -> str:
    """A State that reviews another of its own start group."""
    assert story.state.standing is not None
    groups = story.state.groups
    return next(
        each.reviewer
        for each in story.state.standing.assignments
        if groups[each.reviewer] == groups[each.under_review] and each.reviewer not in ("PAA", but_not)
    )


async def test_requests_are_shown_without_judgement_until_their_lot_falls(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    story = await provisional_list(pool)
    outgoing = pair(story, "PAA")[0]
    story.act(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=outgoing, note=note())
    deferring = in_its_own_year(story, but_not=outgoing)
    story.act(c.RequestDeferral, mission(deferring), state=deferring, note=note())
    await keep(pool, story)

    waiting = (await shown(client)).changes
    for each in tuple(story.state.changes):
        story.act(c.DrawAgain, SECRETARIAT, change=each.id, supplied=supplied())
    await keep(pool, story)

    assert [each.text for each in waiting] == [
        f"PAA asked that the place of {outgoing} be drawn again.",
        f"{deferring} put off reviewing in the year of its own review.",
    ]
    assert {each.waits_for for each in waiting} == {"its lot"}
    page = await shown(client)
    assert page.changes == ()
    assert [each.code for each in page.deferrals] == [deferring]


async def test_a_request_above_the_limit_waits_for_a_decision_and_goes_when_it_is_refused(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    story = await provisional_list(pool, drawing(redraw_limit=0))
    story.act(c.RequestRedraw, mission("PAA"), state="PAA", reviewer=pair(story, "PAA")[0], note=note())
    await keep(pool, story)
    (waiting,) = (await shown(client)).changes

    story.act(c.DecideRedraw, SECRETARIAT, change=waiting.id, is_granted=False, reason="Not without a reason.")
    await keep(pool, story)

    assert waiting.waits_for == "a decision of the Secretariat and the Bureau"
    page = await shown(client)
    assert page.changes == ()
    assert page.story[0].sentence == "The request of PAA was not granted. Not without a reason."


async def test_a_voided_drawing_says_so_and_the_next_one_stands_beside_it(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    await keep_cycle(pool)
    story = sealed()
    story.act(c.VoidDraw, SECRETARIAT, reason="Two balls had the same number.")
    await keep(pool, story)

    page = await shown(client)
    listed = (await client.get(f"/api/cycles/{CYCLE}/lots")).json()["drawings"]

    assert (page.stage, page.lines) == ("voided", ())
    assert page.remark == "Declared void on 1 September 2020; it binds nobody. Reason: Two balls had the same number."
    assert page.seal is not None
    assert [each.remark for each in page.seal.sources] == ["no value; the drawing was declared void"]
    assert page.story[0].sentence == "The draw was declared void. Two balls had the same number."
    assert [(each["number"], each["address"], each["stage"]) for each in listed] == [(1, PAGE, "voided")]


async def test_the_page_of_the_cycle_leads_to_its_drawings(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep(pool, sealed())

    text = (await client.get(f"/cycles/{CYCLE}")).text

    assert f'<a href="{PAGE}">Drawing 1</a>' in text


async def test_the_history_tells_every_entry(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await redrawn(pool, await provisional_list(pool, drawing()), "PAA")

    page = await shown(client)

    assert [line.entry.version for line in page.story] == list(range(len(story.entries), 0, -1))
    assert all(line.sentence for line in page.story)
    assert page.story[-1].sentence == "A drawing of lots was announced for 1 September 2020, among 18 parties."


def test_every_event_of_a_drawing_has_a_sentence() -> None:
    told = sentence.__code__.co_names
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and "type" in vars(kind)]

    assert {kind.type for kind in kinds if issubclass(kind, Event)} == set(CODEC.types)
    assert [
        kind.__name__ for kind in kinds if not {base.__name__ for base in kind.__mro__ if base is not Event} & {*told}
    ] == []


async def test_the_transcript_is_handed_out_as_it_was_kept_and_is_sound(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await provisional_list(pool)

    answer = await client.get(f"{PAGE}/transcript.json")

    assert story.state.transcript is not None
    assert sha256(answer.content).hexdigest() == story.state.transcript.sha256
    assert CHECKER.check(answer.content).startswith("sound")
    assert answer.headers["content-disposition"] == 'attachment; filename="transcript.json"'


async def test_amendments_are_handed_out_as_their_hashes_cover_them(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await redrawn(pool, await provisional_list(pool), "PAA")
    await redrawn(pool, story, "QBB")

    rows = (await client.get(f"{PAGE}/amendments.json")).json()

    assert story.state.standing is not None
    for row in rows:
        plain = {name: value for name, value in row.items() if name != "sha256"}
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert sha256(text.encode()).hexdigest() == row["sha256"]
    assert [row["sha256"] for row in rows][-1] == story.state.standing.head


async def test_the_record_is_handed_out_in_both_forms_with_the_amendments(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    story = await redrawn(pool, await provisional_list(pool), "PAA")

    pdf = await client.get(f"{PAGE}/record.pdf")
    html = await client.get(f"{PAGE}/record.html")

    assert story.state.standing is not None
    assert pdf.headers["content-type"] == "application/pdf"
    for text in (written_in(pdf.content), html.text):
        assert story.state.standing.head in text
        assert f"lots/{CYCLE}/1" in text
        assert "1 September 2020" in text
    assert "style-src 'sha256-" in html.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in html.headers["content-security-policy"]


async def test_a_file_that_is_unchanged_is_not_sent_again(client: httpx.AsyncClient, pool: Pool) -> None:
    await provisional_list(pool)

    for name in FILES:
        first = await client.get(f"{PAGE}/{name}")
        second = await client.get(f"{PAGE}/{name}", headers={"If-None-Match": first.headers["etag"]})

        assert (first.status_code, bool(first.content)) == (200, True), name
        assert (second.status_code, second.content) == (304, b""), name


async def test_before_the_draw_there_is_nothing_to_hand_out(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep(pool, drawing())

    for name in (name for name in FILES if not name.startswith("check")):
        answer = await client.get(f"{PAGE}/{name}", headers={"Accept": "application/json"})

        assert (answer.status_code, answer.json()["code"]) == (404, "nothing_drawn"), name
    assert (await shown(client)).files == ()


async def test_a_transcript_that_is_not_the_recorded_one_is_not_handed_out(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    await keep(pool, provisional())  # its ledger names a document that the store does not have

    page = await shown(client)

    assert page.files == ()
    assert page.reviews > 0
    assert (await client.get(f"{PAGE}/transcript.json")).status_code == 404


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"{API}x", "unknown_drawing"),
        (f"/api/cycles/{CYCLE}/lots/2", "unknown_drawing"),
        (f"/api/cycles/{CYCLE}/lots/0", "unknown_drawing"),
        ("/api/cycles/untoc-9/lots/1", "unknown_cycle"),
        ("/api/cycles/untoc-9/lots", "unknown_cycle"),
    ],
)
async def test_what_is_not_there_is_told(client: httpx.AsyncClient, pool: Pool, address: str, code: str) -> None:
    await keep(pool, planned())

    answer = await client.get(address)

    assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_what_was_just_recorded_is_on_the_next_page(client: httpx.AsyncClient, pool: Pool) -> None:
    story = await keep(pool, sealed())
    tag = (await client.get(PAGE)).headers["etag"]

    unchanged = await client.get(PAGE, headers={"If-None-Match": tag})
    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    await keep(pool, story)
    changed = await client.get(PAGE, headers={"If-None-Match": tag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)


async def test_the_store_gives_events_that_a_newer_program_wrote_without_their_meaning(pool: Pool) -> None:
    story = sealed()
    story.entries[-1] = story.entries[-1].model_copy(update={"type": "draw_weighed"})
    await keep(pool, story)

    seen = await stored(pool, CYCLE, 1)

    assert [event is None for _, event in seen.told()] == [False] * (len(story.entries) - 1) + [True]
    assert seen.name == f"{CYCLE}/1"


@pytest_asyncio.fixture
async def page(browser: Browser, served: str) -> AsyncIterator[Page]:
    """An empty page of its own; what the console complains of fails the test."""
    del served  # the page is closed before the server, which would cut its line
    context = await browser.new_context()
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    await context.close()
    assert complaints == []


async def test_a_room_sees_the_draw_while_it_runs(page: Page, served: str, pool: Pool) -> None:
    story = await keep(pool, sealed())
    await page.goto(f"{served}{PAGE}")
    await page.evaluate("window.wasLoadedOnce = true")
    curves = page.locator(".picture .principal path")
    await expect(page.locator("#source-1 .awaited")).to_be_visible()
    await expect(curves).to_have_count(0)

    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    await keep(pool, story)
    await expect(page.locator("#source-1 code")).to_have_text("1 2 3 4 5 6 7 8 9 10 11 12 13")
    story.act(c.DrawGroups, SECRETARIAT)
    await keep(pool, story)
    await expect(page.locator(".picture .group-1")).to_have_count(6)
    story.act(c.DrawReviewers, SECRETARIAT)
    await provisional_list(pool, story)

    await expect(curves).to_have_count(36)
    assert await page.evaluate("window.wasLoadedOnce") is True
    await page.select_option("select[name=state]", "PAA")
    await page.get_by_role("button", name="Show").click()
    await expect(page.locator(".picture .near").first).to_be_visible()
    await expect(page.locator(".pairs tbody tr")).not_to_have_count(18)
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.goto(f"{served}{PAGE}/record.html")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    serif = await page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "Times" in serif, "the record's own style sheet is applied, and the console has not complained"
