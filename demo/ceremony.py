"""The drawing of lots in a few lines: what a room would be told, from what is recorded."""

from collections import Counter
from collections.abc import Callable, Iterable

from models.amendment import Amendment, AmendmentKind
from models.beacon import BeaconChain
from models.drawing import events as e
from models.drawing.state import DrawingState, SourceKind
from models.event import Event
from models.lots import LotsAssignment, Method

WHOLE = 1_000_000
"""Of what is published in millionths."""

Names = Callable[[str], str]
"""The name of a State by its code."""


def lines_of(state: DrawingState, event: Event, names: Names) -> list[str]:  # noqa: C901 - one case per event
    """Return what is said of one event of the ceremony, nothing of most; `state` is the state after it."""
    match event:
        case e.DrawingPlanned():
            said = [f"announced  {len(state.parties)} parties; the lots are to fall on {state.meeting_on:%d %B %Y}"]
        case e.ContributionCommitted():
            said = [f"committed  {names(event.by)}, to a contribution that nobody else knows"]
        case e.DrawSealed():
            said = [
                f"sealed     {event.inputs_sha256}",
                "           the hash of register, rules and program, before there is any entropy",
                *(f"           {each} is to decide" for each in _rounds(state, event)),
            ]
        case e.ContributionRevealed():
            said = [f"revealed   {names(event.by)}, what it had committed to"]
        case e.EntropySupplied() if event.source == SourceKind.BEACON:
            said = [f"beacon     {_round(event.round, state.chain(event.chain))}: {event.supplied.randomness[:16]}..."]
        case e.GroupsDrawn():
            sizes = Counter(event.groups.values())
            said = ["groups     " + ", ".join(f"{sizes[group]} in group {group}" for group in sorted(sizes))]
        case e.ReviewersDrawn():
            more = sum(not each.principal for each in event.assignments)
            said = [
                f"drawn      {len(event.assignments)} pairs, {more} of them for what a principal is not party to",
                f"           distance from uniform (1: none): {', '.join(map(_distance, event.method))}",
            ]
        case e.PairingAmended():
            said = [f"amended    {amended(event.amendment, names)}"]
        case e.PairingConfirmed():
            said = [f"confirmed  {len(event.assignments)} pairs, {event.amendments} amendments; the reviews begin"]
        case e.DrawFailed():
            said = [f"failed     {event.message}"]
        case _:
            said = []
    return said


def amended(amendment: Amendment, names: Names) -> str:
    """Return what one amendment did, in one line."""
    reviewed = _listed(names(iso3) for iso3 in dict.fromkeys(each.under_review for each in amendment.vacancies))
    gone = _listed(names(each.reviewer) for each in amendment.vacated[:1])
    joins = _listed(f"{names(each.iso3)} ({', '.join(each.instruments)})" for each in amendment.states)
    match amendment.kind:
        case AmendmentKind.REDRAW:
            what = f"{reviewed} asked for another reviewer than {gone}"
        case AmendmentKind.DEFERRAL:
            what = f"{_listed(map(names, amendment.deferrals))} puts off reviewing in its own year"
        case AmendmentKind.REPLACEMENT:
            what = f"{gone} is replaced in the review of {reviewed}"
        case AmendmentKind.LATE_ENTRANT:
            what = f"{joins} enters late, into group {_listed(map(str, amendment.groups.values()))}"
        case AmendmentKind.INSTRUMENT_JOINED:
            what = f"{joins} has joined an instrument"
        case _:
            what = f"{amendment.kind} of {gone}"
    come = [f"{names(each.reviewer)}{_part(amendment, each, names)}" for each in amendment.filled]
    return f"{what}; {f'the lot falls on {_listed(come)}' if come else 'its reviewers cover it, so nobody is drawn'}"


def _part(amendment: Amendment, row: LotsAssignment, names: Names) -> str:
    """What a State that was drawn is drawn for, as far as that is not clear by itself."""
    of = f" for {names(row.under_review)}" if amendment.kind is AmendmentKind.DEFERRAL else ""
    return of if row.principal else f"{of} ({', '.join(row.instruments)})"


def _rounds(state: DrawingState, sealed: e.DrawSealed) -> list[str]:
    return [_round(each.round, state.chain(each.chain)) for each in sealed.sources if each.round]


def _round(number: int, chain: BeaconChain | None) -> str:
    return f"round {number:,} of {chain.name if chain else 'a beacon'}"


def _distance(method: Method) -> str:
    if method.outcomes is not None:
        return f"{method.stage} none, one of {int(method.outcomes):,}"
    index, most = method.distance_millionths / WHOLE, method.tolerance_millionths / WHOLE
    return f"{method.stage} {index:.3f} of {most:.3f} allowed"


def _listed(words: Iterable[str]) -> str:
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last
