"""What the items of a simulated list of observations are about: kinds and articles, by chance, weighted as is likely.

Which article comes up says nothing about any State. Some articles are named more often than others, so that a general
review has something to find.
"""

from demo.scene import Scene
from models.instruments import Cluster, Instrument
from models.observations import ObservationItem, ObservationKind

KINDS = (
    *(ObservationKind.GAP,) * 3,
    *(ObservationKind.CHALLENGE,) * 3,
    *(ObservationKind.BEST_PRACTICE,) * 2,
    *(ObservationKind.SUGGESTION,) * 3,
    ObservationKind.TECHNICAL_ASSISTANCE_NEED,
)
"""As often as each stands here."""

FEWEST, MOST = 2, 4
"""Items on one instrument."""


def items_of(scene: Scene) -> tuple[ObservationItem, ...]:
    """Return the coded items of the list that a scene's instruments get; none where the cluster names no article."""
    items: list[ObservationItem] = []
    phase = scene.status.phase or 1
    cluster = scene.plan.loaded.mechanism.cluster(Cluster(phase))
    for instrument in scene.instruments:
        items += _items(scene, instrument, cluster.cluster, cluster.articles_of(instrument), first=len(items) + 1)
    return tuple(items)


def _items(
    scene: Scene, instrument: Instrument, cluster: Cluster, articles: tuple[int, ...], *, first: int
) -> list[ObservationItem]:
    dice, about = scene.dice, (scene.status.workflow_id, instrument)
    count = round(dice.between(FEWEST, MOST, "items", *about)) if articles else 0
    return [
        ObservationItem(
            number=first + place,
            kind=dice.one_of(KINDS, "kind", *about, place),
            instrument=instrument,
            cluster=cluster,
            # The first articles of a cluster come up more often.
            article=articles[int(len(articles) * dice.between(0, 1, "article", *about, place) ** 2)],
        )
        for place in range(count)
    ]
