"""Puts a draw into words: from a transcript, its amendments and the names of States to the record that is printed."""

from collections.abc import Mapping, Sequence

from models.amendment import Amendment
from models.instruments import Instrument
from models.lots import GROUPS, LotsAssignment, Role
from models.register import Region
from printed import words
from printed.pairing import Pairing, amended, drawn
from printed.record import (
    Amended,
    Duty,
    Named,
    Occasion,
    Record,
    RegionRow,
    Relaxed,
    Reviewer,
    Reviewing,
    Source,
    UnderReview,
    alphabetically,
)
from printed.seal import seal_of
from printed.transcript import Transcript


def record_of(
    transcript: Transcript, amendments: Sequence[Amendment], names: Mapping[str, str], occasion: Occasion
) -> Record:
    """Put into words what was drawn, and who reviews whom after the last of `amendments`; `names` by code."""
    pairing = amended(drawn(transcript), amendments)
    scribe = Scribe(pairing, names)
    regions = tuple(region for region in Region if any(each.region is region for each in pairing.states))
    under_review = scribe.under_review()
    by_region = _by_region(pairing, regions)
    return Record(
        occasion=occasion,
        title="Record of the drawing of lots",
        verdict=_verdict(transcript, pairing),
        seal=seal_of(transcript, occasion.drawing, pairing.head if amendments else ""),
        sources=tuple(
            Source(name=name, value=value)
            for name, value in (words.source(entry, names) for entry in transcript.entropy)
        ),
        figures=_figures(pairing, amendments),
        groups=tuple(
            (group, tuple(each.state for each in under_review if each.group == group))
            for group in (*GROUPS, 0)
            if group or any(each.group == 0 for each in under_review)
        ),
        regions=regions,
        by_region=by_region,
        region_totals=tuple(sum(column) for column in zip(*(row.counts for row in by_region), strict=True)),
        under_review=under_review,
        reviewing=scribe.reviewing(),
        relaxed=scribe.relaxed(),
        method=tuple(
            (name, words.method(transcript.method[stage]))
            for stage, name in (("principals", "Principal reviewers"), ("supplements", "Supplementary reviewers"))
        ),
        deferrals=scribe.named(pairing.deferrals),
        volunteers=scribe.named(pairing.volunteers),
        amendments=tuple(scribe.amendment(each) for each in amendments),
        is_rehearsal=transcript.is_rehearsal,
    )


class Scribe:
    """Makes rows of who reviews whom."""

    def __init__(self, pairing: Pairing, names: Mapping[str, str]) -> None:
        """Take who reviews whom, and the names of States by their codes."""
        self._pairing = pairing
        self._names = names
        self._joined = {state.iso3: state.instruments for state in pairing.states}
        self._region = {state.iso3: state.region for state in pairing.states}
        self._reviewers: dict[str, list[LotsAssignment]] = {iso3: [] for iso3 in self._joined}
        self._duties_of: dict[str, list[LotsAssignment]] = {iso3: [] for iso3 in self._joined}
        for row in pairing.assignments:
            self._reviewers[row.under_review].append(row)
            self._duties_of[row.reviewer].append(row)

    def named(self, codes: Sequence[str]) -> tuple[Named, ...]:
        """States in alphabetical order."""
        return tuple(sorted((self.state_named(code) for code in codes), key=alphabetically))

    def under_review(self) -> tuple[UnderReview, ...]:
        """Every State that is party to something, with its reviewers."""
        rows: list[UnderReview] = []
        for state in self.named([iso3 for iso3, joined in self._joined.items() if joined]):
            mine = self._reviewers[state.code]
            principals = {
                role: tuple(self._reviewer(each) for each in mine if each.principal and each.role is role)
                for role in Role
            }
            rows.append(
                UnderReview(
                    state=state,
                    region=self._region[state.code],
                    group=self._pairing.groups.get(state.code, 0),
                    instruments=self._joined[state.code],
                    same_region=principals[Role.SAME_REGION],
                    other_region=principals[Role.OTHER_REGION],
                    supplements=tuple(self._reviewer(each) for each in mine if not each.principal),
                )
            )
        return tuple(rows)

    def reviewing(self) -> tuple[Reviewing, ...]:
        """Every State that is party to something, with whom it reviews."""
        rows: list[Reviewing] = []
        for state in self.named([iso3 for iso3, joined in self._joined.items() if joined]):
            mine = self._duties_of[state.code]
            rows.append(
                Reviewing(
                    state=state,
                    region=self._region[state.code],
                    group=self._pairing.groups.get(state.code, 0),
                    principal=self._duties([each for each in mine if each.principal]),
                    supplementary=self._duties([each for each in mine if not each.principal]),
                    earlier=self._pairing.earlier_load.get(state.code, 0),
                    is_deferring=state.code in self._pairing.deferrals,
                    is_volunteer=state.code in self._pairing.volunteers,
                )
            )
        return tuple(rows)

    def relaxed(self) -> tuple[Relaxed, ...]:
        """Every rule that was given up, by State under review."""
        rows = [
            Relaxed(
                under_review=self.state_named(each.under_review),
                reviewer=self.state_named(each.reviewer),
                rule=rule,
                text=words.rule(rule),
            )
            for each in self._pairing.assignments
            for rule in each.relaxed
        ]
        return tuple(sorted(rows, key=lambda row: (alphabetically(row.under_review), alphabetically(row.reviewer))))

    def amendment(self, amendment: Amendment) -> Amended:
        """An amendment in words."""
        if amendment.by_name:
            how = "Named by the Secretariat"
        elif amendment.seed:
            how = "Drawn by lot"
        else:
            how = "Nothing was drawn" if not amendment.vacancies else "The place is open"
        return Amended(
            number=amendment.number,
            title=words.AMENDMENTS[amendment.kind],
            on=amendment.on,
            out=self.sentences(amendment.vacated, "no longer reviews"),
            changed=self.sentences(amendment.changed, "now reviews"),
            into=self.sentences(amendment.filled, "reviews"),
            reason=amendment.reason,
            how=how,
            previous_sha256=amendment.previous_sha256,
            sha256=amendment.sha256,
        )

    def sentences(self, rows: Sequence[LotsAssignment], verb: str) -> tuple[str, ...]:
        """Each row as a sentence with this verb."""
        return tuple(
            f"{self.state_named(row.reviewer).name} {verb} {self.state_named(row.under_review).name}"
            f" on {words.listed([each.value for each in row.instruments])}"
            for row in rows
        )

    def state_named(self, code: str) -> Named:
        """A State with its name, or its code for want of one."""
        return Named(code=code, name=self._names.get(code, code))

    def _reviewer(self, row: LotsAssignment) -> Reviewer:
        return Reviewer(
            state=self.state_named(row.reviewer),
            instruments=self._covered(row),
            role=row.role,
            relaxed=row.relaxed,
            amendment=self._pairing.amended.get((row.under_review, row.reviewer), 0),
        )

    def _duties(self, rows: Sequence[LotsAssignment]) -> tuple[Duty, ...]:
        duties = [Duty(state=self.state_named(row.under_review), instruments=self._covered(row)) for row in rows]
        return tuple(sorted(duties, key=lambda duty: alphabetically(duty.state)))

    def _covered(self, row: LotsAssignment) -> tuple[Instrument, ...]:
        """The instruments of a row, or nothing if they are all that the State under review is party to."""
        is_all = set(row.instruments) >= set(self._joined[row.under_review])
        return () if is_all else row.instruments


def _verdict(transcript: Transcript, pairing: Pairing) -> str:
    rows = pairing.assignments
    relaxed = sum(bool(each.relaxed) for each in rows)
    parties = sum(bool(state.instruments) for state in pairing.states)
    given_up = f"rules were relaxed in {relaxed} of them, as listed" if relaxed else "no rule was relaxed"
    rehearsal = (
        "A rehearsal: the seed was given, and nobody is bound by the outcome. " if transcript.is_rehearsal else ""
    )
    principals = sum(each.principal for each in rows)
    reviews = words.counted(principals, "principal review")
    supplements = words.counted(len(rows) - principals, "supplementary review")
    return f"{rehearsal}{words.counted(parties, 'State')} were drawn for {reviews} and {supplements}; {given_up}."


def _figures(pairing: Pairing, amendments: Sequence[Amendment]) -> tuple[tuple[str, str], ...]:
    rows = pairing.assignments
    parties = [state for state in pairing.states if state.instruments]
    sizes = [sum(pairing.groups.get(state.iso3) == group for state in parties) for group in GROUPS]
    return (
        ("States under review", f"{len(parties):,}"),
        ("in groups of", " / ".join(str(size) for size in sizes)),
        ("principal reviews", f"{sum(each.principal for each in rows):,}"),
        ("supplementary reviews", f"{sum(not each.principal for each in rows):,}"),
        ("with a relaxed rule", f"{sum(bool(each.relaxed) for each in rows):,}"),
        ("amendments", f"{len(amendments):,}"),
    )


def _by_region(pairing: Pairing, regions: Sequence[Region]) -> tuple[RegionRow, ...]:
    of = {state.iso3: state.region for state in pairing.states}
    pairs = [(of[each.under_review], of[each.reviewer]) for each in pairing.assignments]
    return tuple(
        RegionRow(region=region, counts=tuple(pairs.count((region, by)) for by in regions)) for region in regions
    )
