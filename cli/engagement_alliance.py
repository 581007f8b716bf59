"""`starter.py engagement alliance`: the acts of a national alliance or a regional network."""

from typing import Annotated, TypeAlias

import typer

from cli.enclosing import PAPER, Paper
from cli.engagement_acting import Acts, Asked, described_one
from cli.engagement_pilot import Reason
from cli.lots_acting import StateArgument
from models.engagement.alliance.state import MemberReason
from models.engagement.terms import EngagementKind

HEAD = "engagement alliance"
CONVENER = "--as stakeholder::s-41d2"

acts = Acts.of(EngagementKind.ALLIANCE, "A national alliance or a regional network of stakeholders.")
app = acts.app

MemberArgument: TypeAlias = Annotated[str, typer.Argument(metavar="MEMBER", help="For instance m-3.")]
StatementArgument: TypeAlias = Annotated[str, typer.Argument(metavar="STATEMENT", help="For instance st-1.")]
AnswerNote: TypeAlias = Annotated[
    str, typer.Option("--note", metavar=PAPER, help="The note verbale, where the Secretariat enters the answer.")
]


@acts.command(
    "apply",
    f"{HEAD} apply untoc-1 europe --stakeholder s-41d2 --as stakeholder::s-41d2",
    f"{HEAD} apply untoc-1 europe --stakeholder s-41d2 --document letter.pdf",
)
def apply(
    *,
    stakeholder: Annotated[str, typer.Option(metavar="ID", help="Account of the applicant.")],
    document: Annotated[str, typer.Option(metavar=PAPER, help="What it writes of itself.")] = "",
) -> Asked:
    """Apply to be a member, and get a receipt."""
    papers = {"document": Paper(document, "alliance_application")}
    return Asked("apply_to_alliance", papers=papers, known=described_one("applicant", stakeholder))


@acts.command("withdraw", f"{HEAD} withdraw untoc-1 europe m-3 --as stakeholder::s-77aa")
def withdraw(member: MemberArgument) -> Asked:
    """Take an application back before it is decided."""
    return Asked("withdraw_alliance_application", {"member": member})


@acts.command("accept", f"{HEAD} accept untoc-1 europe m-3 {CONVENER}")
def accept(member: MemberArgument) -> Asked:
    """Take an applicant in: the convener, or the unit."""
    return Asked("accept_alliance_member", {"member": member})


@acts.command("decline", f"{HEAD} decline untoc-1 europe m-3 --reason incomplete {CONVENER}")
def decline(
    member: MemberArgument, *, reason: Annotated[MemberReason, typer.Option(help="Why; the applicant is told.")]
) -> Asked:
    """Do not take an applicant in."""
    return Asked("decline_alliance_member", {"member": member, "reason": reason})


@acts.command("found", f"{HEAD} found untoc-1 europe charter.pdf --convener m-1")
def found(
    charter: Annotated[str, typer.Argument(metavar=PAPER, help="The charter.")],
    *,
    convener: Annotated[str, typer.Option(metavar="MEMBER", help="Who convenes, such as m-1.")],
) -> Asked:
    """Found the alliance with the members that it has."""
    return Asked("found_alliance", {"convener": convener}, papers={"charter": Paper(charter, "alliance_charter")})


@acts.command("convener", f"{HEAD} convener untoc-1 europe m-2 {CONVENER}")
def convener(member: MemberArgument) -> Asked:
    """Let another member convene: the one that does hands over, or the unit names one."""
    return Asked("name_convener", {"member": member})


@acts.command("leave", f"{HEAD} leave untoc-1 europe --as stakeholder::s-77aa")
def leave() -> Asked:
    """Be a member no longer."""
    return Asked("leave_alliance")


statements = acts.group("statement", "Shared statements: each member joins or stays away by itself.")
links = acts.group("link", "The link to a State's focal point, where the State agrees.")


@acts.command("draft", f"{HEAD} statement draft untoc-1 europe statement.pdf {CONVENER}", app=statements)
def draft(
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The statement; it may name no State.")],
) -> Asked:
    """Put a statement before the members."""
    return Asked("draft_alliance_statement", papers={"document": Paper(document, "alliance_statement")})


@acts.command("join", f"{HEAD} statement join untoc-1 europe st-1 --as stakeholder::s-77aa", app=statements)
def join(statement: StatementArgument) -> Asked:
    """Join a statement, for oneself."""
    return Asked("join_alliance_statement", {"statement": statement})


@acts.command("stay-away", f"{HEAD} statement stay-away untoc-1 europe st-1 --as stakeholder::s-77aa", app=statements)
def stay_away(statement: StatementArgument) -> Asked:
    """Stay away from a statement, for oneself; also after one has joined."""
    return Asked("stay_away_from_statement", {"statement": statement})


@acts.command("issue", f"{HEAD} statement issue untoc-1 europe st-1 {CONVENER}", app=statements)
def issue(statement: StatementArgument) -> Asked:
    """Issue a statement, with the numbers and without names."""
    return Asked("issue_alliance_statement", {"statement": statement})


@acts.command(
    "withdraw", f'{HEAD} statement withdraw untoc-1 europe st-1 --reason "no agreement" {CONVENER}', app=statements
)
def withdraw_statement(statement: StatementArgument, *, reason: Reason) -> Asked:
    """Give a statement up that was not issued."""
    return Asked("withdraw_alliance_statement", {"statement": statement, "reason": reason})


@acts.command("request", f"{HEAD} link request untoc-1 europe FRA {CONVENER}", app=links)
def request(state: StateArgument) -> Asked:
    """Ask a State for the link. One that has said no is not asked again."""
    return Asked("request_link", {"state": state})


@acts.command(
    "accept",
    f"{HEAD} link accept untoc-1 europe FRA --as focal_point:FRA:p-12",
    f"{HEAD} link accept untoc-1 europe FRA --note answer.pdf",
    app=links,
)
def accept_link(state: StateArgument, *, note: AnswerNote = "") -> Asked:
    """Agree to the link, for one's State; also after it had said no."""
    return Asked("accept_link", {"state": state}, papers={"note": Paper(note, "note_verbale")})


@acts.command("decline", f"{HEAD} link decline untoc-1 europe FRA --as mission:FRA", app=links)
def decline_link(state: StateArgument, *, note: AnswerNote = "") -> Asked:
    """Decline the link, for one's State. No reason is asked for."""
    return Asked("decline_link", {"state": state}, papers={"note": Paper(note, "note_verbale")})


@acts.command("end", f"{HEAD} link end untoc-1 europe FRA --as mission:FRA", app=links)
def end(state: StateArgument) -> Asked:
    """End the link: the State, or the convener."""
    return Asked("end_link", {"state": state})
