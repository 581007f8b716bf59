"""`starter.py training`: trainings of stakeholders, from the call to the follow-up survey.

`starter.py engagement` opens, shows and closes them, as every engagement. The Secretariat acts, unless `--as` says who
does: `--as civil_society_unit`, `--as stakeholder::s-41d2`.
"""

from typing import Annotated, TypeAlias

import typer

from cli import training_choosing, training_looking
from cli.dialogue_acting import listed, pairs
from cli.enclosing import PAPER, Paper
from cli.engagement_acting import Acts, Asked, described_one
from cli.given import day
from cli.stakeholders_reading import country_code
from models.documents import DocumentRef
from models.engagement.terms import EngagementKind
from store import documents
from store.pool import Pool

acts = Acts.of(EngagementKind.TRAINING, "Hold a training: call, selection, offers, attendance, certificates, survey.")
app = acts.app

ON = "untoc-1 asia-2027"

ApplicationArgument: TypeAlias = Annotated[str, typer.Argument(metavar="APPLICATION", help="For instance a-7.")]
Until: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="Last day, until midnight Vienna time.")]
StartsOption: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="First day of the training.")]
EndsOption: TypeAlias = Annotated[str, typer.Option(metavar="DATE", help="Last day of the training.")]

app.add_typer(training_looking.app)


@acts.command("call", f"training call {ON} --until 2027-04-30 --announcement call.pdf")
def call(
    *, until: Until, announcement: Annotated[str, typer.Option(metavar=PAPER, help="The text of the call.")] = ""
) -> Asked:
    """Open the call for applications. It closes by itself; who applies a second later is late."""
    papers = {"announcement": Paper(announcement, "call_for_applications")}
    return Asked("open_training_call", {"closes_on": day(until).isoformat()}, papers)


@acts.command("extend", f"training extend {ON} --until 2027-05-07")
def extend(*, until: Until) -> Asked:
    """Keep the call open for longer."""
    return Asked("extend_training_call", {"closes_on": day(until).isoformat()})


@acts.command("move", f"training move {ON} --starts 2027-06-21 --ends 2027-06-25")
def move(*, starts: StartsOption, ends: EndsOption) -> Asked:
    """Hold the training on other days."""
    return Asked("move_training", {"starts": day(starts).isoformat(), "ends": day(ends).isoformat()})


@acts.command(
    "apply",
    f"training apply {ON} --stakeholder s-41d2 --country KEN --young --statement motivation.pdf",
    f"training apply {ON} --stakeholder s-41d2 --country KEN --nominee 2 --as stakeholder::s-41d2",
)
def apply(
    *,
    stakeholder: Annotated[str, typer.Option(metavar="ID", help="Account of the organisation.")],
    country: Annotated[str, typer.Option(metavar="STATE", help="Three letters: where the nominee works.")],
    nominee: Annotated[int, typer.Option(min=1, help="Which of the organisation's nominees; no name.")] = 1,
    young: Annotated[bool, typer.Option("--young", help="The nominee is young, as the organisation says.")] = False,
    statement: Annotated[str, typer.Option(metavar=PAPER, help="Why this nominee.")] = "",
) -> Asked:
    """Apply for a place for one nominee, and get a receipt. What comes late is kept, with a receipt too."""
    data = {"country": country_code(country), "nominee": nominee, "is_young": young}
    papers = {"statement": Paper(statement, "training_application")}
    return Asked("apply_for_training", data, papers, described_one("applicant", stakeholder))


@acts.command("withdraw", f"training withdraw {ON} a-7 --as stakeholder::s-41d2")
def withdraw(application: ApplicationArgument) -> Asked:
    """Take an application back, or give up a place."""
    return Asked("withdraw_training_application", {"application": application})


app.add_typer(training_choosing.app)


@acts.command("offer", f"training offer {ON} --reply-by 2027-05-18", f"training offer {ON} --to a-7 --reply-by DATE")
def offer(
    *,
    to: Annotated[str, typer.Option(metavar="LIST", help="Only to these, or once more to them.")] = "",
    reply_by: Annotated[str, typer.Option(metavar="DATE", help="Default: as the mechanism says.")] = "",
) -> Asked:
    """Offer places to all who were given one, until midnight Vienna time at the end of a day."""
    data = {"applications": listed(to), "reply_by": day(reply_by).isoformat() if reply_by else None}
    return Asked("make_offers", data)


@acts.command("accept", f"training accept {ON} a-7 --as stakeholder::s-41d2")
def accept(application: ApplicationArgument) -> Asked:
    """Accept a place that is offered."""
    return Asked("accept_offer", {"application": application})


@acts.command("decline", f"training decline {ON} a-7 --as stakeholder::s-41d2")
def decline(application: ApplicationArgument) -> Asked:
    """Decline a place that is offered."""
    return Asked("decline_offer", {"application": application})


@acts.command("release", f"training release {ON}")
def release() -> Asked:
    """Let unanswered offers lapse after their day, and move the next on the waiting list up."""
    return Asked("release_offers")


@acts.command("begin", f"training begin {ON}")
def begin() -> Asked:
    """Begin the training. Who waits still has no place, and is told."""
    return Asked("begin_training")


@acts.command("certify", f"training certify {ON}", f"training certify {ON} --certificate a-7=doc-7f3c/1")
def certify(
    *,
    certificate: Annotated[
        list[str] | None,
        typer.Option(metavar="APPLICATION=ID", help="A certificate that the store has; once for each."),
    ] = None,
) -> Asked:
    """Give certificates, with numbers, to those who came often enough; everybody gets an outcome."""
    given = pairs(certificate or [], form="a-7=doc-7f3c/1")

    async def known(pool: Pool) -> dict[str, object]:
        found = [
            (application, DocumentRef(id=version, sha256=(await documents.get(pool, version)).sha256))
            for application, version in given.items()
        ]
        return {"documents": [{"application": each, "document": ref.model_dump()} for each, ref in found]}

    return Asked("issue_certificates", known=known if given else None)


@acts.command("recommend", f"training recommend {ON} recommendations.pdf")
def recommend(
    document: Annotated[str, typer.Argument(metavar=PAPER, help="What the participants agreed on.")],
) -> Asked:
    """Keep the recommendations of the participants."""
    return Asked("record_recommendations", papers={"document": Paper(document, "training_recommendations")})


@acts.command("survey", f"training survey {ON} survey.pdf --due 2027-09-30")
def survey(
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The questions.")],
    *,
    due: Annotated[str, typer.Option(metavar="DATE", help="Until when answers are asked for.")],
) -> Asked:
    """Send a follow-up survey to those who took part."""
    papers = {"document": Paper(document, "training_survey")}
    return Asked("send_survey", {"due_on": day(due).isoformat()}, papers)


@acts.command("answer", f"training answer {ON} a-7 answers.pdf --as stakeholder::s-41d2")
def answer(
    application: ApplicationArgument,
    document: Annotated[str, typer.Argument(metavar=PAPER, help="The answers.")],
    *,
    number: Annotated[int | None, typer.Option("--survey", min=1, help="Which survey; the newest if left out.")] = None,
) -> Asked:
    """Answer a survey, and get a receipt."""
    papers = {"document": Paper(document, "training_survey_answer")}
    return Asked("answer_survey", {"application": application, "survey": number}, papers)


@acts.command("cancel", f'training cancel {ON} --because "no funds"')
def cancel(*, because: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the ledger.")]) -> Asked:
    """Cancel the training before it begins. Every applicant is told."""
    return Asked("cancel_training", {"reason": because})
