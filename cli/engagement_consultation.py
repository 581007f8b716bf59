"""`starter.py engagement consultation`: the acts of a domestic dialogue, the State's own, and of those it invites."""

from collections import Counter
from typing import Annotated, Any, TypeAlias

import typer

from cli import engagement_questionnaire
from cli.enclosing import PAPER, Paper
from cli.engagement_acting import Acts, Asked, described
from cli.given import day
from models.engagement.consultation.state import InputReason
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid
from models.stakeholders import OrganisationKind
from store import documents
from store.pool import Pool

HEAD = "engagement consultation"

acts = Acts.of(EngagementKind.CONSULTATION, "A domestic dialogue of a State under review, for one self-assessment.")
app = acts.app

InputArgument: TypeAlias = Annotated[str, typer.Argument(metavar="INPUT", help="For instance i-3.")]

app.add_typer(engagement_questionnaire.app)


@acts.command(
    "invite",
    f"{HEAD} invite untoc-1 fra-1 --account s-41d2 --account s-77aa --as focal_point:FRA:p-12",
    f"{HEAD} invite untoc-1 fra-1 --body academia=doc-7f3c/1",
)
def invite(
    *,
    accounts: Annotated[
        list[str] | None, typer.Option("--account", metavar="ID", help="Account of a stakeholder; once for each.")
    ] = None,
    bodies: Annotated[
        list[str] | None,
        typer.Option("--body", metavar="KIND=ID", help="A body without an account: its kind, and the document of it."),
    ] = None,
) -> Asked:
    """Invite stakeholders: by their accounts, or bodies that a document in the store alone names."""
    named = [_named(each) for each in bodies or ()]

    async def known(pool: Pool) -> dict[str, Any]:
        return {
            **await described("accounts", *(accounts or ()))(pool),
            "bodies": [
                {"kind": kind, "document": {"id": version, "sha256": (await documents.get(pool, version)).sha256}}
                for kind, version in named
            ],
        }

    return Asked("invite_to_consultation", known=known)


@acts.command(
    "offer",
    f"{HEAD} offer untoc-1 fra-1 input.pdf --as stakeholder::s-41d2",
    f"{HEAD} offer untoc-1 fra-1 letter.pdf --from g-3",
)
def offer(
    document: Annotated[str, typer.Argument(metavar=PAPER, help="What it has to say.")],
    *,
    from_: Annotated[str, typer.Option("--from", metavar="INVITEE", help="Whose paper is entered, such as g-3.")] = "",
) -> Asked:
    """Hand a document to the focal point, as an invitee, and get a receipt; or enter what came on paper."""
    return Asked("offer_input", {"invitee": from_}, papers={"document": Paper(document, "stakeholder_input")})


@acts.command("withdraw", f"{HEAD} withdraw untoc-1 fra-1 i-3 --as stakeholder::s-41d2")
def withdraw(given: InputArgument) -> Asked:
    """Take an input back before it is answered."""
    return Asked("withdraw_input", {"input": given})


@acts.command("file", f"{HEAD} file untoc-1 fra-1 i-3 --as focal_point:FRA:p-12")
def file(given: InputArgument) -> Asked:
    """Take an input in, as the focal point: it goes to the State's own draft, and its author is told."""
    return Asked("file_input", {"input": given})


@acts.command("decline", f"{HEAD} decline untoc-1 fra-1 i-3 --reason outside_the_cluster --as focal_point:FRA:p-12")
def decline(
    given: InputArgument, *, reason: Annotated[InputReason, typer.Option(help="Why; its author is told.")]
) -> Asked:
    """Do not take an input in."""
    return Asked("decline_input", {"input": given, "reason": reason})


@acts.command(
    "consulted",
    f"{HEAD} consulted untoc-1 fra-1 statement.pdf --body ngo=4 --body academia=2 --from 2027-03-01 --to 2027-05-31",
)
def consulted(
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The statement.")],
    *,
    body: Annotated[list[str], typer.Option(metavar="KIND=COUNT", help="How many of a kind; once for each kind.")],
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    to: Annotated[str, typer.Option(metavar="DATE", help="Last day.")],
) -> Asked:
    """State whom the State consulted: bodies as numbers, days, and the text. Not public by that."""
    data = {"bodies": _counts(body), "first_day": day(from_).isoformat(), "last_day": day(to).isoformat()}
    return Asked("state_consulted", data, papers={"document": Paper(document, "consultation_statement")})


@acts.command("publish", f"{HEAD} publish untoc-1 fra-1 --as focal_point:FRA:p-12")
def publish() -> Asked:
    """Make the statement public. The State alone may."""
    return Asked("publish_statement")


@acts.command("withhold", f"{HEAD} withhold untoc-1 fra-1 --as mission:FRA")
def withhold() -> Asked:
    """Keep the statement from the public, or take it off again. The State alone may."""
    return Asked("withhold_statement")


def _named(given: str) -> tuple[str, str]:
    kind, equals, version = given.partition("=")
    if kind not in set(OrganisationKind) or not equals or not version:
        raise InputInvalid("bad_usage", f"{given!r}: write KIND=ID; kinds are {', '.join(OrganisationKind)}.")
    return kind, version


def _counts(given: list[str]) -> dict[str, int]:
    pairs = [each.partition("=") for each in given]
    for kind, equals, count in pairs:
        if kind not in set(OrganisationKind) or not equals or not (count.isascii() and count.isdecimal()):
            written = f"{kind}{equals}{count}"
            raise InputInvalid("bad_usage", f"{written!r}: write KIND=COUNT; kinds are {', '.join(OrganisationKind)}.")
    twice = [kind for kind, times in Counter(kind for kind, _, _ in pairs).items() if times > 1]
    if twice:
        raise InputInvalid("bad_usage", f"{', '.join(twice)}: name a kind once, with how many there were.")
    return {kind: int(count) for kind, _, count in pairs}
