"""Every mail in six languages as Chromium shows it: the right direction, and nothing wider than a narrow window."""

import pytest
from playwright.async_api import Browser

from models.register import Language
from tests.notices.test_compose import html_of
from tests.notices.test_every_kind import mails

SEEN = """() => ({
    direction: getComputedStyle(document.body).direction,
    isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    addresses: [...document.querySelectorAll("a")].map((each) => getComputedStyle(each).direction),
})"""


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
async def test_a_mail_fits_a_narrow_window_and_runs_the_way_of_its_language(
    browser: Browser, language: Language
) -> None:
    page = await browser.new_page(viewport={"width": 400, "height": 400})
    for notice, mail in mails(language):
        await page.set_content(html_of(mail))

        seen = await page.evaluate(SEEN)

        assert seen["direction"] == ("rtl" if language is Language.ARABIC else "ltr"), notice.key
        assert not seen["isWide"], notice.key
        assert set(seen["addresses"]) <= {"ltr"}, notice.key
    await page.close()
