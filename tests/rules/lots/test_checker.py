"""A second implementation makes every draw again byte for byte, and refuses everything that was changed."""

import ast
import copy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from models.lots import LotsPolicy
from models.policy import SupplementCounts
from rules.lots.canonical import sha256
from rules.lots.checks import checked_inputs
from rules.lots.stream import Stream
from rules.lots.transcript import transcript_of, written
from tests.rules.lots.cases import too_little_room
from tests.rules.lots.checker import PROGRAM, load_checker
from tests.rules.lots.draws import drawn, seed_number
from tests.rules.lots.real import real_inputs

CHECKER: Any = load_checker()

Record = dict[str, Any]


def refusal(data: bytes, seal: str | None = None) -> str:
    """Why the checker refuses: the code, or the name of the error that `main` calls malformed."""
    try:
        CHECKER.check(data, seal)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        return str(error).partition(":")[0] if type(error).__name__ == "Wrong" else type(error).__name__
    return "accepted"


def sealed_again(record: Record) -> bytes:
    """The transcript with all hashes and the seed made to fit: what a forger would hand out."""
    record = {key: value for key, value in record.items() if key != "sha256"}
    record["inputs_sha256"] = sha256(record["inputs"])
    if record["entropy"][0]["source"] != "given":
        record["seed"] = sha256({"inputs_sha256": record["inputs_sha256"], "entropy": record["entropy"]})
    return hashed(record)


def hashed(record: Record) -> bytes:
    """The transcript with its last hash made to fit."""
    record = {key: value for key, value in record.items() if key != "sha256"}
    return written(record | {"sha256": sha256(record)})


def draws(size: Callable[[int], int]) -> Iterator[Record]:
    """One draw after the other, of registers of `size(number)` States; those that are impossible are left out."""
    return (record for number in count() if (record := drawn(number, size(number))) is not None)


def a_record() -> Record:
    """A draw of five States, to be changed."""
    return copy.deepcopy(next(draws(lambda _: 5)))


def test_the_checker_makes_a_thousand_draws_again() -> None:
    kinds: Counter[str] = Counter()

    def size(number: int) -> int:
        return 24 if number % 400 == 50 else 14 if number % 150 == 50 else 4 + (number % 4 > 0)

    for record in islice(draws(size), 1000):
        assert CHECKER.check(written(record)).startswith("sound"), record["seed"]
        kinds.update(method["sampler"] for method in record["method"].values())
        kinds.update("widened" for method in record["method"].values() if method["widened"])
        kinds.update(rule for each in record["assignments"] for rule in each["relaxed"])
        kinds.update(entry["source"] for entry in record["entropy"])
        kinds["draws"] += 1

    assert kinds["draws"] == 1000
    assert {"exact", "walk", "widened", "D2", "D3", "D7", "D12"} <= kinds.keys()
    assert {"given", "hand", "delegation", "beacon"} <= kinds.keys()


@pytest.mark.parametrize("number", range(2))
def test_both_programs_relax_the_same_where_reviews_are_missing(number: int) -> None:
    record = transcript_of(checked_inputs(**too_little_room()), [{"source": "given", "value": seed_number(number)}])
    assert record["method"]["principals"]["relaxation_cost"] > 0
    assert record["method"]["principals"]["sampler"] == "walk"

    assert CHECKER.check(written(record)).startswith("sound")


@pytest.mark.parametrize(
    "policy",
    [
        LotsPolicy(),
        LotsPolicy(supplement_counts=SupplementCounts.BOTH, legal_tradition_weight=3),
    ],
    ids=["by default", "with other switches"],
)
def test_the_program_makes_the_draw_of_the_real_register_again(policy: LotsPolicy, tmp_path: Path) -> None:
    file = tmp_path / "transcript.json"
    inputs = real_inputs(policy, deferrals=["DEU", "FRA"])
    record = transcript_of(inputs, [{"source": "given", "value": seed_number(1)}])
    file.write_bytes(written(record))

    done = run(tmp_path, str(file), record["inputs_sha256"])

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sound")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a delegation does: alone, from another directory."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(PROGRAM), *arguments], cwd=home, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(written(a_record() | {"seed": "00"}), "NOT SOUND: hash_wrong: ", id="changed"),
        pytest.param(b"no transcript", "NOT SOUND: malformed: JSONDecodeError: ", id="no JSON"),
        pytest.param(b"\xff" * 100_000, "NOT SOUND: malformed: UnicodeDecodeError: ", id="no text"),
        pytest.param(b"{}\n", "NOT SOUND: malformed: KeyError", id="nothing in it"),
        pytest.param(b"[" * 10_000, "NOT SOUND: malformed: RecursionError", id="too deep"),
    ],
)
def test_the_program_says_in_a_line_what_is_not_sound(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "transcript.json").write_bytes(data)

    done = run(tmp_path, "transcript.json")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 200


@pytest.mark.parametrize("arguments", [(), ("nowhere.json",), (".",), ("transcript.json", "5e" * 32, "more")], ids=str)
def test_the_program_calls_no_draw_unsound_when_it_could_not_look_at_one(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "transcript.json").write_bytes(written(a_record()))

    done = run(tmp_path, *arguments)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("NOTHING CHECKED: ")
    assert "python3 check_draw.py transcript.json [SEAL]" in done.stderr


@pytest.mark.parametrize("spelled", [str.upper, " {}\n".format], ids=["in capitals", "between spaces"])
def test_a_seal_is_the_same_however_it_was_copied(spelled: Callable[[str], str]) -> None:
    record = a_record()

    assert CHECKER.check(written(record), spelled(record["inputs_sha256"])).startswith("sound")


@pytest.mark.parametrize("seal", ["", " ", "5e" * 32, "5e"])
def test_another_seal_or_an_empty_one_is_not_the_seal(seal: str) -> None:
    with pytest.raises(CHECKER.Wrong, match="seal_wrong"):
        CHECKER.check(written(a_record()), seal)


def test_any_changed_byte_is_refused() -> None:
    chance = Stream(bytes(32), "bytes")
    records = list(islice(draws(lambda _: 5), 20))
    refused = 0

    for number in range(1000):
        data = written(records[number % len(records)])
        place = chance.below(len(data))
        other = (data[place] + 1 + chance.below(255)) % 256
        refused += refusal(data[:place] + bytes([other]) + data[place + 1 :]) != "accepted"

    assert refused == 1000
    data = written(records[0])
    assert refusal(data) == "accepted"
    assert refusal(data[:-1]) == "not_canonical"
    assert refusal(data + b"\n") == "not_canonical"


OTHERS: dict[str, tuple[Any, ...]] = {
    "reviewer_max": (3, 7, None),
    "reviewer_min": (0, 1, None),
    "supplement_counts": ("max_only", "both", "none"),
    "mutual_review_bar": ("whole_cycle", "phase", "off"),
    "deferral": ("own_review_year", "off"),
    "region_exhausted_order": ([], ["any_region"], ["any_region", "drop_deferrals"]),
    "supplement_role": ("same_if_possible", "any"),
    "legal_tradition_weight": (1, 2, 5),
    "volunteer_extra": (0, 1, 2),
}
"""Values of each rule."""


def another(value: Any, choices: tuple[Any, ...], chance: Stream) -> Any:
    """One of the choices that is not the value; a changed hash, if there are none to choose from."""
    left = [each for each in choices if each != value]
    return left[chance.below(len(left))] if left else sha256(value)


def change_input(record: Record, chance: Stream) -> None:
    """Change a State, or who defers, volunteers, or has reviewed before."""
    inputs = record["inputs"]
    state = inputs["states"][chance.below(len(inputs["states"]))]
    iso3 = state["iso3"]
    match chance.below(6):
        case 0:
            state["region"] = another(state["region"], ("african", "weog", "grulac", "none"), chance)
        case 1:
            joined = (["UNTOC"], ["UNTOC", "TIP"], ["UNTOC", "TIP", "SOM"], ["UNTOC", "FA"])
            state["instruments"] = another(state["instruments"], joined, chance)
        case 2:
            state["legal_tradition"] = another(state["legal_tradition"], ("civil", "common", "unknown"), chance)
        case 3:
            inputs["deferrals"] = sorted({iso3} ^ {*inputs["deferrals"]})
        case 4:
            inputs["volunteers"] = sorted({iso3} ^ {*inputs["volunteers"]})
        case _:
            inputs["earlier_load"][iso3] = inputs["earlier_load"].get(iso3, 0) + 1


def change_rule(record: Record, chance: Stream) -> None:
    """Change one switch of the policy."""
    switch = sorted(OTHERS)[chance.below(len(OTHERS))]
    record["inputs"]["policy"][switch] = another(record["inputs"]["policy"][switch], OTHERS[switch], chance)


def change_entropy(record: Record, chance: Stream) -> None:
    """Change what one source gave."""
    entry = record["entropy"][chance.below(len(record["entropy"]))]
    match entry["source"]:
        case "given":
            entry["value"] = record["seed"] = sha256(entry["value"])
        case "hand":
            entry["numbers"] = another(entry["numbers"], ("1 2", "49 48", "3 1 4", "50 1"), chance)
        case "delegation":
            entry["reveal"] = another(entry["reveal"], ("", "00", sha256(entry["reveal"])), chance)
        case _:
            name = ("round", "signature", "randomness")[chance.below(3)]
            entry[name] = entry[name] + 1 if name == "round" else sha256(entry[name])


def change_output(record: Record, chance: Stream) -> None:
    """Change a row, a group, or what is told of the method."""
    rows = record["assignments"]
    row = rows[chance.below(len(rows))]
    method = record["method"][("principals", "supplements")[chance.below(2)]]
    codes = tuple(state["iso3"] for state in record["inputs"]["states"])
    match chance.below(9):
        case 0:
            row["reviewer"] = another(row["reviewer"], codes, chance)
        case 1:
            row["role"] = another(row["role"], ("same_region", "other_region"), chance)
        case 2:
            row["principal"] = not row["principal"]
        case 3:
            row["instruments"] = another(row["instruments"], (["UNTOC"], ["FA"], []), chance)
        case 4:
            row["relaxed"] = another(row["relaxed"], ([], ["D2"], ["D3"], ["D12"]), chance)
        case 5:
            rows.insert(0, rows.pop())
        case 6:
            record["groups"]["1"].append(record["groups"]["2"].pop())
        case 7:
            method["distance_millionths"] += 1
        case _:
            method["attempt"] += 1


CHANGES = [change_input, change_rule, change_entropy, change_output]


def test_a_forger_who_mends_every_hash_is_refused_a_thousand_times() -> None:
    """One input, rule, entropy value or output value is changed, and every hash is made to fit."""
    chance = Stream(bytes(32), "forger")
    records = list(islice(draws(lambda _: 5), 100))
    why: Counter[str] = Counter()

    for number in range(1000):
        record = copy.deepcopy(records[number % len(records)])
        CHANGES[number // len(records) % len(CHANGES)](record, chance)
        data = sealed_again(record)
        assert data != written(records[number % len(records)])
        why[refusal(data)] += 1

    assert why.total() == 1000
    assert "accepted" not in why
    assert {"outcome_differs", "entropy_not_as_sealed", "D1", "D2", "D4", "D21"} <= why.keys()


FORGERIES: list[tuple[str, Callable[[Record], object], str]] = [
    ("another form", lambda r: r.update(version=2), "outcome_differs"),
    ("a field of its own", lambda r: r.update(note="all is well"), "malformed"),
    ("another algorithm", lambda r: r["inputs"].update(algorithm="other/1"), "version_unknown"),
    ("one source more", lambda r: r["entropy"].append({"source": "hand"}), "entropy_not_as_sealed"),
    ("another group", lambda r: r["groups"]["1"].append(r["groups"]["2"].pop()), "D21"),
    ("a reviewer less", lambda r: r["assignments"].pop(), "D1"),
    ("reviews itself", lambda r: r["assignments"][0].update(reviewer=r["assignments"][0]["under_review"]), "D8"),
    ("the same twice", lambda r: r["assignments"][0].update(reviewer=r["assignments"][1]["reviewer"]), "D8"),
    ("States in another order", lambda r: r["inputs"]["states"].reverse(), "bad_inputs"),
    ("a State twice", lambda r: r["inputs"]["states"].append(r["inputs"]["states"][-1]), "bad_inputs"),
    ("a State that is none", lambda r: r["inputs"].update(deferrals=["ZZZ"]), "bad_inputs"),
    ("instruments reversed", lambda r: r["inputs"]["states"][0]["instruments"].reverse(), "bad_inputs"),
]


@pytest.mark.parametrize(("change", "code"), [pytest.param(change, code, id=name) for name, change, code in FORGERIES])
def test_a_forger_is_told_what_gave_the_forgery_away(change: Callable[[Record], object], code: str) -> None:
    record = a_record()

    change(record)

    assert refusal(sealed_again(record)) == code


def test_a_seed_that_the_entropy_does_not_make_is_refused() -> None:
    assert refusal(hashed(a_record() | {"seed": "0" * 64})) == "seed_wrong"


def test_inputs_that_were_not_sealed_are_refused() -> None:
    record = a_record()
    record["inputs"]["policy"]["volunteer_extra"] += 1

    assert refusal(hashed(record)) == "seal_broken"


def test_a_seed_of_another_length_is_refused_by_the_checker_too() -> None:
    record = copy.deepcopy(next(each for each in draws(lambda _: 5) if each["entropy"][0]["source"] == "given"))
    record["entropy"][0]["value"] = record["seed"] = record["seed"][2:]

    assert refusal(sealed_again(record)) == "malformed"


def test_a_sound_draw_of_other_inputs_is_refused_by_the_published_seal() -> None:
    one, other = islice(draws(lambda _: 5), 2)

    assert refusal(written(one), one["inputs_sha256"]) == "accepted"
    assert refusal(written(other)) == "accepted"
    assert refusal(written(other), one["inputs_sha256"]) == "seal_wrong"


def test_the_checker_is_one_short_file_of_the_standard_library() -> None:
    text = PROGRAM.read_text()
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {
        name.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert len(text.splitlines()) <= 400
    assert max(map(len, text.splitlines())) <= 120
    assert imported <= sys.stdlib_module_names


def test_a_transcript_is_read_by_any_program_that_reads_json() -> None:
    record = a_record()

    assert json.loads(written(record)) == record
