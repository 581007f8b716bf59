"""What can be wrong with a command on an engagement before any door is opened; and that every example is understood."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli import engagement
from cli.engagement_questionnaire import blank_questionnaire
from models.instruments import Cluster, Instrument
from tests.build import untoc
from tests.cli.conftest import AsyncCommandLine, CommandLine

CONSULTED = ("consultation", "consulted", "untoc-1", "x", "-", "--from", "2027-03-01", "--to", "2027-03-02")

CYCLE = 0
"""Where the cycle stands after the words that name a command; the engagement comes next."""


def examples() -> Iterator[tuple[str, ...]]:
    """Every example of every command, as its words."""
    for command in commands(get_command(engagement.app)):
        for line in command.epilog.splitlines():
            if "starter.py" in line:
                yield tuple(shlex.split(line)[1:])


def commands(group: Any) -> Iterator[Any]:
    members: dict[str, Any] = getattr(group, "commands", {})
    if not members:
        yield group
    for member in members.values():
        yield from commands(member)


def with_word(example: tuple[str, ...], after: int, word: str) -> tuple[str, ...]:
    """The example with another word after its cycle."""
    place = example.index("untoc-1") + after
    return (*example[:place], word, *example[place + 1 :])


@pytest.mark.parametrize("example", list(examples()), ids=" ".join)
def test_every_command_refuses_what_is_no_cycle(starter: CommandLine, example: tuple[str, ...]) -> None:
    assert starter(*with_word(example, CYCLE, "No Cycle")).refusal == "bad_cycle_key"


@pytest.mark.parametrize("example", [each for each in examples() if each[1] not in {"list", "open"}], ids=" ".join)
def test_every_command_refuses_what_is_no_engagement(starter: CommandLine, example: tuple[str, ...]) -> None:
    code = "bad_engagement" if example[1] in {"show", "close"} else "bad_slug"

    for name in ("", "No Name", "x" * 60, "pilot-ports/x", "ports\n"):
        assert starter(*with_word(example, CYCLE + 1, name)).refusal == code


async def test_every_example_is_understood(
    with_store: AsyncCommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for example in examples():
        for word in example:
            if word.endswith(".pdf"):
                (tmp_path / word).write_text("a paper")

        ended = await with_store(*example)

        # It comes as far as a store without such a cycle, account or document, or to the Temporal that is not there.
        assert ended.refusal in {"unknown_cycle", "unknown_stakeholder", "unknown_document", "defect"}, example
        assert ended.refusal != "defect" or "this test has no Temporal" in ended.err, example


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("open", "untoc-1", "party", "x"), "bad_usage", "'party' is not one of"),
        (("open", "untoc-1", "pilot", "x", "--state", "FRA", "--title", "A b", "--phase", "1"), "bad_usage", "--phase"),
        (("open", "untoc-1", "pilot", "x", "--state", "FRA"), "bad_command_data", "terms.pilot.title: is missing"),
        (("open", "untoc-1", "consultation", "x", "--state", "France"), "unknown_state", "three letters"),
        (
            ("open", "untoc-1", "training", "x", "--title", "Asia", "--starts", "soon", "--ends", "later"),
            "bad_date",
            "'soon'",
        ),
        (("consultation", "invite", "untoc-1", "x", "--body", "academia"), "bad_usage", "write KIND=ID"),
        (("consultation", "invite", "untoc-1", "x", "--body", "party=doc-1/1"), "bad_usage", "write KIND=ID"),
        (("consultation", "file", "untoc-1", "x", "i-1"), "bad_actor", "write focal_point:STATE"),
        (("consultation", "file", "untoc-1", "x", "i-1", "--as", "system"), "system_role_reserved", "belongs to"),
        (("consultation", "decline", "untoc-1", "x", "i-1", "--reason", "so"), "bad_usage", "--reason"),
        ((*CONSULTED, "--body", "ngo=some"), "bad_usage", "KIND=COUNT"),
        ((*CONSULTED, "--body", "ngo=1", "--body", "ngo=2"), "bad_usage", "name a kind once"),
        ((*CONSULTED, "--body", "ngo=0"), "bad_command_data", "from 1 to 10000"),
        (("pilot", "join", "untoc-1", "x"), "bad_actor", "stakeholder::s-"),
        (("pilot", "join", "untoc-1", "x", "--as", "stakeholder:FRA:s-1"), "bad_actor", "acts for no State"),
        (("pilot", "authorities", "untoc-1", "x", "many"), "bad_usage", "COUNT"),
        (("pilot", "actions", "done", "untoc-1", "x", "0"), "bad_command_data", "action"),
        (("pilot", "workshop", "plan", "untoc-1", "x", "--starts", "2027-13-01"), "bad_date", "2027-13-01"),
        (("pilot", "consent", "untoc-1", "x", "--note", "nowhere.pdf"), "file_unreadable", "nowhere.pdf"),
        (("alliance", "link", "request", "untoc-1", "x", "France"), "unknown_state", "France"),
        (("alliance", "apply", "untoc-1", "x"), "bad_usage", "--stakeholder"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(
    starter: CommandLine, arguments: tuple[str, ...], code: str, said: str
) -> None:
    ended = starter("engagement", *arguments)

    assert ended.refusal == code
    assert said in ended.err


@pytest.mark.parametrize("name", ["", "/party-x", "/pilot-", "/pilot", "/pilot-x/y"])
def test_an_id_that_cannot_be_an_engagements_is_refused(starter: CommandLine, name: str) -> None:
    ended = starter("act", f"engagement/untoc-1{name}", "--list")

    assert ended.refusal == "unknown_workflow"
    assert "engagement/CYCLE/KIND-SLUG" in ended.err


def test_the_list_of_acts_is_that_of_the_kind(starter: CommandLine) -> None:
    names: dict[str, set[str]] = {
        kind: {each["name"] for each in starter("act", f"engagement/untoc-1/{kind}-x", "--list", "--json").json}
        for kind in ("consultation", "pilot", "training", "hub", "alliance")
    }

    assert {"file_input", "close_engagement"} <= names["consultation"]
    assert {"give_consent", "close_engagement"} <= names["pilot"]
    assert names["pilot"] & names["hub"] & names["alliance"] == {"close_engagement"}


def test_an_act_of_another_kind_is_unknown_here(starter: CommandLine) -> None:
    ended = starter("act", "engagement/untoc-1/alliance-x", "give_consent", "--as", "mission:FRA")

    assert ended.refusal == "unknown_command"
    assert "an alliance takes no command 'give_consent'" in ended.err


def test_a_blank_questionnaire_has_the_articles_of_the_instruments_that_the_state_is_party_to() -> None:
    blank = blank_questionnaire(
        untoc(), state="FRA", phase=1, cluster=Cluster.ONE, instruments=(Instrument.UNTOC, Instrument.TIP)
    )

    assert [(each.instrument, each.articles, each.mark) for each in blank.parts] == [
        ("UNTOC", (2, 5, 6, 8, 9, 10, 15, 23), "RECALLED"),
        ("TIP", (3, 5), "CONFIRMED"),
    ]
    assert "# France, phase 1: blank questionnaire" in blank.text
    assert "Working aid, not the questionnaire that resolution 10/1 adopted" in blank.text
    assert "### Article 6: laundering (crime)\n\n1. Are there measures on this article?" in blank.text
    assert blank.text.count("### Article") == 10
    assert blank.text.count("Is technical assistance needed?") == 10
    assert "### Article 3\n" in blank.text, "articles of a Protocol go by number"


@pytest.mark.parametrize("cluster", list(Cluster))
def test_every_article_of_the_convention_has_its_topic_in_a_questionnaire(cluster: Cluster) -> None:
    blank = blank_questionnaire(untoc(), state="XYZ", phase=1, cluster=cluster, instruments=(Instrument.UNTOC,))

    headings = [line for line in blank.text.splitlines() if line.startswith("### ")]
    assert headings
    assert all(": " in line for line in headings)
    assert blank.state_name == "XYZ"
