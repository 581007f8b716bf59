"""Everything that can be wrong with a command on a training or a hub before any door is opened."""

import pytest

from tests.cli.conftest import CommandLine

TRAINING = (
    ("call", "--until", "2027-04-30"),
    ("extend", "--until", "2027-04-30"),
    ("move", "--starts", "2027-06-14", "--ends", "2027-06-18"),
    ("apply", "--stakeholder", "s-1", "--country", "KEN"),
    ("withdraw", "a-1"),
    ("screen", "--eligible", "a-1"),
    ("propose",),
    ("select", "--proposal", "0" * 64),
    ("offer",),
    ("accept", "a-1"),
    ("decline", "a-1"),
    ("release",),
    ("begin",),
    ("attend", "--day", "2027-06-14", "--all"),
    ("certify",),
    ("recommend", "-"),
    ("survey", "-", "--due", "2027-09-30"),
    ("answer", "a-1", "-"),
    ("cancel", "--because", "no funds"),
    ("applications",),
)
HUB = (
    ("code", "-"),
    ("apply", "--stakeholder", "s-1", "--accept", "1"),
    ("accept-code", "s-1", "--accept", "1"),
    ("ask", "s-1", "--paper", "statutes"),
    ("hand-in", "s-1", "-"),
    ("verify", "s-1"),
    ("approve", "s-1"),
    ("decline", "s-1", "--reason", "duplicate"),
    ("renew", "s-1", "--accept", "1"),
    ("lapse", "--member", "s-1"),
    ("withdraw", "s-1"),
    ("abuse", "report", "s-1", "-"),
    ("abuse", "decide", "r-1", "--outcome", "upheld"),
    ("suspend", "s-1", "--reason", "code_breached"),
    ("appeal", "s-1", "-"),
    ("decide-appeal", "s-1", "--grant"),
    ("end-suspension", "s-1"),
    ("expel", "s-1", "--reason", "code_breached"),
    ("members",),
    ("reports",),
)
ALL = (*(("training", command) for command in TRAINING), *(("hub", command) for command in HUB))


def on(group: str, cycle: str, slug: str, command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with the cycle and the slug where they belong."""
    names = 2 if command[0] == "abuse" else 1
    return (group, *command[:names], cycle, slug, *command[names:])


@pytest.mark.parametrize(
    ("group", "command"), ALL, ids=lambda part: part if isinstance(part, str) else "-".join(part[:2])
)
def test_every_command_refuses_what_is_no_cycle_and_no_slug(
    starter: CommandLine, group: str, command: tuple[str, ...]
) -> None:
    assert starter(*on(group, "No Cycle", "asia-2027", command)).refusal == "bad_cycle_key"
    assert starter(*on(group, "untoc-1", "Asia 2027", command)).refusal == "bad_slug"


@pytest.mark.parametrize(
    ("group", "command", "said"),
    [
        ("training", ("call",), "--until"),
        ("training", ("apply", "--country", "KEN"), "--stakeholder"),
        ("training", ("apply", "--stakeholder", "s-1"), "--country"),
        ("training", ("apply", "--stakeholder", "s-1", "--country", "KEN", "--nominee", "0"), "--nominee"),
        ("training", ("screen",), "--eligible, --ineligible or --others-eligible"),
        ("training", ("screen", "--ineligible", "a-1"), "a-3=incomplete"),
        ("training", ("screen", "--eligible", "a-1", "--ineligible", "a-1=incomplete"), "named twice"),
        ("training", ("select",), "--proposal"),
        ("training", ("select", "--proposal", "0" * 64, "--give", "a-1"), "a-9=agreed"),
        ("training", ("select", "--proposal", "0" * 64, "--give", "a-1=x", "--give", "a-1=y"), "named twice"),
        ("training", ("offer", "--to", "a-1,a-1"), "named twice"),
        ("training", ("attend", "--day", "2027-06-14"), "--present, by --all-but, or by --all"),
        ("training", ("attend", "--day", "2027-06-14", "--all", "--present", "a-1"), "by --all"),
        ("training", ("certify", "--certificate", "a-1"), "a-7=doc-7f3c/1"),
        ("training", ("survey", "-"), "--due"),
        ("training", ("cancel",), "--because"),
        ("hub", ("code",), "Missing argument"),
        ("hub", ("apply", "--accept", "1"), "--stakeholder"),
        ("hub", ("apply", "--stakeholder", "s-1", "--accept", "-1"), "--accept"),
        ("hub", ("ask", "s-1"), "--paper"),
        ("hub", ("ask", "s-1", "--paper", "passport"), "--paper"),
        ("hub", ("decline", "s-1", "--reason", "rude"), "--reason"),
        ("hub", ("lapse",), "--member ID, once for each, or --all-missed"),
        ("hub", ("lapse", "--member", "s-1", "--all-missed"), "or --all-missed"),
        ("hub", ("decide-appeal", "s-1"), "--grant or --refuse"),
        ("hub", ("abuse", "decide", "r-1"), "--outcome"),
    ],
)
def test_what_is_missing_or_given_twice_is_refused(
    starter: CommandLine, group: str, command: tuple[str, ...], said: str
) -> None:
    ended = starter(*on(group, "untoc-1", "asia-2027", command))

    assert ended.refusal == "bad_usage"
    assert said in ended.err


@pytest.mark.parametrize(
    ("group", "command", "code"),
    [
        ("training", ("call", "--until", "30.4.2027"), "bad_date"),
        ("training", ("call", "--until", "2027-04-30", "--announcement", "/nowhere/call.pdf"), "file_unreadable"),
        ("training", ("move", "--starts", "soon", "--ends", "2027-06-18"), "bad_date"),
        ("training", ("apply", "--stakeholder", "s-1", "--country", "Kenya"), "unknown_country"),
        ("training", ("withdraw", "a-1", "--as", "stakeholder"), "bad_actor"),
        ("training", ("withdraw", "a-1", "--as", "system"), "system_role_reserved"),
        ("training", ("screen", "--ineligible", "a-1=rude"), "unknown_reason"),
        ("training", ("screen", "--ineligible", "a-1=no_place_left"), "unknown_reason"),
        ("training", ("select", "--proposal", "the first"), "bad_command_data"),
        ("training", ("attend", "--day", "monday", "--all"), "bad_date"),
        ("training", ("applications", "--status", "happy"), "unknown_status"),
        ("training", ("recommend", "/nowhere/recommendations.pdf"), "file_unreadable"),
        ("hub", ("approve", "p-1"), "bad_account"),
        ("hub", ("lapse", "--member", "p-1"), "bad_account"),
        ("hub", ("abuse", "report", "s-1", "-", "--reporter", "p-1"), "bad_account"),
        ("hub", ("suspend", "s-1", "--reason", "code_breached", "--until", "soon"), "bad_date"),
        ("hub", ("code", "/nowhere/code.pdf"), "file_unreadable"),
        ("hub", ("members", "--status", "happy"), "unknown_status"),
    ],
)
def test_what_cannot_be_meant_is_refused(starter: CommandLine, group: str, command: tuple[str, ...], code: str) -> None:
    assert starter(*on(group, "untoc-1", "asia-2027", command)).refusal == code
