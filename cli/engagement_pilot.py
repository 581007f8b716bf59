"""`starter.py engagement pilot`: the acts of a voluntary pilot initiative."""

from typing import Annotated, Any, TypeAlias

import typer

from cli.enclosing import PAPER, Paper
from cli.engagement_acting import Acts, Asked, described
from cli.given import day
from models.engagement.terms import EngagementKind

HEAD = "engagement pilot"

acts = Acts.of(EngagementKind.PILOT, "A voluntary pilot of a State: consent first, publication by both sides.")
app = acts.app

NoteOption: TypeAlias = Annotated[str, typer.Option(metavar=PAPER, help="The note verbale.")]
WorkshopArgument: TypeAlias = Annotated[str, typer.Argument(metavar="WORKSHOP", help="For instance w-1.")]
ActionArgument: TypeAlias = Annotated[int, typer.Argument(metavar="ACTION", help="Its number in the list.")]
Starts: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="First day.")]
Ends: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="Last day; the first one if left out.")]
Reason: TypeAlias = Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the record.")]


@acts.command("consent", f"{HEAD} consent untoc-1 ports --note consent.pdf")
def consent(*, note: NoteOption) -> Asked:
    """Enter the State's consent, by note verbale; before it nothing else is done."""
    return Asked("give_consent", papers={"note": Paper(note, "note_verbale")})


@acts.command("withdraw-consent", f"{HEAD} withdraw-consent untoc-1 ports --note no-more.pdf --as mission:FRA")
def withdraw_consent(*, note: NoteOption) -> Asked:
    """Enter that the State withdraws its consent: the pilot is over."""
    return Asked("withdraw_consent", papers={"note": Paper(note, "note_verbale")})


@acts.command("priorities", f"{HEAD} priorities untoc-1 ports priorities.pdf --as focal_point:FRA:p-12")
def priorities(document: Annotated[str, typer.Argument(metavar=PAPER, help="The State's priorities.")]) -> Asked:
    """Set the State's priorities; again to change them."""
    return Asked("set_priorities", papers={"document": Paper(document, "pilot_priorities")})


@acts.command("authorities", f"{HEAD} authorities untoc-1 ports 4")
def authorities(count: Annotated[int, typer.Argument(metavar="COUNT", help="How many.")]) -> Asked:
    """Say how many authorities of the State take part. They have no accounts here."""
    return Asked("count_authorities", {"authorities": count})


@acts.command("invite", f"{HEAD} invite untoc-1 ports s-41d2 s-77aa --as mission:FRA")
def invite(accounts: Annotated[list[str], typer.Argument(metavar="ID...", help="Accounts of stakeholders.")]) -> Asked:
    """Invite stakeholders, for the State; each of them answers for itself."""
    return Asked("invite_to_pilot", known=described("accounts", *accounts))


@acts.command("join", f"{HEAD} join untoc-1 ports --as stakeholder::s-41d2")
def join() -> Asked:
    """Accept one's invitation."""
    return Asked("join_pilot")


@acts.command("decline", f"{HEAD} decline untoc-1 ports --as stakeholder::s-41d2")
def decline() -> Asked:
    """Decline one's invitation."""
    return Asked("decline_pilot")


@acts.command("leave", f"{HEAD} leave untoc-1 ports --as stakeholder::s-41d2")
def leave() -> Asked:
    """Take part no longer."""
    return Asked("leave_pilot")


workshops = acts.group("workshop", "Plan, move, hold and cancel workshops.")
actions = acts.group("actions", "The list of actions, and what becomes of each.")


@acts.command("plan", f"{HEAD} workshop plan untoc-1 ports --starts 2027-04-05 --ends 2027-04-06", app=workshops)
def plan(*, starts: Starts, ends: Ends = "") -> Asked:
    """Fix the days of a workshop."""
    return Asked("plan_workshop", _days(starts, ends))


@acts.command("move", f"{HEAD} workshop move untoc-1 ports w-1 --starts 2027-05-03", app=workshops)
def move(workshop: WorkshopArgument, *, starts: Starts, ends: Ends = "") -> Asked:
    """Hold a workshop on other days."""
    return Asked("move_workshop", {"workshop": workshop, **_days(starts, ends)})


@acts.command("hold", f"{HEAD} workshop hold untoc-1 ports w-1 --attendance 31 --note minutes.pdf", app=workshops)
def hold(
    workshop: WorkshopArgument,
    *,
    attendance: Annotated[int, typer.Option(help="How many people came.")] = 0,
    note: Annotated[str, typer.Option(metavar=PAPER, help="A note of it.")] = "",
) -> Asked:
    """Record that a workshop was held."""
    data = {"workshop": workshop, "attendance": attendance}
    return Asked("hold_workshop", data, papers={"note": Paper(note, "workshop_note")})


@acts.command("cancel", f'{HEAD} workshop cancel untoc-1 ports w-1 --reason "no room"', app=workshops)
def cancel(workshop: WorkshopArgument, *, reason: Reason) -> Asked:
    """Cancel a workshop."""
    return Asked("cancel_workshop", {"workshop": workshop, "reason": reason})


@acts.command("set", f"{HEAD} actions set untoc-1 ports list.pdf --due 2027-06-30 --due 2027-09-30", app=actions)
def set_(
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The list.")],
    *,
    due: Annotated[list[str], typer.Option(metavar="DATE", help="When each is due, in their order; once for each.")],
) -> Asked:
    """Set the list of actions that both sides agreed on, with the day on which each is due."""
    days = {"due": [day(each).isoformat() for each in due]}
    return Asked("set_action_list", days, papers={"document": Paper(document, "action_list")})


@acts.command("done", f"{HEAD} actions done untoc-1 ports 1", app=actions)
def done_(action: ActionArgument) -> Asked:
    """Record that an action was done."""
    return Asked("complete_action", {"action": action})


@acts.command("move", f"{HEAD} actions move untoc-1 ports 2 --due 2027-12-15", app=actions)
def move_action(
    action: ActionArgument, *, due: Annotated[str, typer.Option(metavar="DATE", help="When it is due now.")]
) -> Asked:
    """Let an action be due on another day."""
    return Asked("move_action", {"action": action, "due": day(due).isoformat()})


@acts.command("drop", f'{HEAD} actions drop untoc-1 ports 2 --reason "not needed"', app=actions)
def drop(action: ActionArgument, *, reason: Reason) -> Asked:
    """Give an action up."""
    return Asked("drop_action", {"action": action, "reason": reason})


@acts.command("report", f"{HEAD} report untoc-1 ports report.pdf --as focal_point:FRA:p-12")
def report(document: Annotated[str, typer.Argument(metavar=PAPER, help="The report.")]) -> Asked:
    """File the report, for the participants alone; agreements to publish an earlier one lapse."""
    return Asked("file_pilot_report", papers={"document": Paper(document, "pilot_report")})


@acts.command(
    "agree",
    f"{HEAD} agree untoc-1 ports --as mission:FRA",
    f"{HEAD} agree untoc-1 ports --as stakeholder::s-41d2",
)
def agree() -> Asked:
    """Agree for one's side that the report is published."""
    return Asked("agree_publication")


@acts.command("disagree", f"{HEAD} disagree untoc-1 ports --as stakeholder::s-41d2")
def disagree() -> Asked:
    """Take one's agreement back, before the report is published."""
    return Asked("withdraw_agreement")


@acts.command("publish", f"{HEAD} publish untoc-1 ports")
def publish() -> Asked:
    """Publish the report; refused until the State and every stakeholder that takes part agree."""
    return Asked("publish_report")


def _days(starts: str, ends: str) -> dict[str, Any]:
    return {"starts": day(starts).isoformat(), "ends": day(ends or starts).isoformat()}
