"""A return address names its mail, and nobody else can make one."""

import pytest
from pydantic import SecretStr

from models.errors import InputInvalid
from models.return_path import ReturnPath

PATH = ReturnPath.of("returns@review.example.org", SecretStr("sixteen letters!"))
MAIL = "<0123456789abcdef0123456789abcdef01234567@reviewtrack.invalid>"


def test_an_address_leads_back_to_the_mail_it_was_made_for() -> None:
    address = PATH.address_for(MAIL)

    assert address.startswith("returns+0123456789abcdef01234567.")
    assert len(address.partition("@")[0]) <= 64
    assert PATH.start_of(address.upper()) == "<0123456789abcdef01234567"
    assert MAIL.startswith(PATH.start_of(address) or "nothing")


@pytest.mark.parametrize(
    "address",
    [
        "returns@review.example.org",
        "returns+0123456789abcdef01234567.000000000000@review.example.org",
        PATH.address_for(MAIL).replace("0123", "3210"),
        PATH.address_for(MAIL).replace("returns", "others"),
        PATH.address_for(MAIL).replace("example.org", "example.com"),
        ReturnPath.of("returns@review.example.org", SecretStr("another key 1234")).address_for(MAIL),
    ],
)
def test_an_address_that_we_have_not_signed_leads_nowhere(address: str) -> None:
    assert PATH.start_of(address) is None


def test_a_mail_that_is_not_of_our_making_comes_back_to_the_mail_box_itself() -> None:
    assert PATH.address_for("<other@elsewhere.example>") == "returns@review.example.org"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nowhere", "bad_email"),
        ("a+b@example.org", "bad_return_address"),
        (f"{'a' * 27}@example.org", "bad_return_address"),
    ],
)
def test_a_mail_box_without_room_is_refused(address: str, code: str) -> None:
    with pytest.raises(InputInvalid) as refusal:
        ReturnPath.of(address, SecretStr("sixteen letters!"))

    assert refusal.value.code == code
