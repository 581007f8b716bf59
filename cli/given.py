"""Reads what a person hands over: JSON from an argument, a file or stdin, and who acts; refuses what it cannot read.

Sizes are checked while reading and before parsing: a wrong file must not fill the memory, and what is too large for one
act would be refused by Temporal in words that help nobody.
"""

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn, TypeAlias, cast

import typer
from pydantic import ValidationError

from models.errors import InputInvalid
from models.ids import checked_cycle
from models.people import BODIES, Actor, Role

IN_WORDS = {
    Role.SECRETARIAT: "the Secretariat",
    Role.CIVIL_SOCIETY_UNIT: "the civil society unit",
    Role.CHAIR: "the chair",
}

CycleArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="CYCLE", help="Key of the cycle, such as untoc-1.", callback=checked_cycle)
]
"""The cycle that a command is about; checked before any door is opened."""

ACCOUNT = re.compile(r"s-[0-9a-z-]{1,60}")
"""Id of a stakeholder's account (`models.stakeholders`)."""

LARGEST_DATA = 1_000_000
"""Bytes of the data of one act. Texts travel as documents, so a real act has a few hundred."""


def json_object(given: str) -> dict[str, Any]:
    """Return the JSON object that `given` holds or names: JSON itself, `@file`, or `-` for stdin.

    Raises:
        InputInvalid: `file_unreadable`, `payload_too_large`, `bad_json`, or `bad_command_data` for other JSON.
    """
    text = _text(_bytes(given))
    try:
        value = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InputInvalid(
            "bad_json", f"the data is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise InputInvalid("bad_json", "the data is nested too deeply to be a command.") from error
    except ValueError as error:
        raise InputInvalid("bad_json", f"the data is not JSON that can be used: {error}.") from error
    if not isinstance(value, dict):
        raise InputInvalid("bad_command_data", 'the data has to be a JSON object, such as {"group": 1, "phase": 1}.')
    return cast("dict[str, Any]", value)


def file_bytes(name: str, *, limit: int) -> bytes:
    """Return the content of the file `name`, or of stdin for `-`, up to `limit` bytes and one more.

    Raises:
        InputInvalid: `file_unreadable`.
    """
    if name == "-":
        return sys.stdin.buffer.read(limit + 1)
    try:
        with Path(name).open("rb") as file:
            return cast("BinaryIO", file).read(limit + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise InputInvalid("file_unreadable", f"{name} cannot be read: {reason}.") from error


def actor_from(given: str) -> Actor:
    """Return the actor written as `ROLE`, `ROLE:STATE` or `ROLE:STATE:PERSON`.

    Raises:
        InputInvalid: `bad_actor`, or `system_role_reserved`.
    """
    role, _, rest = given.partition(":")
    state, _, person = rest.partition(":")
    if role not in set(Role):
        _bad_actor(
            given, f"there is no role {role!r}; the roles are {', '.join(each for each in Role if each != 'system')}"
        )
    try:
        actor = Actor(role=Role(role), state=state or None, person=person or None)
    except ValidationError:
        _bad_actor(given, f"{state!r} is no State: write its three letters, such as FRA")
    return checked_actor(actor)


def checked_actor(actor: Actor) -> Actor:
    """Return `actor` if a person can act so; raises `InputInvalid` (`system_role_reserved`, `bad_actor`)."""
    if actor.role is Role.SYSTEM:
        raise InputInvalid(
            "system_role_reserved",
            "the role system belongs to the workflows; act as secretariat, mission:STATE or focal_point:STATE:PERSON.",
        )
    if actor.role is Role.STAKEHOLDER:
        return _checked_stakeholder(actor)
    if actor.role in BODIES - {Role.EXTENDED_BUREAU} and actor.state is not None:
        _bad_actor(str(actor), f"{IN_WORDS[actor.role]} acts for no State: write {actor.role}, or {actor.role}::PERSON")
    if actor.role not in BODIES and actor.state is None:
        _bad_actor(str(actor), f"a {actor.role} acts for a State: write {actor.role}:STATE")
    return actor


def account(given: str) -> str:
    """Return the id of a stakeholder's account; raises `InputInvalid` (`bad_account`) if it cannot be one."""
    if not ACCOUNT.fullmatch(given):
        raise InputInvalid(
            "bad_account",
            f"{given!r} is no account of a stakeholder: ids begin with s-; 'starter.py stakeholders list' shows them.",
        )
    return given


def day(given: str) -> date:
    """Return the calendar day written as YYYY-MM-DD; raises `InputInvalid` (`bad_date`)."""
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputInvalid("bad_date", f"{given!r} is not a day: write it like 2026-11-01.") from error


def _checked_stakeholder(actor: Actor) -> Actor:
    if actor.state is not None:
        _bad_actor(str(actor), "a stakeholder acts for no State: write stakeholder::s-...")
    if actor.person is None or not ACCOUNT.fullmatch(actor.person):
        _bad_actor(actor.person or "stakeholder", "a stakeholder acts by its account: write stakeholder::s-...")
    return actor


def _bad_actor(given: str, reason: str) -> NoReturn:
    raise InputInvalid("bad_actor", f"{given!r} cannot act: {reason}.")


def _bytes(given: str) -> bytes:
    if given == "-" or given.startswith("@"):
        content = file_bytes(given.removeprefix("@"), limit=LARGEST_DATA)
    else:
        content = given.encode("utf-8", "surrogateescape")
    if len(content) > LARGEST_DATA:
        raise InputInvalid(
            "payload_too_large",
            f"the data has more than {LARGEST_DATA:,} bytes: put texts into the store with 'starter.py documents add' "
            "and name them by id and sha256.",
        )
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise InputInvalid("bad_json", f"the data is not UTF-8 at line {line}, column {column}.") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a field that is given twice: JSON would silently keep the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice!r} is given twice")
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
