"""In a real browser: what is recorded shows by itself, and the page works without JavaScript too."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.stage import Stage
from store.pool import Pool
from tests.build import CYCLE, SUR, document, focal_point, phase_at
from tests.web.build import keep, keep_cycle, keep_status, phase

REVIEW = f"phase/{CYCLE}/{SUR}/1"
MARK = "window.wasLoadedOnce = true"
IS_MARKED = "window.wasLoadedOnce"


@pytest_asyncio.fixture
async def page(browser: Browser, served: str) -> AsyncIterator[Page]:
    """An empty page of its own; what the console complains of fails the test, but for a line that a test cut."""
    del served  # the page is closed before the server, which would cut its line
    context = await browser.new_context()
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    await context.close()
    assert [each for each in complaints if "ERR_FAILED" not in each] == []


async def test_a_changed_stage_shows_without_reload(page: Page, served: str, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep_status(pool, phase("FRA", "dialogue"))
    await page.goto(f"{served}/cycles/{CYCLE}")
    await page.evaluate(MARK)
    cell = page.locator("#row-FRA a.cell")
    await expect(cell).to_have_text("Dialogue")

    await keep_status(pool, phase("FRA", "drafting_observations", version=2))
    await keep_status(pool, phase("DEU", "nominating"))

    await expect(cell).to_have_text("Observations")
    await expect(page.locator("#row-DEU a.cell")).to_have_text("Nominations")
    await expect(page.locator("#pulse")).to_have_text("Live")
    assert await page.evaluate(IS_MARKED) is True


async def test_an_act_moves_the_board_and_leaves_an_opened_derivation_open(page: Page, served: str, pool: Pool) -> None:
    play = phase_at(Stage.DESK_REVIEW)
    await keep(pool, play)
    await page.goto(f"{served}/cycles/{CYCLE}/board")
    await page.evaluate(MARK)
    japan = page.locator("#side-JPN details").first
    await japan.locator("summary").click()
    await japan.locator("summary").focus()

    play.act(c.SubmitFeedback, focal_point("DEU"), document=document("feedback"))
    await keep(pool, play)

    await expect(page.locator("#side-DEU")).to_have_count(0)
    await expect(japan).to_have_attribute("open", "")
    await expect(japan.locator("summary")).to_be_focused()
    assert await page.evaluate(IS_MARKED) is True


async def test_a_review_shows_its_new_entries_and_that_it_is_suspended(page: Page, served: str, pool: Pool) -> None:
    play = phase_at(Stage.DESK_REVIEW)
    await keep(pool, play)
    await page.goto(f"{served}/reviews/{REVIEW}")
    first = page.locator(".ledger li").first

    play.act(c.SuspendReview, SECRETARIAT, reason="Both sides asked for a pause.")
    await keep(pool, play)

    await expect(first).to_contain_text("Review suspended")
    await expect(page.locator("#suspended")).to_be_visible()


async def test_the_page_tells_when_it_is_not_connected(page: Page, served: str, pool: Pool) -> None:
    await keep_cycle(pool)
    await page.goto(f"{served}/cycles/{CYCLE}")
    await expect(page.locator("#pulse")).to_have_text("Live")

    await page.route("**/*", lambda route: route.abort())
    await keep_status(pool, phase("FRA", "dialogue"))

    await expect(page.locator("#pulse")).to_contain_text("Not connected")


async def test_without_javascript_a_reload_shows_what_is_new(browser: Browser, served: str, pool: Pool) -> None:
    await keep_status(pool, phase("FRA", "dialogue"))
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{served}/cycles/{CYCLE}")

    await keep_status(pool, phase("FRA", "drafting_observations", version=2))
    await page.reload()

    await expect(page.locator("#row-FRA a.cell")).to_have_text("Observations")
    await expect(page.locator("#pulse")).to_be_hidden()
    await page.goto(f"{served}/cycles/{CYCLE}/board?role=secretariat")
    await expect(page.locator("select[name=role]")).to_have_value("secretariat")
    await context.close()


async def test_the_keyboard_reaches_the_content_first(page: Page, served: str, pool: Pool) -> None:
    await keep_status(pool, phase("FRA", "dialogue"))
    await page.goto(f"{served}/cycles/{CYCLE}")

    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.locator("#main")).to_be_focused()


async def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, served: str, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep(pool, phase_at(Stage.DIALOGUE))
    await page.set_viewport_size({"width": 360, "height": 740})

    for address in (f"/cycles/{CYCLE}", f"/cycles/{CYCLE}/board", f"/reviews/{REVIEW}"):
        await page.goto(f"{served}{address}")

        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
