"""The examples that a preview shows are what the rules and tables give, of every notice there is."""

import pytest

from models.errors import NotFound
from models.notices import RecipientKind
from models.register import Language
from notices.addressees import To
from notices.arrival_letter import READERS
from notices.audiences import AUDIENCES
from notices.catalogue import REVIEWS
from notices.compose import Composer
from notices.examples import FILE, examples, examples_of
from notices.letterhead import letterhead_of
from tests.build import untoc
from tests.notices.build import address
from tests.notices.examples import as_file

LETTERHEAD = letterhead_of(untoc(), sender="secretariat@example.org", web_url="https://review.example.org")


def test_the_file_is_what_the_rules_and_tables_give() -> None:
    """Run `python -m tests.notices.examples` after a change of what notices carry."""
    assert FILE.read_text(encoding="utf-8") == as_file()


def test_every_event_that_anybody_is_told_of_has_an_example() -> None:
    shown = {(each.stream.partition("/")[0], each.event) for each in examples() if each.event not in READERS}
    told = {
        (stream, event)
        for stream, table in AUDIENCES.items()
        for event, line in table.items()
        if line and (stream not in REVIEWS or event in REVIEWS[stream].types)
    }

    # In the stories the Secretariat does these itself, and is not told of its own acts.
    assert {AUDIENCES[stream][event] for stream, event in told - shown} <= {(To.SECRETARIAT,)}
    assert shown <= told


def test_the_mails_about_people_who_arrive_have_an_example_each() -> None:
    (invited,), (doubted,) = (examples_of(event) for event in READERS)

    assert invited.context["link"], "a letter without its link says nothing of it"
    assert (invited.recipient.kind, doubted.recipient.kind) == (RecipientKind.PERSON, RecipientKind.SECRETARIAT)


@pytest.mark.parametrize("language", Language)
def test_every_example_becomes_a_mail_in_every_language(language: Language) -> None:
    composer = Composer(LETTERHEAD)

    for each in examples():
        message = composer.compose(each, address(language=language))

        assert message["Subject"]
        assert not message["Subject"].defects
        assert "SECRET" not in message.as_string()


def test_an_event_of_which_nobody_is_told_is_refused() -> None:
    with pytest.raises(NotFound) as refusal:
        examples_of("phase_opened")

    assert refusal.value.code == "unknown_event"


def test_a_kind_of_recipient_that_is_not_told_is_refused_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="person in phase, secretariat in phase") as refusal:
        examples_of("saq_submitted", to=RecipientKind.STAKEHOLDER)

    assert refusal.value.code == "nobody_told"
