"""What people, missions and desks have in common at the command line: languages, and States that exist."""

from typing import Annotated, TypeAlias

import typer

from mechanisms.load import known_mechanisms, load_mechanism, mechanism_folder
from models.errors import InputInvalid
from models.register import Language

LanguageOption: TypeAlias = Annotated[Language, typer.Option(help="Language of their mail.")]
EmailOption: TypeAlias = Annotated[str, typer.Option(help="Where their mail goes.")]
SimulatedOption: TypeAlias = Annotated[
    bool, typer.Option("--simulated", help="Invented, for a demonstration: mail never leaves this machine.")
]


def checked_state(given: str) -> str:
    """Return the code of a State of some mechanism's register; raises `InputInvalid` (`unknown_state`)."""
    iso3 = given.upper()
    for key in known_mechanisms():
        if load_mechanism(mechanism_folder(key)).register.get(iso3) is not None:
            return iso3
    raise InputInvalid("unknown_state", f"no register has a State {given!r}: use three letters, such as FRA.")
