"""`starter.py engagement consultation questionnaire`: a blank questionnaire for those whom a State asks.

A working aid and not the adopted questionnaire (DESIGN): it has the articles that the mechanism's tables give for the
cluster and for the instruments to which the State is party, each with the question shape of the house (domain.md 1.3,
CONFIRMED for an older questionnaire [S16]). How certain the articles are is printed beside them.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.engagement_acting import SlugArgument
from cli.engagement_reading import engagement_of
from cli.given import CycleArgument
from cli.output import AsJson, new_file, note, print_json, write
from cli.streams import state_of
from mechanisms.load import load_mechanism, mechanism_folder
from models.cycle.state import ReviewCycleState
from models.engagement.terms import ConsultationTerms, EngagementKind
from models.errors import InputInvalid
from models.ids import cycle_id, engagement_id
from models.instruments import Cluster, Instrument
from models.mechanism import LoadedMechanism
from models.value import Value

app = commands_of_a_group()

TOPICS: Mapping[int, str] = {
    2: "use of terms",
    5: "organized criminal group",
    6: "laundering (crime)",
    7: "laundering (measures)",
    8: "corruption",
    9: "corruption",
    10: "legal persons",
    11: "prosecution and sanctions",
    12: "confiscation",
    13: "confiscation",
    14: "confiscation",
    15: "jurisdiction",
    16: "extradition",
    17: "transfer of sentenced persons",
    18: "mutual legal assistance",
    19: "joint investigations",
    20: "special investigative techniques",
    21: "transfer of proceedings",
    22: "criminal records",
    23: "obstruction of justice",
    24: "witnesses",
    25: "victims",
    26: "cooperating offenders",
    27: "law-enforcement cooperation",
    28: "information",
    29: "training and technical assistance",
    30: "economic development and other measures",
    31: "prevention",
}
"""Article of the Convention -> its topic (domain.md 1.2). Articles of the Protocols go by number alone."""

AID = (
    "Working aid, not the questionnaire that resolution 10/1 adopted: the articles of the cluster as far as they are "
    "known here, with the same few questions for each."
)

GUIDANCE = """
Answer what you can. For every Yes, name the law and the provision. Give links instead of attachments; what you told
another review may be referred to, if it is brought up to date.

Hand the sheet to the focal point of the State, who takes it in or declines it with a reason. It stays with the State's
own team.
"""

QUESTIONS = (
    "Are there measures on this article?   [ ] Yes   [ ] Yes, in part   [ ] No",
    "If no, or in part: what is missing, and why?",
    "If yes: which law and provision, which practice, which cases? (links)",
    "Is technical assistance needed?   [ ] No   [ ] Yes, namely:",
    "Anything else:",
)


class Part(Value):
    """The part of one instrument: its articles, and how certain they are."""

    instrument: Instrument
    name: str
    articles: tuple[int, ...]
    mark: str
    source: str


class Questionnaire(Value):
    """A blank questionnaire: for which State and phase, and its parts."""

    state: str
    state_name: str
    phase: int
    cluster: Cluster
    cluster_name: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The sheet, as Markdown."""
        return "\n".join(_lines(self)) + "\n"


@app.command(
    epilog=examples(
        "starter.py engagement consultation questionnaire untoc-1 fra-1 --out blank.md",
        "starter.py engagement consultation questionnaire untoc-1 fra-1",
    )
)
def questionnaire(
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    out: Annotated[str, typer.Option(metavar="FILE", help="File to write; stdout if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a blank questionnaire for those who are asked: a working aid, not the adopted questionnaire."""
    blank = through_doors(ctx, lambda doors: _blank(doors, cycle, slug))
    if out:
        with new_file(out) as file:
            file.write(blank.text.encode())
    if as_json:
        print_json(blank)
    elif out:
        note(f"{sum(len(each.articles) for each in blank.parts)} articles of cluster {blank.cluster.roman} in {out}")
    else:
        write(blank.text)


def blank_questionnaire(
    loaded: LoadedMechanism, *, state: str, phase: int, cluster: Cluster, instruments: tuple[Instrument, ...]
) -> Questionnaire:
    """Return the blank questionnaire of a State, for the instruments to which it is party."""
    articles = loaded.mechanism.cluster(cluster)
    names = {each.instrument: each.name for each in loaded.mechanism.instruments}
    cells = ((each, articles.by_instrument.get(each)) for each in Instrument if each in instruments)
    known = loaded.register.get(state)
    return Questionnaire(
        state=state,
        state_name=known.name if known else state,
        phase=phase,
        cluster=cluster,
        cluster_name=articles.name,
        parts=tuple(
            Part(
                instrument=instrument,
                name=names[instrument],
                articles=cell.articles,
                mark=cell.evidence.mark,
                source=cell.evidence.source,
            )
            for instrument, cell in cells
            if cell is not None and cell.articles
        ),
    )


async def _blank(doors: Doors, cycle: str, slug: str) -> Questionnaire:
    async with doors.store() as pool:
        terms = (await engagement_of(pool, engagement_id(cycle, EngagementKind.CONSULTATION, slug))).terms
        state: ReviewCycleState = await state_of(pool, cycle_id(cycle))
    if not isinstance(terms, ConsultationTerms):
        raise InputInvalid("other_kind", f"{slug} is no domestic dialogue.")
    party = state.party(terms.state)
    group = state.groups.get(terms.state, state.plan.groups[0])
    return blank_questionnaire(
        load_mechanism(mechanism_folder(state.procedure.mechanism)),
        state=terms.state,
        phase=terms.phase,
        cluster=state.plan.slot(group=group, phase=terms.phase).cluster,
        instruments=party.instruments if party else (),
    )


def _lines(blank: Questionnaire) -> Iterator[str]:
    yield f"# {blank.state_name}, phase {blank.phase}: blank questionnaire for a domestic dialogue"
    yield ""
    yield f"Cluster {blank.cluster.roman}: {blank.cluster_name}"
    yield ""
    yield f"**{AID}**"
    yield GUIDANCE.rstrip()
    yield ""
    yield "Organisation:"
    yield ""
    yield "Date:"
    for part in blank.parts:
        yield ""
        yield f"## {part.instrument}: {part.name}"
        yield ""
        yield f"Articles {', '.join(map(str, part.articles))} ({part.mark}, {part.source})"
        for article in part.articles:
            topic = TOPICS.get(article) if part.instrument is Instrument.UNTOC else None
            yield ""
            yield f"### Article {article}" + (f": {topic}" if topic else "")
            yield ""
            for number, question in enumerate(QUESTIONS, start=1):
                yield f"{number}. {question}"
