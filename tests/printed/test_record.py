"""What the record says: every review once in each table, loads that add up, rules and methods in words."""

import re
from collections import Counter
from datetime import date

import pytest

from models.amendment import AmendmentKind
from models.lots import Method, Role
from models.register import Region
from printed import words
from printed.record import Occasion, Record, alphabetically
from printed.scribe import record_of
from printed.transcript import read_transcript
from tests.printed.build import amended, amendments_of, real, record, small
from tests.rules.lots.checker import PROGRAM


@pytest.fixture(scope="module")
def whole() -> Record:
    """The record of the real register."""
    return record(real())


def test_every_review_stands_once_in_each_table(whole: Record) -> None:
    drawn = Counter((each["under_review"], each["reviewer"]) for each in real()["assignments"])

    under = Counter(
        (row.state.code, each.state.code)
        for row in whole.under_review
        for each in (*row.same_region, *row.other_region, *row.supplements)
    )
    by = Counter(
        (duty.state.code, row.state.code) for row in whole.reviewing for duty in (*row.principal, *row.supplementary)
    )
    assert under == by == drawn
    assert sum(whole.region_totals) == sum(sum(row.counts) for row in whole.by_region) == sum(drawn.values())


def test_every_state_has_one_principal_of_each_role(whole: Record) -> None:
    assert all(len(row.same_region) == len(row.other_region) == 1 for row in whole.under_review)
    assert {each.role for row in whole.under_review for each in row.same_region} == {Role.SAME_REGION}


def test_states_stand_in_alphabetical_order_of_their_names(whole: Record) -> None:
    names = [row.state.name for row in whole.under_review]

    assert names.index("Côte d'Ivoire") == names.index("Costa Rica") + 1
    assert names.index("Turkmenistan") == names.index("Türkiye") + 1
    assert names == [row.state.name for row in whole.reviewing]
    assert all(states == tuple(sorted(states, key=alphabetically)) for _, states in whole.groups)


def test_instruments_are_named_only_where_a_reviewer_covers_less_than_all(whole: Record) -> None:
    joined = {state["iso3"]: state["instruments"] for state in real()["inputs"]["states"]}
    covered = {(each["under_review"], each["reviewer"]): each["instruments"] for each in real()["assignments"]}

    for row in whole.under_review:
        for each in (*row.same_region, *row.other_region, *row.supplements):
            said = list(each.instruments) or joined[row.state.code]
            assert said == covered[row.state.code, each.state.code]


def test_a_state_without_a_name_is_called_by_its_code() -> None:
    printed = record_of(read_transcript(small()), (), {"FRA": "France"}, Occasion())

    assert [row.state.name for row in printed.under_review if row.state.code in ("FRA", "KEN")] == ["France", "KEN"]


def test_deferrals_volunteers_and_earlier_load_are_told() -> None:
    printed = record(small())
    load = {row.state.code: row for row in printed.reviewing}

    assert [each.name for each in printed.deferrals] == ["Ghana"]
    assert [each.name for each in printed.volunteers] == ["Belgium"]
    assert (load["MLI"].earlier, load["GHA"].is_deferring, load["BEL"].is_volunteer) == (1, True, True)


def test_a_rehearsal_is_called_so_first() -> None:
    printed = record(small())

    assert printed.verdict.startswith("A rehearsal: the seed was given")
    assert printed.is_rehearsal


def test_relaxed_rules_are_listed_with_what_they_mean(whole: Record) -> None:
    relaxed = sum(len(each["relaxed"]) for each in real()["assignments"])

    assert len(whole.relaxed) == relaxed > 0
    assert {row.rule for row in whole.relaxed} <= words.RULES.keys()
    assert f"rules were relaxed in {relaxed} of them" in whole.verdict


def test_every_rule_that_a_draw_can_relax_has_words() -> None:
    source = (PROGRAM.parents[1] / "rules" / "lots" / "slots.py").read_text() + '"D10"'

    assert set(re.findall(r'"(D\d+)"', source)) == set(words.RULES)


@pytest.mark.parametrize("kind", list(AmendmentKind))
def test_every_kind_of_amendment_has_words(kind: AmendmentKind) -> None:
    assert words.AMENDMENTS[kind]


@pytest.mark.parametrize("region", list(Region))
def test_every_region_has_its_names(region: Region) -> None:
    assert words.REGIONS[region]
    assert words.SHORT_REGIONS[region]
    assert len(words.TABLE_REGIONS[region]) <= len("East. European")


def test_a_counted_draw_says_how_many_outcomes_there_were() -> None:
    text = dict(record(small()).method)["Principal reviewers"]

    assert re.match(r"All [\d,]+ valid outcomes were counted", text)


def test_a_sampled_draw_says_its_distance_in_words(whole: Record) -> None:
    text = dict(whole.method)["Principal reviewers"]

    assert re.search(r"agree as two samples of the same lot would: index \d\.\d{3}, where 1 means", text)


def test_a_stage_without_a_place_says_so() -> None:
    nothing = Method(stage="supplements", sampler="exact", attempt=0, widened=False, relaxation_cost=0, slots=0)

    assert words.method(nothing) == "There was no place to fill."


@pytest.mark.parametrize(
    ("entry", "name", "value"),
    [
        ({"source": "given", "value": "ab"}, "Given: a rehearsal", "ab"),
        ({"source": "hand", "numbers": [3, 14, 15]}, "Numbers drawn by hand in the room", "3 14 15"),
        (
            {"source": "beacon", "chain": "c4" * 32, "round": 9, "randomness": "07", "signature": "99"},
            "Public randomness beacon, round 9 of chain c4c4c4c4c4c4c4c4…",
            "07",
        ),
        ({"source": "delegation", "iso3": "FRA", "reveal": "01"}, "Contribution of France", "01"),
        (
            {"source": "delegation", "iso3": "FRA", "reveal": ""},
            "Contribution of France",
            "not revealed; counts as nothing",
        ),
        ({"source": "dice"}, "dice", ""),
    ],
)
def test_each_source_of_the_seed_is_told_with_its_value(entry: dict[str, object], name: str, value: str) -> None:
    assert words.source(entry, {"FRA": "France"}) == (name, value)


def test_amendments_are_told_and_marked_in_the_tables() -> None:
    transcript, _, story = amended()

    printed = record(transcript, amendments_of(story))

    assert [each.number for each in printed.amendments] == [1, 2, 3]
    assert printed.amendments[0].out[0].endswith("no longer reviews PAA on UNTOC, TIP, SOM and FA")
    assert printed.amendments[2].reason == "Its authority was dissolved."
    (row,) = (each for each in printed.under_review if each.state.code == "PAA")
    assert [each.amendment for each in row.other_region] == [1]
    assert story.state.standing is not None
    assert printed.seal.head == story.state.standing.head
    assert printed.amendments[1].previous_sha256 == printed.amendments[0].sha256


def test_the_seal_as_text_names_drawing_and_hashes() -> None:
    transcript = small()

    printed = record(transcript, occasion=Occasion(drawing="untoc-1/1", drawn_on=date(2020, 10, 2)))

    assert printed.seal.text == (
        f"reviewtrack lots untoc-1/1 inputs_sha256={transcript['inputs_sha256']} sha256={transcript['sha256']}"
    )


@pytest.mark.parametrize(
    ("parts", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_words_in_a_row_are_joined_as_people_do(parts: tuple[str, ...], said: str) -> None:
    assert words.listed(parts) == said
