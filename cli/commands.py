"""Which commands a workflow takes, from the rules' own tables, and how one is made from data.

Models ignore fields they do not know, because payloads of a newer program must decode. A person's typing error must
not be ignored: at this edge an unknown field is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from json import dumps
from typing import Any, NoReturn, cast
from uuid import uuid4

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cli.given import checked_actor
from models.command import Command
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid, NotFound
from models.ids import CYCLE_KEY
from models.people import Actor
from models.value import Value
from rules.conference import table as conference
from rules.country import decide as country
from rules.cycle import decide as cycle
from rules.dialogue import table as dialogue
from rules.drawing import table as drawing
from rules.engagement import kind as engagement
from rules.engagement import table as engagements
from rules.phase import table as phase

Table = (
    Sequence[phase.Transition]
    | Sequence[country.Transition]
    | Sequence[cycle.Transition]
    | Sequence[drawing.Transition]
    | Sequence[dialogue.Transition]
    | Sequence[conference.Transition]
    | Sequence[engagement.Row]
)

TABLES: Mapping[str, Table] = {
    "cycle": cycle.TABLE,
    "lots": drawing.TABLE,
    "country": country.TABLE,
    "phase": phase.TABLE,
    "dialogue": dialogue.TABLE,
    "conference": conference.TABLE,
    "engagement": tuple(row for rows in engagements.TABLE.values() for row in rows),
}
"""Kind of workflow -> the rows of its table; of engagements those of every kind (`table_of` has those of one)."""

FORMS: Mapping[str, str] = {
    "cycle": "cycle/CYCLE",
    "lots": "lots/CYCLE/1",
    "country": "country/CYCLE/STATE",
    "phase": "phase/CYCLE/STATE/1..4",
    "dialogue": "dialogue/CYCLE/SESSION",
    "conference": "conference/CYCLE/NUMBER",
    "engagement": "engagement/CYCLE/KIND-SLUG",
}

SESSION_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,54}-[1-9][0-9]{3}")
"""Of a session, and of the dialogue after it: the working group that names it, and the year."""

ENGAGEMENT = re.compile(rf"({'|'.join(EngagementKind)})-[a-z0-9][a-z0-9-]{{0,39}}")
"""Of an engagement: its kind, and the slug that it was opened with."""

LETTERS = 3
"""Of a State's code."""

MANY = 2
"""Stages that are named one by one in a list; more are named by the first and the last."""


class KnownCommand(Value):
    """A command as the list shows it."""

    name: str
    meaning: str
    by: tuple[str, ...]
    stages: tuple[str, ...]
    span: str
    leads_to: str
    required: tuple[str, ...]
    optional: tuple[str, ...]


def known_commands(workflow_id: str) -> tuple[KnownCommand, ...]:
    """The commands that a workflow takes, in the order of the procedure; raises `NotFound` (`unknown_workflow`)."""
    return tuple(_known(row) for row in table_of(workflow_id))


def table_of(workflow_id: str) -> Table:
    """The rows of a workflow's table, of an engagement those of its kind; raises `NotFound` (`unknown_workflow`)."""
    kind = checked_kind(workflow_id)
    return engagements.TABLE[EngagementKind(_named(workflow_id))] if kind == "engagement" else TABLES[kind]


def checked_kind(workflow_id: str) -> str:
    """The kind of workflow that an id belongs to; raises `NotFound` (`unknown_workflow`) if it cannot be one."""
    kind, *rest = workflow_id.split("/")
    match kind, rest:
        case "cycle", [key] if _is_key(key):
            return kind
        case "lots", [key, number] if _is_key(key) and _is_number(number):
            return kind
        case "country", [key, state] if _is_key(key) and _is_state(state):
            return kind
        case "phase", [key, state, ("1" | "2" | "3" | "4")] if _is_key(key) and _is_state(state):
            return kind
        case "dialogue", [key, session] if _is_key(key) and SESSION_KEY.fullmatch(session):
            return kind
        case "conference", [key, number] if _is_key(key) and _is_number(number):
            return kind
        case "engagement", [key, name] if _is_key(key) and ENGAGEMENT.fullmatch(name):
            return kind
        case _:
            forms = ", ".join(FORMS.values())
            raise NotFound("unknown_workflow", f"{workflow_id!r} is no workflow that takes commands; ids read {forms}.")


def made_command(
    workflow_id: str, name: str, data: Mapping[str, Any], *, actor: Actor | None, command_id: str | None
) -> Command:
    """Return the command, checked as far as it can be checked here.

    `actor` and `command_id` take the place of what `data` says; without either, the id is a new one.

    Raises:
        NotFound: `unknown_workflow`.
        InputInvalid: `unknown_command`, `bad_command_data`, `system_role_reserved` or `bad_actor`.
    """
    by_name = {row.command.name: row.command for row in table_of(workflow_id)}
    if name not in by_name:
        _unknown_command(_named(workflow_id), name, list(by_name))
    given = dict(data)
    if actor is not None:
        given["actor"] = actor.model_dump(mode="json")
    if command_id is not None:
        given["command_id"] = command_id
    given.setdefault("command_id", str(uuid4()))
    if "actor" not in given:
        raise InputInvalid("bad_command_data", "actor: say who acts, with --as ROLE[:STATE[:PERSON]].")
    try:
        command = by_name[name].model_validate_json(dumps(given))
    except ValidationError as error:
        strange = [_not_a_field(each, tuple(by_name[name].model_fields)) for each in _strange(given, by_name[name])]
        raise InputInvalid("bad_command_data", f"{name}: {'; '.join((_in_words(error), *strange))}.") from error
    for path, known in _unknown_fields(given, command):
        raise InputInvalid("bad_command_data", f"{name}: {_not_a_field(path, known)}.")
    checked_actor(command.actor)
    return command


def _known(
    row: phase.Transition
    | country.Transition
    | cycle.Transition
    | drawing.Transition
    | dialogue.Transition
    | conference.Transition
    | engagement.Row,
) -> KnownCommand:
    command = row.command
    fields = {name: field for name, field in command.model_fields.items() if name not in Command.model_fields}
    stages: frozenset[StrEnum] = getattr(row, "stages", frozenset())
    in_order = _in_order(stages)
    return KnownCommand(
        name=command.name,
        meaning=(command.__doc__ or "").strip().partition("\n")[0],
        by=tuple(sorted(row.by)),
        stages=tuple(in_order),
        span=_span(in_order),
        leads_to=row.leads_to,
        required=tuple(name for name, field in fields.items() if field.is_required()),
        optional=tuple(name for name, field in fields.items() if not field.is_required()),
    )


def _in_order(stages: frozenset[StrEnum]) -> list[str]:
    """The stages in the order of the procedure, which is that of their enumeration."""
    return [each.value for each in type(next(iter(stages))) if each in stages] if stages else []


def _span(stages: list[str]) -> str:
    """The same in few words: the stages of every command follow one another."""
    return f"{stages[0]} to {stages[-1]}" if len(stages) > MANY else ", ".join(stages)


def _named(workflow_id: str) -> str:
    """What a workflow is called in a sentence: its kind, and of an engagement which kind of those."""
    kind, *_, name = workflow_id.split("/")
    return name.partition("-")[0] if kind == "engagement" else kind


def _is_key(text: str) -> bool:
    return CYCLE_KEY.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LETTERS and not text.startswith("0")


def _is_state(text: str) -> bool:
    return len(text) == LETTERS and text.isascii() and text.isalpha() and text.isupper()


def _unknown_command(kind: str, name: str, known: list[str]) -> NoReturn:
    close = get_close_matches(name, known, n=len(known), cutoff=0.0)
    raise InputInvalid(
        "unknown_command",
        f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} takes no command {name!r}; "
        f"closest first, it takes {', '.join(close)}.",
    )


def _in_words(error: ValidationError) -> str:
    """Every problem, each with the field it is about and what is expected there."""
    return "; ".join(f"{_path(each['loc'])}: {_expected(each)}" for each in error.errors())


def _path(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "the data"


def _expected(problem: ErrorDetails) -> str:
    message = problem["msg"]
    if problem["type"] == "missing":
        return "is missing"
    return message[0].lower() + message[1:]


def _unknown_fields(given: Any, taken: Any, path: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every field of `given` that the models in `taken` do not have, with the names they do have."""
    match given, taken:
        case dict(), Value():
            known = tuple(type(taken).model_fields)
            for name, value in cast("dict[str, Any]", given).items():
                here = f"{path}.{name}" if path else name
                if name not in known:
                    yield here, known
                else:
                    yield from _unknown_fields(value, getattr(taken, name), here)
        case dict(), dict():
            for name, value in cast("dict[str, Any]", given).items():
                yield from _unknown_fields(value, cast("dict[str, Any]", taken).get(name), f"{path}.{name}")
        case list(), tuple():
            pairs = zip(cast("list[Any]", given), cast("tuple[Any, ...]", taken), strict=False)
            for position, (value, item) in enumerate(pairs):
                yield from _unknown_fields(value, item, f"{path}.{position}")
        case _:
            pass


def _not_a_field(path: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(path.rpartition(".")[2], known, n=1)
    return f"{path}: is no field, " + (f"{close[0]} is" if close else f"there are {', '.join(known)}")


def _strange(given: Mapping[str, Any], command: type[Command]) -> list[str]:
    """Names that the command does not have: the likely reason why others are missing."""
    return [name for name in given if name not in command.model_fields]
