"""Pictures of every notice, for a look at them: mails as Chromium shows them, letters as their pages.

`python -m tests.notices.pictures FOLDER` draws one sheet of twelve after the other for each language;
`python -m tests.notices.pictures docs/pictures --for-docs` draws the four of docs/languages.md. Chromium is found as
the tests find it. Nothing here is fetched from anywhere.
"""

import argparse
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2 as pdfium
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from models.notices import Notice
from models.register import Language
from notices.compose import Composer
from notices.fonts import FACES
from notices.note_verbale_pdf import note_verbale_pdf
from settings import load_local_settings
from tests.notices.build import address
from tests.notices.every_kind import LETTERHEAD, every_kind, formal_kinds
from tests.notices.test_compose import html_of
from tests.notices.test_every_kind import written
from tests.notices.test_note_verbale import LIST

COLUMNS, ROWS = 4, 3
WIDTH, HEIGHT = 460, 640
FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    "<dir>/usr/share/fonts</dir><dir>{here}</dir><cachedir>{cache}</cachedir></fontconfig>"
)
"""What Chromium finds: a machine that only runs tests has no Chinese font, which every reader of Chinese has."""

COLOURS = 32
"""Of a picture for the docs; letters are black on white."""


def mail(page: Page, notice: Notice, language: Language) -> Image.Image:
    """One mail as a reader sees it in a narrow window."""
    markup = html_of(Composer(LETTERHEAD).compose(notice, address(language=language, name="", simulated=True)))
    page.set_content(markup)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    if wide:
        print(f"{language.value} {notice.key}: wider than the window")  # noqa: T201 - a finding, for who looks
    return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")


def letter(notice: Notice, language: Language, *, scale: float = 1.0) -> Image.Image:
    """The first page of a note verbale."""
    page: Any = pdfium.PdfDocument(note_verbale_pdf(written(notice, language)))[0]  # pypdfium2 has no types
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn.convert("RGB")


def sheets(pictures: Iterable[Image.Image]) -> Iterator[Image.Image]:
    """Twelve pictures side by side, as often as it takes."""
    waiting = [_fitted(each) for each in pictures]
    for start in range(0, len(waiting), COLUMNS * ROWS):
        sheet = Image.new("RGB", (COLUMNS * WIDTH, ROWS * HEIGHT), "gray")
        for number, picture in enumerate(waiting[start : start + COLUMNS * ROWS]):
            sheet.paste(picture, (number % COLUMNS * WIDTH + 2, number // COLUMNS * HEIGHT + 2))
        yield sheet


def _fitted(picture: Image.Image) -> Image.Image:
    scale = min(1.0, (WIDTH - 4) / picture.width)
    small = picture.resize((int(picture.width * scale), int(picture.height * scale)), Image.Resampling.LANCZOS)
    return small.crop((0, 0, small.width, min(small.height, HEIGHT - 4)))


def draw_all(page: Page, folder: Path, languages: Sequence[Language]) -> None:
    """Every mail and every letter in these languages."""
    for language in languages:
        for name, drawn in (
            ("mail", (mail(page, notice, language) for notice in every_kind())),
            ("letter", (letter(notice, language) for notice in formal_kinds())),
        ):
            for number, sheet in enumerate(sheets(drawn), start=1):
                sheet.save(folder / f"{name}-{language.value}-{number:02}.png")


def draw_for_docs(page: Page, folder: Path) -> None:
    """A mail and a letter in Arabic and in Chinese, small enough for a repository."""
    for language in (Language.ARABIC, Language.CHINESE):
        for name, picture in (
            ("mail", mail(page, LIST, language)),
            ("letter", letter(LIST, language, scale=1.1)),
        ):
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(
                folder / f"{name}-{language.value}.png", optimize=True
            )


def main() -> None:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description="Draw pictures of every notice.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--for-docs", action="store_true")
    parser.add_argument("--language", type=Language, action="append", choices=list(Language))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    chromium = load_local_settings().chromium or shutil.which("chromium")
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        fonts = Path(home) / "fonts.conf"
        fonts.write_text(FONTS.format(here=FACES[Language.CHINESE].path.parent, cache=home), encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], env={**os.environ, "FONTCONFIG_FILE": str(fonts)}
        )
        page = browser.new_page(viewport={"width": 620, "height": 400})
        if given.for_docs:
            draw_for_docs(page, given.folder)
        else:
            draw_all(page, given.folder, given.language or list(Language))
        browser.close()


if __name__ == "__main__":
    main()
