"""`starter.py stakeholders`: accounts of organisations that apply to dialogues, trainings and hubs.

Names and addresses live in the store alone: ledger, history and notices know an account by its id. Accounts of
stakeholders and accounts of people of a review never mix.
"""

from typing import Annotated, TypeAlias

import typer

from cli.command_line import command_group, examples
from cli.directory import EmailOption, LanguageOption, SimulatedOption
from cli.doors import Doors, through_doors
from cli.given import account
from cli.output import AsJson, print_json, print_lines, print_table
from cli.stakeholders_reading import Read, country_code, region_or_default, stakeholders_from
from models.errors import InputInvalid
from models.register import Language, Region
from models.stakeholders import OrganisationKind, RegisteredStakeholder, Stakeholder
from store import stakeholders
from store.pool import Pool

app = command_group("Register organisations that apply to dialogues and trainings.")

AccountArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the account, such as s-41d2.", callback=account)
]
KindOption: TypeAlias = Annotated[OrganisationKind, typer.Option(help="What it is.")]
CountryOption: TypeAlias = Annotated[str, typer.Option(metavar="STATE", help="Three letters: where its seat is.")]


@app.command(
    epilog=examples(
        "starter.py stakeholders add --name 'Safe Harbours' --kind ngo --country FRA --email desk@harbours.example",
        "starter.py stakeholders add --name 'Institute of Law' --kind academia --country KEN --email law@a.example "
        "--observer --contact 'Head of Studies'",
    )
)
def add(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    *,
    name: Annotated[str, typer.Option(help="Of the organisation.")],
    kind: KindOption,
    country: CountryOption,
    email: EmailOption,
    region: Annotated[Region | None, typer.Option(help="Regional group; default: that of its country.")] = None,
    observer: Annotated[
        bool, typer.Option("--observer", help="In consultative status, or admitted by the Conference under rule 17.")
    ] = False,
    contact: Annotated[str, typer.Option(help="Name of the contact person.")] = "",
    language: LanguageOption = Language.ENGLISH,
    simulated: SimulatedOption = False,
    as_json: AsJson = False,
) -> None:
    """Register an organisation and print the id of its account."""
    code = country_code(country)
    given = Stakeholder(
        name=name,
        kind=kind,
        country=code,
        region=region_or_default(region, code),
        is_observer=observer,
        contact=contact,
        email=email,
        language=language,
        simulated=simulated,
    )
    registered = through_doors(ctx, lambda doors: _added(doors, given))
    if as_json:
        print_json({"id": registered})
    else:
        print_lines(registered)


@app.command(
    "import",
    epilog=examples(
        "starter.py stakeholders import accounts.csv",
        "starter.py stakeholders import accounts.csv --check",
    ),
)
def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV with a row of names, or - for stdin.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be registered.")] = False,
    simulated: SimulatedOption = False,
    as_json: AsJson = False,
) -> None:
    """Register many organisations at once: all of them, or none. What cannot be used is named by its line.

    Columns: name, kind, country, email; and, if they are there, region, observer (yes or no), contact, language.
    """
    read = stakeholders_from(file, simulated=simulated)
    ids = through_doors(ctx, lambda doors: _imported(doors, read, only_check=check))
    if as_json:
        print_json([{"line": each.line, "id": each_id, "name": each.stakeholder.name} for each, each_id in ids])
    elif check:
        print_lines(f"{len(ids)} organisations can be registered")
    else:
        print_table(("id", "line", "name"), ((each_id, each.line, each.stakeholder.name) for each, each_id in ids))


@app.command(
    epilog=examples(
        "starter.py stakeholders correct s-41d2 --email new@harbours.example",
        "starter.py stakeholders correct s-41d2 --observer",
    )
)
def correct(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    stakeholder: AccountArgument,
    *,
    name: Annotated[str | None, typer.Option(help="Of the organisation.")] = None,
    kind: Annotated[OrganisationKind | None, typer.Option(help="What it is.")] = None,
    country: Annotated[str | None, typer.Option(metavar="STATE", help="Where its seat is.")] = None,
    region: Annotated[Region | None, typer.Option(help="Regional group.")] = None,
    observer: Annotated[
        bool | None, typer.Option("--observer/--no-observer", help="Observer.", show_default=False)
    ] = None,
    contact: Annotated[str | None, typer.Option(help="Name of the contact person.")] = None,
    email: Annotated[str | None, typer.Option(help="Where its mail goes.")] = None,
    language: Annotated[Language | None, typer.Option(help="Language of its mail.")] = None,
    as_json: AsJson = False,
) -> None:
    """Correct what is known of an account; what is left out stays. Mail not sent yet goes to the new address."""
    given: dict[str, object] = {
        "name": name,
        "kind": kind,
        "country": country_code(country) if country is not None else None,
        "region": region,
        "is_observer": observer,
        "contact": contact,
        "email": email,
        "language": language,
    }
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes:
        raise InputInvalid("bad_usage", "say what is to be corrected: --name, --email, --observer, ...")

    async def corrected(doors: Doors) -> RegisteredStakeholder:
        async with doors.store() as pool:
            known = await stakeholders.stakeholder(pool, stakeholder)
            await stakeholders.correct_stakeholder(pool, stakeholder, known.model_copy(update=changes))
            return await stakeholders.stakeholder(pool, stakeholder)

    _print_one(through_doors(ctx, corrected), as_json=as_json)


@app.command(epilog=examples("starter.py stakeholders show s-41d2"))
def show(ctx: typer.Context, stakeholder: AccountArgument, *, as_json: AsJson = False) -> None:
    """Show what is known of an account."""

    async def read(doors: Doors) -> RegisteredStakeholder:
        async with doors.store() as pool:
            return await stakeholders.stakeholder(pool, stakeholder)

    _print_one(through_doors(ctx, read), as_json=as_json)


@app.command(
    "list",
    epilog=examples("starter.py stakeholders list --name harbour", "starter.py stakeholders list --kind academia"),
)
def list_(
    ctx: typer.Context,
    *,
    name: Annotated[str, typer.Option(help="A part of the name.")] = "",
    country: Annotated[str, typer.Option(metavar="STATE", help="Where its seat is.")] = "",
    kind: Annotated[OrganisationKind | None, typer.Option(help="What it is.")] = None,
    as_json: AsJson = False,
) -> None:
    """List accounts by name; those that were erased are not there any more."""
    code = country_code(country) if country else None

    async def read(doors: Doors) -> list[RegisteredStakeholder]:
        async with doors.store() as pool:
            return await stakeholders.stakeholders(pool, name=name, country=code, kind=kind)

    found = through_doors(ctx, read)
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ("id", "name", "kind", "country", "region", "observer", "e-mail", ""),
            (
                (
                    each.id,
                    each.name,
                    each.kind,
                    each.country,
                    each.region,
                    "yes" if each.is_observer else "",
                    each.email,
                    "simulated" if each.simulated else "",
                )
                for each in found
            ),
        )
        if len(found) == stakeholders.MOST_LISTED:
            print_lines(f"These are the first {len(found)}: narrow them by --name, --country or --kind.")
    else:
        print_lines("Nobody matches; 'starter.py stakeholders add' registers an organisation.")


@app.command(epilog=examples("starter.py stakeholders erase s-41d2 --yes"))
def erase(
    ctx: typer.Context,
    stakeholder: AccountArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Yes: for good.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget an organisation that asks for it: name, contact and address are overwritten, the id stays.

    Everything that it applied for has to have come to an outcome.
    """
    if not yes:
        raise InputInvalid("bad_usage", "name, contact and address are overwritten for good; if so, add --yes.")
    from cli.settled import settled  # noqa: PLC0415 - it folds ledgers, and nothing else here does

    async def erased(doors: Doors) -> None:
        async with doors.store() as pool:
            await stakeholders.erase_stakeholder(pool, stakeholder, settled=await settled(pool, stakeholder))

    through_doors(ctx, erased)
    if as_json:
        print_json({"erased": stakeholder})
    else:
        print_lines(f"{stakeholder}: name, contact and address are gone; the record keeps the id.")


def _print_one(known: RegisteredStakeholder, *, as_json: bool) -> None:
    if as_json:
        print_json(known)
        return
    shown = {
        "name": known.name,
        "kind": known.kind,
        "country": known.country,
        "region": known.region,
        "observer": "yes" if known.is_observer else "no",
        "contact": known.contact,
        "e-mail": known.email,
        "language": known.language,
    }
    print_lines(known.id, *(f"  {name}: {value}" for name, value in shown.items() if value))
    if known.simulated:
        print_lines("  simulated: mail never leaves this machine")


async def _added(doors: Doors, given: Stakeholder) -> str:
    async with doors.store() as pool:
        return await stakeholders.register_stakeholder(pool, given)


async def _imported(doors: Doors, read: list[Read], *, only_check: bool) -> list[tuple[Read, str]]:
    async with doors.store() as pool:
        await _refuse_known(pool, read)
        if only_check:
            return [(each, "") for each in read]
        ids = await stakeholders.register_stakeholders(pool, [each.stakeholder for each in read])
        return list(zip(read, ids, strict=True))


async def _refuse_known(pool: Pool, read: list[Read]) -> None:
    """Refuse organisations that are registered already: a file that is read twice should not make two of each."""
    known: list[str] = []
    for each in read:
        same = await stakeholders.stakeholders(pool, name=each.stakeholder.name, country=each.stakeholder.country)
        for other in same:
            if other.name.casefold() == each.stakeholder.name.casefold():
                known.append(f"line {each.line}: {each.stakeholder.name} is {other.id}")
                break
    if known:
        raise InputInvalid("stakeholder_known", f"registered already: {'; '.join(known)}. Take these lines out.")
