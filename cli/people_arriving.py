"""`starter.py people register`, `match`, `invite`, `query`, `correct`: what officers do with a note verbale."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

import typer

from cli.command_line import commands_of_a_group, examples
from cli.directory import EmailOption, LanguageOption, SimulatedOption, checked_state
from cli.doors import Doors, through_doors
from cli.given import day
from cli.output import AsJson, print_json, print_lines
from models.arrival import LONGEST_REFERENCE, KnownArrival, Note, ReadFromNote
from models.directory import Person
from models.errors import InputInvalid
from models.people import Role
from models.register import Language
from rules.calendar.vienna import vienna_day
from store import arrivals, invitations, people
from store.arrivals_known import arrival_of
from store.pool import Pool
from store.read_model import clock_of

app = commands_of_a_group()

ArrivalArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="ARRIVAL", help="Id that 'people register' printed, a-....")
]
OfficerOption: TypeAlias = Annotated[
    str, typer.Option(help="Who does it: the id of somebody of the Secretariat ('people list').")
]
RoleOption: TypeAlias = Annotated[
    Role, typer.Option(help="As what the note names them: focal_point, alternate, expert or observer.")
]
ReferenceOption: TypeAlias = Annotated[
    str, typer.Option("--note", help="The note's reference, as the mission writes it.")
]
DateOption: TypeAlias = Annotated[str, typer.Option("--note-date", help="The day that the note bears, YYYY-MM-DD.")]
NameOption: TypeAlias = Annotated[str, typer.Option(help="As in the note verbale.")]
TelephoneOption: TypeAlias = Annotated[str, typer.Option(help="As in the note verbale.")]
TitleOption: TypeAlias = Annotated[str, typer.Option(help="Title or post.")]


@app.command(
    epilog=examples(
        "starter.py people register --review phase/untoc-1/FRA/1 --state FRA --role focal_point --note 'NV 12/2021' "
        "--note-date 2021-03-01 --name 'Focal Point' --email point@justice.example --officer p-1",
        "starter.py people register --person p-12 --review phase/untoc-1/NOR/1 --role expert --note 'NV 12/2021' "
        "--note-date 2021-03-01 --officer p-1",
    )
)
def register(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    *,
    review: Annotated[str, typer.Option(help="Id of the phase review that the note is about.")],
    role: RoleOption,
    note: ReferenceOption,
    note_date: DateOption,
    officer: OfficerOption,
    person: Annotated[str, typer.Option(help="Id of somebody who is registered already, instead of a name.")] = "",
    state: Annotated[str, typer.Option(help="The State whose mission names them.")] = "",
    name: NameOption = "",
    title: TitleOption = "",
    email: EmailOption = "",
    telephone: TelephoneOption = "",
    language: LanguageOption = Language.ENGLISH,
    simulated: SimulatedOption = False,
    as_json: AsJson = False,
) -> None:
    """Register somebody as a note verbale names them; another officer then has to match it."""
    given = _note(note, note_date)
    if bool(person) == bool(name or email):
        raise InputInvalid("bad_usage", "give --name, --email and --state, or --person for somebody who is registered.")
    named = person or Person(
        state=checked_state(state) if state else None,
        name=name,
        title=title,
        email=email,
        telephone=telephone,
        language=language,
        simulated=simulated,
    )

    async def work(doors: Doors) -> KnownArrival:
        async with doors.store() as pool:
            await _check_not_to_come(pool, review, given)
            return await arrivals.register(pool, named, review=review, role=role, note=given, officer=officer)

    _tell(through_doors(ctx, work), as_json=as_json)


@app.command(
    epilog=examples(
        "starter.py people match a-7 --officer p-2 --name 'Focal Point' --email point@justice.example "
        "--role focal_point --note 'NV 12/2021' --note-date 2021-03-01"
    )
)
def match(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    arrival: ArrivalArgument,
    *,
    officer: OfficerOption,
    name: NameOption,
    email: EmailOption,
    role: RoleOption,
    note: ReferenceOption,
    note_date: DateOption,
    as_json: AsJson = False,
) -> None:
    """Match an arrival with its note: a second officer reads the note and enters what it says."""
    read = ReadFromNote(name=name, email=email, role=role, note=_note(note, note_date))

    async def work(doors: Doors) -> KnownArrival:
        async with doors.store() as pool:
            return await arrivals.match(pool, arrival, read, officer=officer)

    _tell(through_doors(ctx, work), as_json=as_json)


@app.command(epilog=examples("starter.py people invite a-7 --officer p-2"))
def invite(ctx: typer.Context, arrival: ArrivalArgument, *, officer: OfficerOption, as_json: AsJson = False) -> None:
    """Send the letter with the link by which the person confirms; once more if it was lost."""

    async def work(doors: Doors) -> KnownArrival:
        async with doors.store() as pool:
            return await invitations.invite(pool, arrival, officer=officer, now=datetime.now(UTC))

    _tell(through_doors(ctx, work), as_json=as_json)


@app.command(epilog=examples("starter.py people query a-7 --officer p-2 --because 'two spellings of the name'"))
def query(
    ctx: typer.Context,
    arrival: ArrivalArgument,
    *,
    officer: OfficerOption,
    because: Annotated[str, typer.Option(help="What the mission has to be asked.")],
    as_json: AsJson = False,
) -> None:
    """Note that the mission has to be asked before anything goes on."""

    async def work(doors: Doors) -> KnownArrival:
        async with doors.store() as pool:
            return await arrivals.query(pool, arrival, officer=officer, because=because)

    _tell(through_doors(ctx, work), as_json=as_json)


@app.command(
    epilog=examples("starter.py people correct a-7 --officer p-1 --email right@justice.example --note 'NV 14/2021'")
)
def correct(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    arrival: ArrivalArgument,
    *,
    officer: OfficerOption,
    name: Annotated[str | None, typer.Option(help="The right name.")] = None,
    title: Annotated[str | None, typer.Option(help="The right title or post.")] = None,
    email: Annotated[str | None, typer.Option(help="The right address.")] = None,
    telephone: Annotated[str | None, typer.Option(help="The right number.")] = None,
    language: Annotated[Language | None, typer.Option(help="The right language of their mail.")] = None,
    role: Annotated[Role | None, typer.Option(help="The right role.")] = None,
    note: Annotated[str | None, typer.Option(help="Reference of the note that says so.")] = None,
    note_date: Annotated[str | None, typer.Option(help="Its day, YYYY-MM-DD.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put right what was registered; what is not given stays. It has to be matched and invited anew."""
    changes = {"name": name, "title": title, "email": email, "telephone": telephone, "language": language}
    given = {field: value for field, value in changes.items() if value is not None}
    if not given and role is None and note is None and note_date is None:
        raise InputInvalid("bad_usage", "say what is right: --name, --email, --role, --note or another option.")

    async def work(doors: Doors) -> KnownArrival:
        async with doors.store() as pool:
            known = await arrival_of(pool, arrival)
            person = Person.model_validate((await people.person(pool, known.person)).model_dump())
            after = _note(note or known.note.reference, note_date or known.note.date.isoformat())
            await _check_not_to_come(pool, known.review, after)
            return await arrivals.correct(
                pool, arrival, person.model_copy(update=given), role=role or known.role, note=after, officer=officer
            )

    _tell(through_doors(ctx, work), as_json=as_json)


def _note(reference: str, date: str) -> Note:
    """The note as it was given; raises `InputInvalid` (`bad_reference`, `bad_date`)."""
    plain = " ".join(reference.split())
    if not 1 <= len(plain) <= LONGEST_REFERENCE or not plain.isprintable():
        raise InputInvalid(
            "bad_reference", f"the reference of a note has 1 to {LONGEST_REFERENCE} characters, such as 'NV 12/2021'."
        )
    return Note(reference=plain, date=day(date))


async def _check_not_to_come(pool: Pool, review: str, note: Note) -> None:
    """Refuse (`note_to_come`) a note that bears a day which the calendar of its cycle has not reached."""
    cycle = review.split("/")[1] if review.count("/") else ""
    today = vienna_day((await clock_of(pool, cycle)).calendar(datetime.now(UTC)))
    if note.date > today:
        raise InputInvalid(
            "note_to_come", f"the note bears {note.date} and the calendar shows {today}: look at the note."
        )


def _tell(known: KnownArrival, *, as_json: bool) -> None:
    if as_json:
        print_json(known)
        return
    print_lines(
        f"{known.id}: {known.stage}",
        f"{known.person}, {known.role.replace('_', ' ')} of {known.state} in {known.review}",
        f"by {known.note.reference} of {known.note.date}",
    )
