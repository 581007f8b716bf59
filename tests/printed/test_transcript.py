"""What is printed is a transcript that is what its hash says; everything else is refused, each with its code."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

import pytest

from models.errors import InputInvalid
from printed.pairing import amended as folded
from printed.pairing import drawn, read_amendments
from printed.transcript import canonical, read_transcript
from rules.lots.standing import after, standing_of
from rules.lots.transcript import written
from tests.printed.build import amended, amendments_of, hashed, real, small

Changed = Callable[[dict[str, Any]], object]


def refusal(given: object) -> str:
    with pytest.raises(InputInvalid) as refused:
        read_transcript(given)
    assert refused.value.message.endswith(".")
    return refused.value.code


@pytest.mark.parametrize("transcript", [small(), real()], ids=["seven States", "real register"])
def test_a_transcript_is_read_with_the_hash_of_its_file(transcript: dict[str, Any]) -> None:
    read = read_transcript(transcript)

    assert read.file_sha256 == hashlib.sha256(written(transcript)).hexdigest()
    assert read.sha256 == transcript["sha256"]
    assert len(read.assignments) == len(transcript["assignments"])
    assert read.is_rehearsal


@pytest.mark.parametrize("given", [None, [], "transcript", 7, {}, {"version": 1}], ids=repr)
def test_what_is_no_transcript_is_refused(given: object) -> None:
    assert refusal(given) == "bad_transcript"


@pytest.mark.parametrize("field", sorted(small()))
def test_a_transcript_without_a_field_is_refused(field: str) -> None:
    record = small()
    del record[field]

    assert refusal(record) == "bad_transcript"


CHANGES: dict[str, Changed] = {
    "another reviewer": lambda record: record["assignments"][0].update(reviewer="ZZZ"),
    "one assignment less": lambda record: record["assignments"].pop(),
    "another seed": lambda record: record.update(seed="cd" * 32),
    "another group": lambda record: record["groups"]["1"].append(record["groups"]["2"].pop()),
    "another maximum": lambda record: record["inputs"]["policy"].update(reviewer_max=6),
    "another seal": lambda record: record.update(inputs_sha256="0" * 64),
    "another hash": lambda record: record.update(sha256="0" * 64),
    "one field more": lambda record: record.update(remark="by hand"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_transcript_is_refused(change: Changed) -> None:
    record = small()
    change(record)

    assert refusal(record) == "transcript_changed"


FORGERIES: dict[str, Changed] = {
    "another version": lambda record: record.update(version=2),
    "a reviewer who is not in the register": lambda record: record["assignments"][0].update(reviewer="ZZZ"),
    "one State reviews another twice": lambda record: record["assignments"].append(record["assignments"][0]),
    "a State without a group": lambda record: record["groups"]["1"].pop(),
    "a State in two groups": lambda record: record["groups"]["1"].append(record["groups"]["2"][0]),
    "a fourth group": lambda record: record["groups"].update({"4": [record["groups"]["1"].pop()]}),
    "a State twice": lambda record: record["inputs"]["states"].append(record["inputs"]["states"][0]),
    "a code that is none": lambda record: record["inputs"]["states"][0].update(iso3="<b>"),
    "a deferral of nobody": lambda record: record["inputs"].update(deferrals=["ZZZ"]),
    "an unknown region": lambda record: record["inputs"]["states"][0].update(region="atlantis"),
    "an unknown role": lambda record: record["assignments"][0].update(role="judge"),
    "a seed that is too short": lambda record: record.update(seed="ab"),
    "no entropy": lambda record: record.update(entropy=[]),
    "no method": lambda record: record.update(method={}),
    "assignments that are no list": lambda record: record.update(assignments=7),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_with_hashes_that_fit_is_refused_before_anything_is_printed(forge: Changed) -> None:
    record = small()
    forge(record)

    assert refusal(hashed(record)) == "bad_transcript"


def test_amendments_are_folded_as_the_rules_fold_them() -> None:
    transcript, file, story = amended()
    read = read_transcript(transcript)

    pairing = folded(drawn(read), read_amendments(file, read))

    standing = standing_of(read.inputs, read.groups, read.assignments, read.sha256)
    for each in amendments_of(story):
        standing = after(standing, each)
    assert pairing.assignments == standing.assignments
    assert (pairing.head, dict(pairing.groups)) == (standing.head, standing.groups)
    assert {each.under_review for each in pairing.assignments if (each.under_review, each.reviewer) in pairing.amended}


MISFITS: dict[str, tuple[Callable[[list[dict[str, Any]]], object], str]] = {
    "one left out": (lambda rows: rows.pop(0), "amendment_out_of_order"),
    "in another order": (lambda rows: rows.reverse(), "amendment_out_of_order"),
    "one twice": (lambda rows: rows.append(rows[-1]), "amendment_out_of_order"),
    "another reason": (lambda rows: rows[0].update(reason="as agreed"), "amendment_out_of_order"),
    "no object": (lambda rows: cast("list[Any]", rows).append("redraw"), "bad_amendments"),
    "an unknown kind": (lambda rows: rows[0].update(kind="by favour"), "bad_amendments"),
}


@pytest.mark.parametrize(("change", "code"), MISFITS.values(), ids=MISFITS)
def test_amendments_that_do_not_follow_are_refused(change: Callable[[list[dict[str, Any]]], object], code: str) -> None:
    transcript, file, _ = amended()
    read = read_transcript(transcript)
    rows = [dict(row) for row in file]
    change(rows)

    with pytest.raises(InputInvalid) as refused:
        read_amendments(rows, read)

    assert refused.value.code == code


def test_amendments_that_are_no_list_are_refused() -> None:
    with pytest.raises(InputInvalid) as refused:
        read_amendments({}, read_transcript(small()))

    assert refused.value.code == "bad_amendments"


def test_an_amendment_of_what_is_not_there_is_refused_though_its_hash_fits() -> None:
    transcript, file, _ = amended()
    read = read_transcript(transcript)
    forged = {name: value for name, value in file[0].items() if name != "sha256"}
    forged["vacated"] = [forged["vacated"][0] | {"reviewer": forged["vacated"][0]["under_review"]}]
    forged["sha256"] = hashlib.sha256(canonical(forged)).hexdigest()

    with pytest.raises(InputInvalid) as refused:
        read_amendments([forged], read)

    assert refused.value.code == "amendment_out_of_order"
