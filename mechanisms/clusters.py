"""Reads `clusters.csv` and `articles.csv`: what each thematic cluster is called, and which articles it reviews."""

from itertools import product

from mechanisms.tables import Row, TableFolder
from models.instruments import Cluster, Instrument
from models.mechanism import ArticleList, ClusterArticles

NO_ARTICLE = "none"
"""Cell of an instrument that has no article in a cluster."""


def read_clusters(folder: TableFolder, instruments: tuple[Instrument, ...]) -> tuple[ClusterArticles, ...]:
    """Read and check both tables for the `instruments` under review; rows that were reported are left out."""
    articles = _read_articles(folder, instruments)
    table = folder.table("clusters.csv", ("cluster", "name"))
    if table is None:
        return ()
    clusters: dict[Cluster, ClusterArticles] = {}
    seen: set[Cluster] = set()
    for row in table:
        cluster = _cluster(row)
        if cluster in seen:
            row.report("duplicate_row", f"cluster {cluster:d} has a row already", remedy="keep one of them")
        name = row.required("name")
        evidence = row.evidence()
        if cluster is None:
            continue
        seen.add(cluster)
        if name is None or evidence is None:
            continue
        clusters[cluster] = ClusterArticles(
            cluster=cluster,
            name=name,
            evidence=evidence,
            by_instrument={instrument: cell for (owner, instrument), cell in articles.items() if owner == cluster},
        )
    for cluster in Cluster:
        if cluster not in seen:
            table.report(
                "missing_cluster", f"cluster {cluster:d} has no row", remedy=f"add a row for cluster {cluster:d}"
            )
    return tuple(clusters[cluster] for cluster in Cluster if cluster in clusters)


def _read_articles(
    folder: TableFolder, instruments: tuple[Instrument, ...]
) -> dict[tuple[Cluster, Instrument], ArticleList]:
    table = folder.table("articles.csv", ("cluster", "instrument", "articles"))
    if table is None:
        return {}
    cells: dict[tuple[Cluster, Instrument], ArticleList] = {}
    seen: set[tuple[Cluster, Instrument]] = set()
    home: dict[tuple[Instrument, int], Cluster] = {}
    for row in table:
        cluster = _cluster(row)
        instrument = _instrument(row, instruments)
        articles = _articles(row)
        evidence = row.evidence()
        if cluster is None or instrument is None:
            continue
        if (cluster, instrument) in seen:
            row.report(
                "duplicate_row",
                f"{instrument} has a row for cluster {cluster:d} already",
                remedy="put all its articles of the cluster in one row",
            )
        seen.add((cluster, instrument))
        if articles is None or evidence is None:
            continue
        for article in articles:
            first = home.setdefault((instrument, article), cluster)
            if first != cluster:
                row.report(
                    "article_in_two_clusters",
                    f"article {article} of {instrument} is in cluster {first.roman} and in cluster {cluster.roman}",
                    remedy="keep it in one of them",
                )
        cells[cluster, instrument] = ArticleList(articles=articles, evidence=evidence)
    for cluster, instrument in product(Cluster, instruments):
        if (cluster, instrument) not in seen:
            table.report(
                "missing_cluster",
                f"{instrument} has no row for cluster {cluster:d}",
                remedy=f"add one; write {NO_ARTICLE} under articles if the cluster has none of it",
            )
    return cells


def _cluster(row: Row) -> Cluster | None:
    number = row.number("cluster", least=min(Cluster), most=max(Cluster))
    return None if number is None else Cluster(number)


def _instrument(row: Row, instruments: tuple[Instrument, ...]) -> Instrument | None:
    instrument = row.choice("instrument", Instrument, code="unknown_instrument")
    if instrument is not None and instrument not in instruments:
        row.report(
            "unknown_instrument", f"{instrument} has no row in instruments.csv", remedy="add it there, or remove it"
        )
    return instrument


def _articles(row: Row) -> tuple[int, ...] | None:
    if row.text("articles").lower() == NO_ARTICLE:
        return ()
    if row.required("articles") is None:
        return None
    articles = row.numbers("articles", least=1)
    if articles is not None and len(set(articles)) < len(articles):
        row.report("duplicate_article", "an article stands twice in this row", remedy="keep it once")
    return articles
