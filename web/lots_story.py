"""The history of a drawing of lots as its ledger tells it: one sentence for each event, without a word of judgement."""

from collections.abc import Sequence

from models.amendment import Amendment
from models.drawing import events as e
from models.drawing.state import SourceKind
from models.event import Event, Reminder
from models.lots import LotsAssignment
from printed import words as said
from web import words
from web.atlas import Atlas


def sentence(atlas: Atlas, event: Event) -> str:  # noqa: C901, PLR0912 - one case per event
    """What an event says, in one sentence or two; empty for one that only a newer program knows."""

    def name(code: str) -> str:
        return atlas.state(code).name

    match event:
        case e.DrawingPlanned():
            return (
                f"A drawing of lots was announced for {words.day(event.state.meeting_on)}, "
                f"among {said.counted(len(event.state.parties), 'party', 'parties')}."
            )
        case e.RegisterCorrected():
            joined = said.listed([each.value for each in event.instruments])
            party = f"a party to {joined}" if joined else "a party to nothing"
            return (
                f"{name(event.state)} was entered as {party}, in the group {said.SHORT_REGIONS[event.region]}. "
                f"{event.reason}"
            )
        case e.RegisterFrozen():
            return (
                f"The register was closed as of {words.day(event.cut_off)} with "
                f"{said.counted(event.parties, 'party', 'parties')}."
            )
        case e.DeferralRequested():
            return f"{name(event.by)} put off reviewing in the year of its own review."
        case e.VolunteerOffered():
            return f"{name(event.by)} offered to review above the maximum."
        case e.ContributionCommitted():
            return f"{name(event.by)} committed to a contribution to the seed, known so far by its hash alone."
        case e.DrawSealed():
            return (
                f"Inputs, rules and {said.counted(len(event.entropy_sources), 'source')} of the seed were sealed "
                "under a hash, before any of the sources had given its value."
            )
        case e.ContributionRevealed():
            return f"{name(event.by)} revealed its contribution; it is the one that it had committed to."
        case e.RevealsClosed():
            missing = said.listed([name(each) for each in event.held_back])
            return "Reveals were closed" + (f"; {missing} held back." if missing else ".")
        case e.EntropySupplied():
            return _supplied(event)
        case e.GroupsDrawn():
            sizes = [str(list(event.groups.values()).count(group)) for group in sorted(set(event.groups.values()))]
            return f"The seed was made, and groups of {said.listed(sizes)} States were drawn."
        case e.DrawBegun():
            return "The draw of the reviewers began."
        case e.ReviewersDrawn():
            return (
                f"{said.counted(len(event.assignments), 'review')} were drawn. The list is provisional: a State under "
                f"review may ask for another draw until {words.day(event.window_ends)}."
            )
        case e.DrawFailed():
            return f"Nothing could be drawn from what was sealed: {event.message}"
        case e.RedrawRequested():
            return f"{name(event.under_review)} asked that the place of {name(event.outgoing)} be drawn again."
        case e.RedrawLimitReached():
            return (
                f"{name(event.under_review)} has used {said.counted(event.limit, 'request')}; the Secretariat and the "
                "Bureau decide on this one."
            )
        case e.RedrawDecided():
            decision = "granted" if event.is_granted else "not granted"
            return f"The request of {name(event.under_review)} was {decision}. {event.reason}".strip()
        case e.ReplacementRequested():
            return f"{name(event.outgoing)} is to be replaced by lot as a reviewer of {name(event.under_review)}."
        case e.LateEntrantRegistered():
            joined = said.listed([each.value for each in event.instruments])
            return f"{name(event.state)} joined {joined} on {words.day(event.joined_on)}."
        case e.DepartureRegistered():
            left = said.listed([each.value for each in event.instruments])
            return f"{name(event.state)} left {left} on {words.day(event.left_on)}."
        case e.SourceDeclared():
            what = event.source.kind.value
            chain = f" {event.beacon.name}" if event.beacon else ""
            return f"Changes are decided by another source from now on: {what}{chain}. {event.reason}"
        case e.ChangeLapsed():
            return f"{_not_drawn(atlas, event)} It waits no more."
        case e.ChangePutOff():
            return f"{_not_drawn(atlas, event)} It waits for another lot."
        case e.PairingAmended():
            return f"Amendment {event.amendment.number}: {amended(atlas, event.amendment)}"
        case e.PairingConfirmed():
            amendments = said.counted(event.amendments, "amendment")
            return f"The list was confirmed with {amendments}. The reviews start from it."
        case e.DrawVoided():
            return f"The draw was declared void. {event.reason}"
        case e.DrawingClosed():
            return "The cycle is over; nothing is amended any more."
        case Reminder():
            return f"{words.event(event.type)}: {words.action(event.action).lower()}."
        case _:
            return ""


def amended(atlas: Atlas, amendment: Amendment) -> str:
    """Who left and who came in, in a sentence."""
    parts = [
        *_rows(atlas, amendment.vacated, "no longer reviews"),
        *_rows(atlas, amendment.changed, "now reviews", with_instruments=True),
        *_rows(atlas, amendment.filled, "reviews"),
    ]
    return ("; ".join(parts) or "no place changes") + "."


def _not_drawn(atlas: Atlas, event: e.ChangeNotDrawn) -> str:
    """For what nobody was drawn, and why."""
    if event.under_review:
        wanted = (
            f"the place of {atlas.state(event.outgoing).name} in the review of {atlas.state(event.under_review).name}"
        )
    else:
        wanted = f"the places that {atlas.state(event.state or '').name} opens"
    return f"Nobody was drawn for {wanted}: {event.message}"


def _rows(atlas: Atlas, rows: Sequence[LotsAssignment], verb: str, *, with_instruments: bool = False) -> list[str]:
    sentences: list[str] = []
    for row in rows:
        on = f" on {said.listed([each.value for each in row.instruments])}" if with_instruments else ""
        sentences.append(f"{atlas.state(row.reviewer).name} {verb} {atlas.state(row.under_review).name}{on}")
    return sentences


def _supplied(event: e.EntropySupplied) -> str:
    match event.source:
        case SourceKind.HAND:
            return f"Numbers were drawn by hand in the room: {' '.join(str(each) for each in event.supplied.numbers)}."
        case SourceKind.BEACON:
            return f"Round {event.round} of the public beacon came in, and its signature is valid."
        case SourceKind.GIVEN:
            return "The seed of this rehearsal was given."
        case _:
            return f"{words.spoken(event.source)} gave its value."
