"""How an act on a constructive dialogue is sent from the command line, and how its answer is given.

The Secretariat acts, unless `--as` says who does: `--as stakeholder::s-...`, `--as mission:FRA`, `--as chair`. What the
Secretariat may not do itself is entered in the name of the one who may.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import typer

from cli.act import print_outcome
from cli.commands import SESSION_KEY
from cli.dialogue_telling import facts_of, lines_of
from cli.enclosing import Done, Paper, Sending, done
from cli.output import print_lines
from models.errors import InputInvalid
from models.ids import dialogue_id


def checked_key(given: str) -> str:
    """Return the key of a session; raises `InputInvalid` (`bad_session_key`) if it cannot be one."""
    if not SESSION_KEY.fullmatch(given):
        raise InputInvalid(
            "bad_session_key",
            f"{given!r} is no session: write the key of the working group and the year, such as firearms-2027.",
        )
    return given


SessionArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="SESSION", help="Working group and year, such as firearms-2027.", callback=checked_key)
]
ApplicationArgument: TypeAlias = Annotated[str, typer.Argument(metavar="APPLICATION", help="For instance a-7.")]
TopicOption: TypeAlias = Annotated[str, typer.Option(metavar="SLUG", help="One of the dialogue's topics.")]


def sending_of(
    cycle: str, session: str, *, as_who: str, patience: float, command_id: str | None, as_json: bool
) -> Sending:
    """Put together what every act on a dialogue has."""
    return Sending(dialogue_id(cycle, session), as_who, patience, command_id, as_json)


def act(
    ctx: typer.Context,
    name: str,
    data: Mapping[str, Any],
    sending: Sending,
    *,
    papers: Mapping[str, Paper] | None = None,
    hints: Sequence[str] = (),
) -> Done:
    """Do one act on a dialogue, and say what came of it; `hints` are for people: what comes next.

    Raises:
        ReviewtrackError: the act was refused, or cannot be sent.
    """
    acted = done(ctx, name, data, sending, papers=papers)
    told = [(event, lines_of(event)) for event in acted.events]
    print_outcome(acted.outcome, acted.command, as_json=sending.as_json, **facts_of(acted.events))
    if not sending.as_json:
        print_lines(*(line for _, lines in told for line in lines), *hints)
    return acted


def listed(given: str) -> list[str]:
    """Read `a-1, a-2`; raises `InputInvalid` (`bad_usage`) for one that is named twice."""
    names = [each.strip() for each in given.split(",") if each.strip()]
    for each in names:
        if names.count(each) > 1:
            raise InputInvalid("bad_usage", f"{each!r} is named twice.")
    return names


def pairs(given: Sequence[str], *, form: str) -> dict[str, str]:
    """Read `a-3=no_expertise,a-4=duplicate`, from one option or several; raises `InputInvalid` (`bad_usage`)."""
    found: dict[str, str] = {}
    for each in (part for text in given for part in text.split(",") if part.strip()):
        name, equals, value = (part.strip() for part in each.partition("="))
        if not (name and equals and value):
            raise InputInvalid("bad_usage", f"{each.strip()!r}: write it like {form}.")
        if name in found:
            raise InputInvalid("bad_usage", f"{name!r} is named twice.")
        found[name] = value
    return found
