"""Whoever gets a notice that was meant for somebody else reads why."""

from email.message import EmailMessage

import pytest

from models.notices import Recipient, RecipientKind
from notices.compose import Composer
from tests.notices import build
from tests.notices.build import LETTERHEAD


def parts(mail: EmailMessage) -> list[str]:
    """Plain text and HTML, each as one line."""
    bodies = (mail.get_body(("plain",)), mail.get_body(("html",)))
    return [" ".join(each.get_content().split()) for each in bodies if each is not None]


@pytest.mark.parametrize(
    ("kind", "recipient", "meant", "said"),
    [
        (
            RecipientKind.MISSION,
            "FRA",
            {"kind": "person", "role": "focal_point"},
            "This message was addressed to somebody of your State's side (Focal point).",
        ),
        (
            RecipientKind.PERSON,
            "p-2",
            {"kind": "person", "role": "expert"},
            "in the place of somebody of your side who cannot be reached (Governmental expert)",
        ),
        (
            RecipientKind.SECRETARIAT,
            "desk",
            {"kind": "mission", "role": None},
            "This message was addressed to somebody who cannot be reached (Permanent mission)",
        ),
    ],
)
def test_the_reason_stands_in_both_forms_of_the_mail_and_names_a_role_and_no_person(
    kind: RecipientKind, recipient: str, meant: dict[str, str | None], said: str
) -> None:
    given = build.notice(stands_in=meant).model_copy(update={"recipient": Recipient(kind=kind, id=recipient)})

    text, html = parts(Composer(LETTERHEAD).compose(given, build.address(name="")))

    assert said in text
    assert said.replace("'", "&#x27;") in html


def test_a_notice_to_the_one_it_is_meant_for_has_no_such_reason() -> None:
    text, _ = parts(Composer(LETTERHEAD).compose(build.notice(), build.address()))

    assert "cannot be reached" not in text
    assert "comes back" not in text


def test_a_mail_for_the_one_and_for_the_other_are_not_the_same_letter() -> None:
    composer, address = Composer(LETTERHEAD), build.address()

    first = parts(composer.compose(build.notice(), address))
    other = parts(composer.compose(build.notice(stands_in={"kind": "person", "role": "expert"}), address))

    assert first != other
