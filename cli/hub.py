"""`starter.py hub`: a knowledge hub: code of conduct, members, yearly renewal, abuse, appeals.

`starter.py engagement` opens, shows and closes them, as every engagement. The Secretariat acts, unless `--as` says who
does: `--as civil_society_unit::p-12`, `--as stakeholder::s-41d2`. Name the officer where it matters: an appeal is
decided by another one than the one who suspended.
"""

from typing import Annotated, TypeAlias

import typer

from cli import hub_looking, hub_renewing
from cli.enclosing import PAPER, Paper
from cli.engagement_acting import Acts, Asked, described_one
from cli.given import account, day
from models.engagement.hub.member import HubReason
from models.engagement.hub.member import Paper as Requested
from models.engagement.hub.state import ReportOutcome
from models.engagement.terms import EngagementKind
from models.errors import InputInvalid

acts = Acts.of(EngagementKind.HUB, "Keep a hub: code of conduct, members, yearly renewal, abuse, appeals.")
app = acts.app

ON = "untoc-1 whatson"
OFFICER = "--as civil_society_unit::p-12"

MemberArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="MEMBER", help="Id of its account, such as s-41d2.", callback=account)
]
AcceptOption: TypeAlias = Annotated[
    int, typer.Option("--accept", min=0, help="Version of the code of conduct that it accepts.")
]
ReasonOption: TypeAlias = Annotated[HubReason, typer.Option(help="Why; the organisation is told.")]
ReportOption: TypeAlias = Annotated[str, typer.Option(metavar="REPORT", help="The report behind it, such as r-3.")]
NoteOption: TypeAlias = Annotated[str, typer.Option(metavar=PAPER, help="The reasons at length.")]

app.add_typer(hub_renewing.app)
app.add_typer(hub_looking.app)


@acts.command("code", f"hub code {ON} code-of-conduct.pdf")
def code(document: Annotated[str, typer.Argument(metavar=PAPER, help="The code of conduct.")]) -> Asked:
    """Publish the code of conduct, or its next version. Members accept that one when they renew."""
    return Asked("publish_code_of_conduct", papers={"document": Paper(document, "code_of_conduct")})


@acts.command(
    "apply",
    f"hub apply {ON} --stakeholder s-41d2 --accept 1 --document registration.pdf",
    f"hub apply {ON} --stakeholder s-41d2 --accept 1 --as stakeholder::s-41d2",
)
def apply(
    *,
    stakeholder: Annotated[str, typer.Option(metavar="ID", help="Account of the organisation.")],
    accept: AcceptOption = 0,
    document: Annotated[str, typer.Option(metavar=PAPER, help="What shows that it is what it says it is.")] = "",
) -> Asked:
    """Apply for membership, accepting the code of conduct in force, and get a receipt."""
    papers = {"document": Paper(document, "hub_application")}
    return Asked("apply_for_membership", {"accepts": accept}, papers, described_one("applicant", stakeholder))


@acts.command("accept-code", f"hub accept-code {ON} s-41d2 --accept 2 --as stakeholder::s-41d2")
def accept_code(member: MemberArgument, *, accept: AcceptOption) -> Asked:
    """Accept the version of the code of conduct that is in force."""
    return Asked("accept_code_of_conduct", {"member": member, "accepts": accept})


@acts.command("ask", f"hub ask {ON} s-41d2 --paper registration --paper statutes")
def ask(
    member: MemberArgument,
    *,
    paper: Annotated[list[Requested], typer.Option(help="What is missing; once for each.")],
) -> Asked:
    """Ask an applicant for more papers."""
    return Asked("request_papers", {"member": member, "papers": list(paper)})


@acts.command("hand-in", f"hub hand-in {ON} s-41d2 registration.pdf --as stakeholder::s-41d2")
def hand_in(
    member: MemberArgument, document: Annotated[str, typer.Argument(metavar=PAPER, help="The paper.")]
) -> Asked:
    """Hand in a paper, and get a receipt."""
    return Asked("hand_in_papers", {"member": member}, {"document": Paper(document, "hub_paper")})


@acts.command("verify", f"hub verify {ON} s-41d2", f"hub verify {ON} s-41d2 --document extract.pdf")
def verify(
    member: MemberArgument, *, document: Annotated[str, typer.Option(metavar=PAPER, help="What was found.")] = ""
) -> Asked:
    """Record that the organisation is what it says it is: by its own papers, or by what was found."""
    return Asked("verify_organisation", {"member": member}, {"document": Paper(document, "hub_paper")})


@acts.command("approve", f"hub approve {ON} s-41d2")
def approve(member: MemberArgument) -> Asked:
    """Make a verified organisation a member."""
    return Asked("approve_membership", {"member": member})


@acts.command("decline", f"hub decline {ON} s-41d2 --reason identity_not_shown")
def decline(member: MemberArgument, *, reason: ReasonOption, note: NoteOption = "") -> Asked:
    """Decline an application, with its reason."""
    return Asked("decline_membership", {"member": member, "reason": reason}, {"note": Paper(note, "hub_decision")})


@acts.command("renew", f"hub renew {ON} s-41d2 --accept 2 --as stakeholder::s-41d2")
def renew(member: MemberArgument, *, accept: AcceptOption = 0) -> Asked:
    """Renew a membership for another year, accepting the code of conduct in force."""
    return Asked("renew_membership", {"member": member, "accepts": accept})


@acts.command("withdraw", f"hub withdraw {ON} s-41d2 --as stakeholder::s-41d2")
def withdraw(member: MemberArgument) -> Asked:
    """Take an application back, or leave the hub."""
    return Asked("withdraw_membership", {"member": member})


abuse = acts.group("abuse", "Reports of abuse: who reports gets a receipt, and is told the outcome.")


@acts.command("report", f"hub abuse report {ON} s-77aa report.pdf --as stakeholder::s-41d2", app=abuse)
def report(
    against: MemberArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="What happened.")],
    *,
    reporter: Annotated[str, typer.Option(metavar="ID", help="Whose report it is that the unit enters.")] = "",
) -> Asked:
    """Report a member, as a member or as the unit."""
    data = {"against": against, "reporter": account(reporter) if reporter else None}
    return Asked("report_abuse", data, {"document": Paper(document, "abuse_report")})


@acts.command("decide", f"hub abuse decide {ON} r-3 --outcome upheld", app=abuse)
def decide(
    number: Annotated[str, typer.Argument(metavar="REPORT", help="For instance r-3.")],
    *,
    outcome: Annotated[ReportOutcome, typer.Option(help="What becomes of it; whoever reported is told.")],
    note: NoteOption = "",
) -> Asked:
    """Say what becomes of a report."""
    return Asked("decide_report", {"report": number, "outcome": outcome}, {"note": Paper(note, "hub_decision")})


@acts.command("suspend", f"hub suspend {ON} s-77aa --reason code_breached --until 2027-06-30 --report r-3 {OFFICER}")
def suspend(
    member: MemberArgument,
    *,
    reason: ReasonOption,
    until: Annotated[str, typer.Option(metavar="DATE", help="When the unit is to end it; open if left out.")] = "",
    report: ReportOption = "",
    note: NoteOption = "",
) -> Asked:
    """Suspend a member, until a day or openly."""
    data = {"member": member, "reason": reason, "report": report or None}
    data["until"] = day(until).isoformat() if until else None
    return Asked("suspend_member", data, {"note": Paper(note, "hub_decision")})


@acts.command("appeal", f"hub appeal {ON} s-77aa appeal.pdf --as stakeholder::s-77aa")
def appeal(member: MemberArgument, document: Annotated[str, typer.Argument(metavar=PAPER, help="Why.")]) -> Asked:
    """Appeal against a suspension, once, and get a receipt."""
    return Asked("appeal_suspension", {"member": member}, {"document": Paper(document, "hub_appeal")})


@acts.command("decide-appeal", f"hub decide-appeal {ON} s-77aa --grant --as civil_society_unit::p-13")
def decide_appeal(
    member: MemberArgument,
    *,
    grant: Annotated[bool | None, typer.Option("--grant/--refuse", help="What is decided.", show_default=False)] = None,
    note: NoteOption = "",
) -> Asked:
    """Decide an appeal; another officer than the one who suspended does."""
    if grant is None:
        raise InputInvalid("bad_usage", "say what is decided: --grant or --refuse.")
    return Asked("decide_appeal", {"member": member, "is_granted": grant}, {"note": Paper(note, "hub_decision")})


@acts.command("end-suspension", f"hub end-suspension {ON} s-77aa", f"hub end-suspension {ON} s-77aa --lifted")
def end_suspension(
    member: MemberArgument,
    *,
    lifted: Annotated[bool, typer.Option("--lifted", help="Before its time; otherwise it is served.")] = False,
) -> Asked:
    """End a suspension."""
    reason = HubReason.SUSPENSION_LIFTED if lifted else HubReason.SUSPENSION_SERVED
    return Asked("end_suspension", {"member": member, "reason": reason})


@acts.command("expel", f"hub expel {ON} s-77aa --reason unlawful_conduct --report r-3")
def expel(member: MemberArgument, *, reason: ReasonOption, report: ReportOption = "", note: NoteOption = "") -> Asked:
    """Expel a member for good."""
    data = {"member": member, "reason": reason, "report": report or None}
    return Asked("expel_member", data, {"note": Paper(note, "hub_decision")})
