"""The report's data and draft: one form for one ledger, nothing in it that is left out, and no State."""

import hashlib
import json
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from mechanisms.country_names import names_in
from mechanisms.load import load_mechanism, mechanism_folder
from models.conference.review import Compilation, CompileRequest
from models.errors import RuleViolation
from models.observations import ObservationKind
from models.register import Region
from rules.general_review.compiling import compile_review
from tests.general_review.cases import ARTICLES, item
from tests.general_review.ledger import CYCLE, Ledger

REQUEST = CompileRequest(
    workflow_id="conference/untoc-1/12",
    cycle=CYCLE,
    conference=12,
    number=1,
    period_starts=date(2022, 4, 18),
    cut_off=date(2024, 4, 14),
    until=datetime(2024, 4, 15, 9, tzinfo=UTC),
)
CLUSTERS = load_mechanism(mechanism_folder("untoc")).mechanism.clusters
GROUPS = [region for region in Region if region is not Region.NONE]


def cycle_with(states: int, seed: int = 1) -> Ledger:
    """A cycle in which so many reviews came to an agreed list, in five regional groups."""
    chance = Random(seed)  # noqa: S311 - a test's choice
    ledger = Ledger()
    names = [f"{first}{second}X" for first in "ABCDEFGH" for second in "ABCDEFGH"][:states]
    ledger.open_cycle({name: GROUPS[place % 5] for place, name in enumerate(names)})
    for name in names:
        items = [
            item(number, chance.choice(ARTICLES[instrument]), instrument, kind=chance.choice(list(ObservationKind)))
            for number, instrument in enumerate(chance.choices(list(ARTICLES), k=8), start=1)
        ]
        ledger.propose(name, items, on=date(2023, 1, 1), instruments=tuple(ARTICLES))
        ledger.agree(name, on=date(2023, 2, 1), instruments=tuple(ARTICLES))
    return ledger


def compiled(ledger: Ledger, **changed: Any) -> Compilation:
    return compile_review(
        REQUEST.model_copy(update=changed),
        cycle=ledger.of("cycle"),
        phases=ledger.of("phase"),
        conferences=ledger.of("conference"),
        clusters=CLUSTERS,
    )


def test_one_ledger_gives_one_report_to_the_byte() -> None:
    assert compiled(cycle_with(30)) == compiled(cycle_with(30))


def test_the_last_word_of_the_data_is_the_hash_of_everything_else() -> None:
    data = json.loads(compiled(cycle_with(30)).data)
    said = data.pop("sha256")

    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    assert said == hashlib.sha256(plain).hexdigest()


def test_the_data_says_period_rule_and_tables() -> None:
    data = json.loads(compiled(cycle_with(30)).data)

    assert data["format"] == "general-review/1"
    assert (data["period_starts"], data["cut_off"], data["smallest"]) == ("2022-04-18", "2024-04-14", 3)
    assert [each["reviews_at_least"] for each in data["clusters"]] == [30, None, None, None]
    assert [each["kind"] for each in data["clusters"][0]["kinds"]] == list(ObservationKind)


def test_no_code_of_a_state_is_in_data_or_draft() -> None:
    ledger = cycle_with(40)
    report = compiled(ledger)

    for entry in ledger.of("phase"):
        state = entry.stream.split("/")[2]
        assert state not in report.data.decode()
        assert state not in report.draft


@pytest.mark.parametrize("states", [1, 3, 6, 12, 40])
def test_the_draft_names_no_state_and_no_number_that_is_left_out(states: int) -> None:
    report = compiled(cycle_with(states))
    cells = [cell.strip() for line in report.draft.splitlines() if line.startswith("| ") for cell in line.split("|")]

    assert not names_in(report.draft)
    assert not {"1", "2"} & {cell for cell in cells if cell}
    assert "None" not in report.draft


def test_the_draft_says_what_is_most_frequent_in_plain_sentences() -> None:
    ledger = cycle_with(0)
    for name in ("AAX", "ABX", "ACX", "ADX"):
        ledger.propose(name, [item(1), item(2, 6, kind=ObservationKind.SUGGESTION)], on=date(2023, 1, 1))
        ledger.agree(name, on=date(2023, 2, 1))

    draft = compiled(ledger).draft

    assert "## Cluster I: Criminalization and jurisdiction" in draft
    assert "The tables cover at least three reviews." in draft
    assert "- Gaps: the largest number published is that of article 5 of the Convention, 4 States." in draft


def test_figures_are_sums_of_what_is_published() -> None:
    report = compiled(cycle_with(30))
    kinds = [kind for cluster in json.loads(report.data)["clusters"] for kind in cluster["kinds"]]

    assert report.figures.published == sum(len(each["regions"]) + len(each["articles"]) for each in kinds) > 0
    assert (report.figures.clusters, report.figures.reviews, report.figures.uncoded) == (1, 30, 0)


@pytest.mark.parametrize(
    ("is_coded", "says"), [(False, "none was agreed"), (True, "1 were agreed and carry no codes: code them first")]
)
def test_a_period_without_coded_lists_has_no_report(is_coded: bool, says: str) -> None:  # noqa: FBT001
    ledger = cycle_with(0)
    if is_coded:
        ledger.propose("AAX", [], on=date(2023, 1, 1))
        ledger.agree("AAX", on=date(2023, 2, 1))

    with pytest.raises(RuleViolation) as refused:
        compiled(ledger)

    assert refused.value.code == "nothing_coded"
    assert says in refused.value.message


def test_a_period_that_another_report_has_days_of_is_refused() -> None:
    ledger = cycle_with(5)
    ledger.compiled(11, date(2020, 10, 1), date(2022, 4, 18))

    with pytest.raises(RuleViolation) as refused:
        compiled(ledger)

    assert refused.value.code == "periods_overlap"
