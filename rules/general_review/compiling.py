"""From the ledger to the report's data and draft: what the program does when it is asked to compile (domain.md 5)."""

from collections.abc import Iterable, Sequence
from itertools import chain

from models.conference.review import ClusterNumbers, Compilation, CompileRequest, GeneralReview
from models.conference.state import ReviewFigures
from models.errors import RuleViolation
from models.instruments import Instrument
from models.ledger import LedgerEntry
from models.mechanism import ClusterArticles
from rules.general_review.counting import count
from rules.general_review.draft import draft
from rules.general_review.reading import Period, agreed_lists, check_periods_meet, register
from rules.general_review.suppression import publish
from rules.lots.canonical import canonical, sha256


def compile_review(
    request: CompileRequest,
    *,
    cycle: Iterable[LedgerEntry],
    phases: Iterable[LedgerEntry],
    conferences: Iterable[LedgerEntry],
    clusters: Sequence[ClusterArticles],
) -> Compilation:
    """Return data, draft and figures; the same ledger gives the same bytes.

    The entries are those that `models.conference.review` names, by stream and version; `clusters` are the
    mechanism's, with their names and articles.

    Raises:
        RuleViolation: `periods_overlap`, `periods_apart`, or `nothing_coded`.
    """
    period = Period(starts=request.period_starts, ends=request.cut_off, until=request.until)
    check_periods_meet(conferences, cycle=request.cycle, conference=request.conference, period=period)
    lists, uncoded = agreed_lists(phases, period)
    if not any(each.items for each in lists):
        why = f"{uncoded} were agreed and carry no codes: code them first" if uncoded else "none was agreed"
        raise RuleViolation(
            "nothing_coded", f"no coded list of observations from {period.starts} to {period.ends}: {why}."
        )
    regions, sizes = register(cycle, request.until)
    articles = {
        each.cluster: [(instrument, number) for instrument in Instrument for number in each.articles_of(instrument)]
        for each in clusters
    }
    titles = {each.cluster: each.name for each in clusters}
    review = GeneralReview(
        cycle=request.cycle,
        conference=request.conference,
        period_starts=request.period_starts,
        cut_off=request.cut_off,
        until=request.until,
        clusters=tuple(publish(counted, sizes) for counted in count(lists, regions, articles)),
    )
    return Compilation(
        data=data_of(review), draft=draft(review, titles), figures=figures(review.clusters, uncoded=uncoded)
    )


def data_of(review: GeneralReview) -> bytes:
    """Return the data as it is stored: canonical JSON, whose last word is the SHA-256 of everything else."""
    content = review.model_dump(mode="json")
    return canonical({**content, "sha256": sha256(content)}) + b"\n"


def figures(clusters: Sequence[ClusterNumbers], *, uncoded: int) -> ReviewFigures:
    """Return the sums of what is published."""
    kinds = tuple(chain.from_iterable(each.kinds for each in clusters))
    return ReviewFigures(
        clusters=sum(bool(each.kinds) for each in clusters),
        reviews=sum(each.reviews_at_least or 0 for each in clusters),
        published=sum(len(each.regions) + len(each.articles) for each in kinds),
        uncoded=uncoded,
    )
