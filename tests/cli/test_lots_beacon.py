"""`starter.py lots beacon`: chains, the round to seal, and rounds that are verified or refused."""

import json
from pathlib import Path

import pytest

from tests.beacon.published import DEFAULT, DEFAULT_5347804, QUICKNET, QUICKNET_1000
from tests.cli.conftest import CommandLine


@pytest.fixture(name="file")
def file_of_a_round(tmp_path: Path) -> str:
    path = tmp_path / "round.json"
    path.write_text(QUICKNET_1000.model_dump_json(exclude={"chain", "previous_signature"}))
    return str(path)


def test_the_chains_are_listed_with_what_verifies_them(starter: CommandLine) -> None:
    told = starter("lots", "beacon", "list")
    listed = starter("lots", "beacon", "list", "--json").json

    assert "2023-08-23 15:09:27 UTC" in told.out
    assert [each["name"] for each in listed] == ["quicknet", "default"]
    assert listed[0]["public_key"] == QUICKNET.public_key


def test_a_mechanism_without_beacons_has_none(starter: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "mechanism.csv").write_text("field,value\n")

    assert starter("lots", "beacon", "list", "--mechanism", str(tmp_path)).refusal == "mechanism_invalid"
    assert starter("lots", "beacon", "list", "--mechanism", "nothing").refusal == "unknown_mechanism"


def test_the_round_to_seal_is_the_first_after_the_draw(starter: CommandLine) -> None:
    asked = ("lots", "beacon", "round", "--chain", "quicknet", "--at")

    told = starter(*asked, "2026-12-01T10:00Z")
    found = starter(*asked, "2026-12-01T11:00+01:00", "--json").json

    assert found["round"] == 34_438_613
    assert found["opens_at"] == "2026-12-01T10:00:03Z"
    assert f"/{QUICKNET.chain}/public/{found['round']}" in told.out


@pytest.mark.parametrize("at", ["tomorrow", "2026-12-01T10:00", "2026-12-01", "2026-13-01T10:00Z"])
def test_an_instant_without_a_zone_is_refused(starter: CommandLine, at: str) -> None:
    assert starter("lots", "beacon", "round", "--chain", "quicknet", "--at", at).refusal == "bad_instant"


def test_a_round_in_a_file_is_verified(starter: CommandLine, file: str) -> None:
    told = starter("lots", "beacon", "verify", "--chain", "quicknet", "--file", file, "--round", "1000")
    by_hash = starter("lots", "beacon", "verify", "--chain", QUICKNET.chain, "--file", file, "--json").json

    assert told.code == 0
    assert f"randomness {QUICKNET_1000.randomness}" in told.out
    assert by_hash["verified"] is True
    assert by_hash["randomness"] == QUICKNET_1000.randomness
    assert "previous_signature" not in by_hash


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("--chain", "quicknet"), "bad_usage"),
        (("--chain", "quicknet", "--file", "FILE", "--url", "https://relay.example/"), "bad_usage"),
        (("--chain", "quicknet", "--file", "FILE", "--round", "1001"), "beacon_round_not_sealed"),
        (("--chain", "quicknet", "--file", "none.json"), "file_unreadable"),
        (("--chain", "quicknet", "--url", "round.json"), "beacon_unreachable"),
        (("--chain", "default", "--file", "FILE"), "beacon_malformed"),
        (("--chain", "evmnet", "--file", "FILE"), "unknown_beacon_chain"),
        (("--chain", "rehearsal trial", "--file", "FILE"), "beacon_signature_invalid"),
        (("--chain", "rehearsal A B", "--file", "FILE"), "bad_rehearsal_label"),
    ],
)
def test_what_cannot_be_verified_is_refused(starter: CommandLine, file: str, given: tuple[str, ...], code: str) -> None:
    ended = starter("lots", "beacon", "verify", *(file if each == "FILE" else each for each in given))

    assert ended.refusal == code


def test_a_round_that_was_changed_is_refused(starter: CommandLine, tmp_path: Path) -> None:
    changed = DEFAULT_5347804.model_dump() | {"round": 5347805}
    (tmp_path / "round.json").write_text(json.dumps(changed))

    ended = starter("lots", "beacon", "verify", "--chain", DEFAULT.name, "--file", str(tmp_path / "round.json"))

    assert ended.refusal == "beacon_signature_invalid"


def test_a_rehearsal_goes_the_whole_way_without_a_line_to_anywhere(starter: CommandLine) -> None:
    signed = starter("lots", "beacon", "rehearse", "--label", "trial", "--round", "77")

    verify = ("lots", "beacon", "verify", "--chain", "rehearsal trial", "--round", "77")
    ended = starter(*verify, "--file", "-", given=signed.out)

    assert ended.code == 0
    assert "anybody can sign its rounds" in ended.out
    assert starter("lots", "beacon", "rehearse", "--label", "A", "--round", "7").refusal == "bad_rehearsal_label"
    assert starter("lots", "beacon", "rehearse", "--label", "a", "--round", "0").refusal == "bad_usage"
