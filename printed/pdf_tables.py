"""The tables of the PDF: groups, who is reviewed, who reviews, what was relaxed, what was amended."""

from collections.abc import Sequence

from printed import words
from printed.record import Amended, Duty, Named, Record, Reviewer
from printed.shown import reviewer_note
from printed.typeset import WIDTH, Column, Paper, said, writable

NO_BREAK = "\u00a0"


def groups(paper: Paper, record: Record) -> None:
    """The three start groups, side by side."""
    paper.add_page()
    paper.heading("Groups")
    longest = max((len(states) for _, states in record.groups), default=0)
    columns = [
        Column(
            f"{f'Group {group}' if group else 'No group'}: {words.counted(len(states), 'State')}",
            WIDTH / len(record.groups),
        )
        for group, states in record.groups
    ]
    rows = [
        [_coded(states[line]) if line < len(states) else "" for _, states in record.groups] for line in range(longest)
    ]
    paper.grid(columns, rows, size=6.9, space=0.6)


def under_review(paper: Paper, record: Record) -> None:
    """Every State under review with its reviewers."""
    paper.heading("By State under review")
    paper.small(
        "A reviewer covers every instrument of the State under review, unless others are named behind it. UNTOC: "
        "Convention; TIP: Trafficking in Persons Protocol; SOM: Smuggling of Migrants Protocol; FA: Firearms Protocol. "
        "Codes: ISO 3166-1."
    )
    columns = (
        Column("State under review", 33, is_bold=True),
        Column("Region", 20),
        Column("Group", 10.5),
        Column("Instruments", 26.5),
        Column("Reviewer, same region", 30),
        Column("Reviewer, other region", 30),
        Column("Supplementary", 26),
    )
    rows = [
        [
            _coded(row.state),
            words.TABLE_REGIONS[row.region],
            str(row.group or ""),
            " ".join(row.instruments),
            _reviewers(row.same_region),
            _reviewers(row.other_region),
            _reviewers(row.supplements),
        ]
        for row in record.under_review
    ]
    paper.grid(columns, rows, size=7.2)


def reviewing(paper: Paper, record: Record) -> None:
    """Every reviewing State with its load."""
    paper.heading("By reviewing State")
    paper.small("How many reviews each State does, principal and supplementary, and of whom.")
    columns = (
        Column("Reviewing State", 44, is_bold=True),
        Column("Reviews", 20),
        Column("Principal reviewer of", 66),
        Column("Supplementary reviewer of", 46),
    )
    rows: list[list[str]] = []
    for row in record.reviewing:
        notes = [note for note, holds in (("deferring", row.is_deferring), ("volunteer", row.is_volunteer)) if holds]
        load = f"{len(row.principal)} + {len(row.supplementary)}"
        rows.append(
            [
                "\n".join([_coded(row.state), *notes]),
                f"{load}\n(earlier {row.earlier})" if row.earlier else load,
                _duties(row.principal),
                _duties(row.supplementary),
            ]
        )
    paper.grid(columns, rows, size=7.2)


def relaxed(paper: Paper, record: Record) -> None:
    """Where a rule was given up, and which."""
    paper.heading("Rules that were relaxed")
    if not record.relaxed:
        paper.paragraph("None: every review keeps all rules of the draw.")
        return
    columns = (
        Column("Under review", 38, is_bold=True),
        Column("Reviewer", 38),
        Column("Rule", 12),
        Column("What was given up", 88),
    )
    paper.grid(
        columns, [[name_of(row.under_review), name_of(row.reviewer), row.rule, row.text] for row in record.relaxed]
    )


def amendments(paper: Paper, rows: Sequence[Amended]) -> None:
    """What changed after the draw, in its order."""
    paper.heading("Amendments")
    paper.paragraph(
        "The transcript is never overwritten. Each amendment carries the hash of what came before it; the tables show "
        "who reviews whom after the last of them."
    )
    for each in rows:
        if paper.room < 30:  # noqa: PLR2004 - an amendment is not torn apart if it is short
            paper.add_page()
        paper.paragraph(words.day(each.on), lead=f"{each.number}. {each.title},")
        for line in (*each.out, *each.changed, *each.into):
            paper.small(f"-  {said(line)}")
        reason = f" Reason: {said(each.reason)}" if each.reason else ""
        paper.small(f"{each.how}.{reason}")
        paper.code(each.sha256, size=7.5)
        paper.ln(2.5)


def name_of(state: Named) -> str:
    """The name of a State, or its code if the fonts lack a letter of the name."""
    return writable(state.name) or state.code


def _coded(state: Named) -> str:
    name = name_of(state)
    return name if name == state.code else f"{name} {state.code}"


def _reviewers(reviewers: Sequence[Reviewer]) -> str:
    lines = [(name_of(each.state), reviewer_note(each)) for each in reviewers]
    return "\n".join(f"{name} {_together(note)}" if note else name for name, note in lines)


def _duties(duties: Sequence[Duty]) -> str:
    return "; ".join(
        f"{name_of(each.state)} {_together(', '.join(each.instruments))}" if each.instruments else name_of(each.state)
        for each in duties
    )


def _together(note: str) -> str:
    """A note in brackets that is not broken at its commas."""
    return f"({note})".replace(", ", f",{NO_BREAK}")
