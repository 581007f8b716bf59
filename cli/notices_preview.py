"""`starter.py notices preview|catalogue`: any notice as its reader gets it, and the list of all notices."""

from pathlib import Path
from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.opening import loaded_mechanism
from cli.output import AsJson, new_file, print_json, print_lines, write
from models.notices import Notice, RecipientKind
from models.register import Language
from models.value import Value
from notices.catalogue import as_page, catalogue
from notices.examples import examples_of
from notices.letter import write_letter
from notices.letterhead import Letterhead, letterhead_of
from notices.markup import as_html, as_text
from notices.texts import texts_in

app = commands_of_a_group()

SENDER = "secretariat@example.org"
PAGES = "https://review.example.org"
"""Addresses that a preview shows: those of a real system are settings of its worker."""

SHIPPED = "untoc"
"""The mechanism whose names the examples use."""

MechanismOption = Annotated[str, typer.Option(help="Key or folder of the mechanism.")]
LanguageOption = Annotated[Language, typer.Option("--language", "-l", help="Language of the reader.")]


class Preview(Value):
    """One notice as it would be sent."""

    stream: str
    event: str
    recipient: RecipientKind
    pace: str
    is_formal: bool
    language: Language
    subject: str
    text: str
    html: str


@app.command(
    epilog=examples(
        "starter.py notices preview saq_submitted",
        "starter.py notices preview deadline_approaching --to mission --language ar",
        "starter.py notices preview call_opened --language zh --html call.html",
    )
)
def preview(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Type of the event, as in the catalogue.")],
    *,
    language: LanguageOption = Language.ENGLISH,
    to: Annotated[RecipientKind | None, typer.Option(help="Only to this kind of recipient.")] = None,
    stream: Annotated[
        str | None, typer.Option(metavar="KIND", help="Only in this kind of stream: phase, lots.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the first one as an HTML page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what an event tells, with examples for names and dates: subject, text, and how soon it goes."""
    found = examples_of(event, stream=stream, to=to)
    letterhead = letterhead_of(loaded_mechanism(SHIPPED), sender=SENDER, web_url=PAGES)
    previews = [_preview(notice, language, letterhead) for notice in found]
    if html is not None:
        with new_file(str(html)) as file:
            file.write(previews[0].html.encode())
    if as_json:
        print_json(previews)
        return
    for number, each in enumerate(previews):
        how = "note verbale, at once" if each.is_formal else each.pace
        print_lines(*([""] if number else []), f"--- {each.event} in {each.stream}, to {each.recipient}: {how}")
        write(f"Subject: {each.subject}\n\n{each.text}")


@app.command(
    "catalogue",
    epilog=examples("starter.py notices catalogue", "starter.py notices catalogue --language fr"),
)
def catalogue_(
    *, language: LanguageOption = Language.ENGLISH, mechanism: MechanismOption = SHIPPED, as_json: AsJson = False
) -> None:
    """List every notice: its subject, who gets it, how soon, in which form; and when reminders are sent."""
    loaded = loaded_mechanism(mechanism)
    if as_json:
        print_json(catalogue(loaded, texts_in(language)))
    else:
        write(as_page(loaded, texts_in(language)))


def _preview(notice: Notice, language: Language, letterhead: Letterhead) -> Preview:
    texts = texts_in(language)
    letter = write_letter(notice, texts, letterhead, is_simulated=False)
    return Preview(
        stream=notice.stream.partition("/")[0],
        event=notice.event,
        recipient=notice.recipient.kind,
        pace=notice.pace.value,
        is_formal=notice.is_formal,
        language=texts.language,
        subject=letter.subject,
        text=as_text(letter),
        html=as_html(letter, texts),
    )
