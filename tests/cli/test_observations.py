"""Tables of codes: read, checked against the articles of a cluster, and every line that cannot be used is named."""

import json

import pytest

from models.observations import MOST_ITEMS, ObservationItem
from tests.cli.conftest import CommandLine

HEAD = "number,kind,instrument,article\n"
GOOD = HEAD + "1,gap,UNTOC,5\n2,Best practice,tip,3\n3,technical-assistance-need,FA,3\n"


def test_a_table_becomes_the_data_of_an_act(starter: CommandLine) -> None:
    found = starter("observations", "check", "-", "--cluster", "I", "--json", given=GOOD).json

    items = [ObservationItem.model_validate(each) for each in found["items"]]
    assert [str(each) for each in items] == [
        "1. gap, UNTOC 5",
        "2. best_practice, TIP 3",
        "3. technical_assistance_need, FA 3",
    ]
    assert {each.cluster for each in items} == {1}


def test_a_table_is_shown_to_a_person(starter: CommandLine) -> None:
    shown = starter("observations", "check", "-", "--cluster", "1", given=GOOD).out

    assert shown.endswith("3 items, each of the cluster\n")
    assert shown.splitlines()[1].split() == ["1", "gap", "UNTOC", "5"]


@pytest.mark.parametrize("cluster", ["I", "i", "1", " 1 "])
def test_a_cluster_is_named_by_either_number(starter: CommandLine, cluster: str) -> None:
    assert starter("observations", "check", "-", "--cluster", cluster, given=GOOD).code == 0


@pytest.mark.parametrize(
    ("table", "code", "says"),
    [
        (HEAD + "1,gap,UNTOC,7\n", "unknown_article", "line 2: UNTOC 7"),
        (HEAD + "1,gap,UNTOC,5\n2,gap,FA,9\n", "unknown_article", "line 3: FA 9 (there are 3, 5, 8)"),
        (HEAD + "1,gap,UNTOC,5\n1,gap,UNTOC,6\n", "item_twice", "line 3: the number 1 stands on line 2 too"),
        (HEAD + "1,flaw,UNTOC,5\n", "bad_table", "there is no kind 'flaw'"),
        (HEAD + "1,gap,UNCAC,5\n", "bad_table", "there is no instrument 'UNCAC'"),
        (HEAD + "one,gap,UNTOC,5\n", "bad_table", "line 2: the number 'one' is no whole number"),
        (HEAD + "0,gap,UNTOC,5\n", "bad_table", "the number '0'"),
        (HEAD + "10001,gap,UNTOC,5\n", "bad_table", "the number '10001'"),
        (HEAD + "1,gap,UNTOC,\n", "bad_table", "the article ''"),
        (HEAD + "1,gap,UNTOC,5,6\n", "bad_table", "line 2: 5 cells"),
        (HEAD + "1,flaw,UNTOC,5\n2,flaw,UNTOC,5\n", "bad_table", "line 3: there is no kind"),
        (HEAD, "bad_table", "nothing below it"),
        ("number,kind,article\n1,gap,5\n", "bad_table", "'instrument' is missing"),
        (HEAD + "".join(f"{number},gap,UNTOC,5\n" for number in range(1, MOST_ITEMS + 2)), "bad_table", "501 items"),
    ],
)
def test_every_line_that_cannot_be_used_is_named(starter: CommandLine, table: str, code: str, says: str) -> None:
    ended = starter("observations", "check", "-", "--cluster", "I", given=table)

    assert ended.refusal == code
    assert says in ended.err


def test_an_article_is_one_of_its_own_cluster(starter: CommandLine) -> None:
    of_two = HEAD + "1,gap,UNTOC,24\n"

    assert starter("observations", "check", "-", "--cluster", "II", given=of_two).code == 0
    assert starter("observations", "check", "-", "--cluster", "I", given=of_two).refusal == "unknown_article"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "-", "--cluster", "V"), "unknown_cluster"),
        (("check", "-", "--cluster", "5"), "unknown_cluster"),
        (("check", "no-such-file.csv", "--cluster", "I"), "file_unreadable"),
        (("propose", "country/untoc-1/FRA", "list.txt", "--as", "focal_point:FRA:p"), "bad_usage"),
        (("code", "phase/untoc-1/FRA/5", "--instrument", "FA", "--items", "-"), "unknown_workflow"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_door_is_opened(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter("observations", *arguments, given=GOOD).refusal == code


def test_what_is_checked_can_be_handed_to_an_act(starter: CommandLine) -> None:
    data = json.loads(starter("observations", "check", "-", "--cluster", "I", "--json", given=GOOD).out)

    assert list(data) == ["items"]
    assert set(data["items"][0]) == {"number", "kind", "instrument", "cluster", "article"}
