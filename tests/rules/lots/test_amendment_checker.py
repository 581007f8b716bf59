"""A second implementation makes every amendment again byte for byte, and refuses everything that was changed."""

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.lots import LotsPolicy, LotsState
from models.register import Region
from rules.lots.amendment import departure_of, redraw_of
from rules.lots.canonical import canonical, sha256
from rules.lots.checks import checked_inputs
from rules.lots.stream import Stream
from rules.lots.transcript import transcript_of, written
from tests.build import untoc
from tests.rules.lots.amendments import PROGRAM, Chain, any_chain, in_turn, load_amendment_checker
from tests.rules.lots.registers import register

CHECKER: Any = load_amendment_checker()


def refusal(transcript: bytes, amendments: bytes) -> str:
    """Why the checker refuses: the code, or the name of the error that `main` calls malformed."""
    try:
        CHECKER.check(transcript, amendments)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        return str(error).partition(":")[0] if type(error).__name__ == "Wrong" else type(error).__name__
    return "accepted"


def chained_again(transcript: dict[str, Any], records: list[dict[str, Any]]) -> bytes:
    """The amendments with all hashes made to fit: what a forger would hand out."""
    head = transcript["sha256"]
    for record in records:
        record.pop("sha256", None)
        record["previous_sha256"] = head
        record["sha256"] = head = sha256(record)
    return canonical(records) + b"\n"


def real_chain() -> Chain:
    """The real register, with a State that leaves while it reviews three, and redraws after it."""
    states = [
        LotsState(
            iso3=each.iso3, region=each.region, instruments=each.instruments, legal_tradition=each.legal_tradition
        )
        for each in untoc().register.states
        if each.instruments
    ]
    transcript = in_turn(checked_inputs(states, LotsPolicy(reviewer_max=4)), Stream(bytes(32), "real"))
    assert transcript is not None
    chain = Chain(transcript)
    busiest, _ = Counter(row.reviewer for row in chain.standing.assignments).most_common(1)[0]
    chain.draw(departure_of(chain.standing, busiest, None))
    for place in range(0, 300, 50):
        row = chain.standing.assignments[place]
        chain.draw(redraw_of(chain.standing, row.under_review, row.reviewer))
    return chain


def test_the_checker_makes_two_hundred_chains_of_amendments_again() -> None:
    done = 0
    seen: Counter[str] = Counter()
    relaxed: set[str] = set()
    number = 0
    while done < 200:
        number += 1
        chain = any_chain(number, most=9 if number % 4 else 24, length=5)
        if chain is None:
            continue
        told = CHECKER.check(*chain.files())
        assert told.startswith(f"sound: {len(chain.amendments)} amendments"), number
        assert told.endswith(chain.standing.head)
        seen.update(each.kind for each in chain.amendments)
        seen.update("by name" for each in chain.amendments if each.by_name)
        seen.update("open" for each in chain.amendments if each.vacancies and not each.filled)
        seen.update("again" for each in chain.amendments if each.vacated[1:] and each.kind == "redraw")
        relaxed |= {rule for each in chain.amendments for row in each.filled for rule in row.relaxed}
        done += 1

    assert len(seen) == 10
    assert min(seen.values()) > 5
    assert relaxed == {"D2", "D3", "D7", "D10", "D12"}


def test_a_delegation_checks_the_amendments_of_the_real_register_alone(tmp_path: Path) -> None:
    chain = real_chain()
    names = ("transcript.json", "amendments.json")
    for name, data in zip(names, chain.files(), strict=True):
        (tmp_path / name).write_bytes(data)

    done, wrong = (
        subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(PROGRAM), *files], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        for files in (names, names[:1] * 2)
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sound: 7 amendments")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("NOT SOUND: malformed: ")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ((), "NOTHING CHECKED: "),
        (("transcript.json", "nowhere.json"), "NOTHING CHECKED: "),
        (("transcript.json", "other.json"), "NOT SOUND: amendment_out_of_order: "),
        (("transcript.json", "indented.json"), "NOT SOUND: not_canonical: "),
        (("other.json", "amendments.json"), "NOT SOUND: malformed: "),
    ],
    ids=str,
)
def test_the_program_says_by_a_code_what_is_not_sound_and_what_it_could_not_look_at(
    files: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    transcript, amendments = one_chain().files()
    (tmp_path / "transcript.json").write_bytes(transcript)
    (tmp_path / "amendments.json").write_bytes(amendments)
    (tmp_path / "other.json").write_bytes(canonical(json.loads(amendments)[1:]) + b"\n")
    (tmp_path / "indented.json").write_text(json.dumps(json.loads(amendments), indent=1))

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(PROGRAM), *files], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(says)


def test_amendments_follow_a_transcript_as_the_draw_writes_it() -> None:
    states = register((Region.AFRICAN, 3), (Region.WEOG, 3))
    entropy = [{"source": "given", "value": "5a" * 32}]
    chain = Chain(transcript_of(checked_inputs(states, LotsPolicy()), entropy))
    row = chain.standing.assignments[3]

    chain.draw(redraw_of(chain.standing, row.under_review, row.reviewer))

    assert CHECKER.check(*chain.files()).startswith("sound: 1 amendments, 12 assignments, 0 open")


def one_chain() -> Chain:
    chain = any_chain(8, most=12, length=8)
    assert chain is not None
    return chain


def test_any_changed_byte_is_refused() -> None:
    transcript, amendments = one_chain().files()
    chance = Stream(bytes(32), "bytes")
    for _ in range(300):
        place = chance.below(len(amendments))
        other = (amendments[place] + 1 + chance.below(255)) % 256
        data = amendments[:place] + bytes([other]) + amendments[place + 1 :]
        assert refusal(transcript, data) != "accepted", (place, other)
    assert refusal(transcript, amendments) == "accepted"
    assert refusal(transcript, amendments[:-1]) == "not_canonical"
    assert refusal(transcript + b"\n", amendments) == "not_canonical"
    assert refusal(transcript.replace(b'"groups"', b'"Groups"'), amendments) != "accepted"
    assert refusal(transcript.replace(b"african", b"grulac_"), amendments) == "hash_wrong"


def test_an_amendment_cannot_be_left_out_put_in_or_exchanged() -> None:
    chain = one_chain()
    transcript, amendments = chain.files()
    records: list[dict[str, Any]] = json.loads(amendments)

    for place in range(len(records) - 1):
        assert refusal(transcript, canonical(records[:place] + records[place + 1 :]) + b"\n") != "accepted"
        exchanged = [*records[:place], records[place + 1], records[place], *records[place + 2 :]]
        assert refusal(transcript, canonical(exchanged) + b"\n") == "amendment_out_of_order"
    assert refusal(transcript, canonical([*records, records[-1]]) + b"\n") == "amendment_out_of_order"
    other = any_chain(4, most=8, length=2)
    assert other is not None
    assert refusal(written(other.transcript), amendments) == "amendment_out_of_order"
    assert refusal(transcript, b"[]\n") == "accepted"


FREE = {"reason", "on", "sha256", "previous_sha256", "volunteers"}
"""What the checker cannot know; a changed reason shows in the head alone."""

ENTRANT = {"states", "groups"}
"""Nor what is true of a State that nobody knew before."""


def test_a_forger_who_mends_the_hashes_is_refused_three_hundred_times() -> None:
    """One value of one amendment is changed, whatever it is, and every hash is made to fit."""
    chance = Stream(bytes(32), "forger")
    codes: Counter[str] = Counter()
    number = 0
    while codes.total() < 300:
        number += 1
        chain = any_chain(number, most=8, length=3)
        if chain is None or not chain.amendments:
            continue
        transcript, amendments = chain.files()
        records: list[dict[str, Any]] = json.loads(amendments)
        record = records[-1]
        known = sorted(record.keys() - FREE - (ENTRANT if record["kind"] == "late_entrant" else set()))
        field = known[chance.below(len(known))]
        if record["by_name"] and field == "filled":
            continue
        record[field] = forged(record[field], chance)
        codes[refusal(transcript, chained_again(chain.transcript, records))] += 1

    assert codes["accepted"] == 0
    assert codes["outcome_differs"] > 100


def forged(value: Any, chance: Stream) -> Any:
    """Something else of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
        case list():
            items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
            if not items:
                return ["AAA"]
            place = chance.below(len(items))
            return [*items[:place], forged(items[place], chance), *items[place + 1 :]]
        case dict():
            fields: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
            if not fields:
                return {"AAA": 1}
            name = sorted(fields)[chance.below(len(fields))]
            return {**fields, name: forged(fields[name], chance)}
        case _:
            raise AssertionError(value)


def changed(change: Callable[[dict[str, Any]], object], kind: str) -> str:
    """Why the last amendment of this kind is refused once it was changed and all hashes mended."""
    for number in range(1, 200):
        chain = any_chain(number, most=9, length=6)
        drawn = [] if chain is None else [each for each in chain.amendments if each.kind == kind and each.seed]
        if chain is not None and drawn:
            records: list[dict[str, Any]] = json.loads(chain.files()[1])[: drawn[0].number]
            change(records[-1])
            return refusal(written(chain.transcript), chained_again(chain.transcript, records))
    raise AssertionError(kind)


BEACON = {"source": "beacon", "chain": "aa", "round": 7, "signature": "00fe", "randomness": "00" * 32}


FORGERIES: dict[str, tuple[str, Callable[[dict[str, Any]], object], str]] = {
    "no kind": ("redraw", lambda r: r.update(kind="other"), "nothing_to_redraw"),
    "another kind": ("redraw", lambda r: r.update(kind="supplement"), "outcome_differs"),
    "a field more": ("redraw", lambda r: r.update(extra=1), "outcome_differs"),
    "another number": ("redraw", lambda r: r.update(number=9), "outcome_differs"),
    "no day": ("redraw", lambda r: r.update(on="soon"), "ValueError"),
    "nobody volunteers": ("redraw", lambda r: r.update(volunteers=["XXX"]), "unknown_state"),
    "no entropy": ("redraw", lambda r: r.update(entropy=[]), "must_be_filled"),
    "no value of the beacon": ("redraw", lambda r: r.update(entropy=[BEACON]), "value_wrong"),
    "nor with a reveal": ("redraw", lambda r: r.update(entropy=[BEACON | {"reveal": ""}]), "value_wrong"),
    "a short value": ("redraw", lambda r: r["entropy"][0].update(value="00"), "value_wrong"),
    "a given value that is not alone": ("redraw", lambda r: r["entropy"].append({"source": "hand"}), "value_wrong"),
    "no source": ("redraw", lambda r: r.update(entropy=[{"source": "dice"}]), "KeyError"),
    "another seed": ("redraw", lambda r: r.update(seed="0" * 64), "outcome_differs"),
    "drawn, but called named": ("redraw", lambda r: r.update(by_name=True, filled=r["vacated"]), "may_not_be_named"),
    "another region": ("departure", lambda r: r["states"][0].update(region="none"), "outcome_differs"),
    "half gone": ("departure", lambda r: r["states"][0].update(instruments=["TIP"]), "not_a_party"),
    "left, but called joined": ("departure", lambda r: r.update(kind="instrument_joined"), "not_a_party"),
    "no group": ("late_entrant", lambda r: r.update(groups=dict.fromkeys(r["groups"], 0)), "outcome_differs"),
    "deferral of nobody": ("deferral", lambda r: r.update(deferrals=["XXX"]), "nothing_to_redraw"),
    "no place": ("supplement", lambda r: r.update(vacancies=[]), "IndexError"),
}


@pytest.mark.parametrize(("kind", "change", "code"), list(FORGERIES.values()), ids=list(FORGERIES))
def test_what_was_forged_is_named(kind: str, change: Callable[[dict[str, Any]], object], code: str) -> None:
    assert changed(change, kind) == code


def test_the_checker_is_one_short_file_for_any_python() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names} | {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }

    assert len(text.splitlines()) <= 320
    assert imported <= sys.stdlib_module_names
