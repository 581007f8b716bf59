"""The draft of the general report, as Markdown: tables, and plain sentences on what is most frequent (domain.md 5).

Every number in it is one that is published. No State is named, and nothing is ranked: articles and kinds are looked at,
never reviews. The Secretariat edits it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from models.conference.review import ArticleNumber, ClusterNumbers, GeneralReview, KindNumbers
from models.instruments import Cluster, Instrument
from models.observations import ObservationKind
from models.register import Region

MISSING = "–"  # noqa: RUF001 - a dash is what tables have there

KINDS: Mapping[ObservationKind, str] = {
    ObservationKind.GAP: "Gaps",
    ObservationKind.CHALLENGE: "Challenges",
    ObservationKind.BEST_PRACTICE: "Best practices",
    ObservationKind.SUGGESTION: "Suggestions",
    ObservationKind.TECHNICAL_ASSISTANCE_NEED: "Technical assistance needs",
}

INSTRUMENTS: Mapping[Instrument, str] = {
    Instrument.UNTOC: "the Convention",
    Instrument.TIP: "the Trafficking in Persons Protocol",
    Instrument.SOM: "the Smuggling of Migrants Protocol",
    Instrument.FA: "the Firearms Protocol",
}

REGIONS: Mapping[Region, str] = {
    Region.AFRICAN: "African",
    Region.ASIA_PACIFIC: "Asia-Pacific",
    Region.EASTERN_EUROPEAN: "Eastern European",
    Region.GRULAC: "Latin American and Caribbean",
    Region.WEOG: "Western European and other",
    Region.NONE: "In no regional group",
}


def draft(review: GeneralReview, titles: Mapping[Cluster, str]) -> str:
    """Return the text; `titles` names the clusters."""
    what = (
        f"Draft of the Secretariat for session {review.conference} of the Conference. It counts the lists of "
        f"observations that States agreed from {_day(review.period_starts)} to {_day(review.cut_off)}, by the codes of "
        "their items. No State is named."
    )
    how = (
        "A number is how many States have at least one observation of that sort. "
        f"{MISSING} means fewer than {_in_words(review.smallest)}, none included: such a number is not published, nor "
        "anything by which it could be worked out."
    )
    lines = ["# General report on trends and patterns in the country reviews", "", what, "", how, ""]
    for cluster in review.clusters:
        lines += _cluster(cluster, titles)
    return "\n".join(lines)


def _cluster(cluster: ClusterNumbers, titles: Mapping[Cluster, str]) -> Iterator[str]:
    title = titles.get(cluster.cluster, "")
    yield f"## Cluster {cluster.cluster.roman}{': ' if title else ''}{title}"
    yield ""
    if cluster.reviews_at_least is None:
        yield "Fewer than three reviews of this cluster came to an agreed list in the period: nothing is published."
        yield ""
        return
    yield f"The tables cover at least {_in_words(cluster.reviews_at_least)} reviews."
    yield ""
    yield from _sentences(cluster)
    yield ""
    yield "### States with at least one observation, by regional group"
    yield ""
    yield from _table(("Kind", *REGIONS.values()), [_of_regions(each) for each in cluster.kinds])
    yield "### States with at least one observation, by article"
    yield ""
    yield from _table(("Article", *KINDS.values()), _of_articles(cluster.kinds))


def _sentences(cluster: ClusterNumbers) -> Iterator[str]:
    for each in cluster.kinds:
        if each.articles:
            most = max(article.states for article in each.articles)
            named = _joined([_article(article) for article in each.articles if article.states == most])
            yield f"- {KINDS[each.kind]}: the largest number published is that of {named}, {most} States."


def _of_regions(numbers: KindNumbers) -> tuple[str, ...]:
    return (KINDS[numbers.kind], *(_cell(numbers.regions.get(region)) for region in REGIONS))


def _of_articles(kinds: Sequence[KindNumbers]) -> list[tuple[str, ...]]:
    known = {(each.instrument, each.article) for numbers in kinds for each in numbers.articles}
    order = list(Instrument)
    columns = {
        numbers.kind: {(each.instrument, each.article): each.states for each in numbers.articles} for numbers in kinds
    }
    return [
        (
            f"{instrument} {article}",
            *(_cell(columns.get(kind, {}).get((instrument, article))) for kind in ObservationKind),
        )
        for instrument, article in sorted(known, key=lambda each: (order.index(each[0]), each[1]))
    ]


def _article(article: ArticleNumber) -> str:
    return f"article {article.article} of {INSTRUMENTS[article.instrument]}"


def _cell(number: int | None) -> str:
    return MISSING if number is None else str(number)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "| " + " | ".join(["---", *["---:"] * (len(header) - 1)]) + " |"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _in_words(number: int) -> str:
    return "three" if number == 3 else str(number)
