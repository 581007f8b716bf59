"""What is on record of a drawing of lots, read back by the command line from a real PostgreSQL."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Never

import pytest

from cli.opening import Opening, loaded_mechanism, opening_state
from doctor import diagnosis, rehearsal
from models.drawing import commands as c
from models.errors import Undecided
from models.ledger import Recording
from models.lots import LotsAssignment, LotsInputs, Method
from models.people import SECRETARIAT, SYSTEM
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.seal import entropy, inputs_of
from rules.lots.transcript import transcript_of, written
from store.documents import add_version
from store.ledger import record
from store.pool import Pool
from tests.cli.conftest import AsyncCommandLine
from tests.cli.test_on_a_store import tampered
from tests.rules.drawing.build import Drawing, drawing, frozen, note, pair, planned, sealed, supplied
from tests.rules.lots.checker import load_checker
from tests.story import Story

KEY = planned().state.cycle


async def keep(pool: Pool, story: Drawing, *, above: int = 0) -> None:
    """Put what a story has recorded into the ledger, as the worker does; `above` is what it holds already."""
    await record(
        pool,
        Recording(
            stream=story.state.workflow_id,
            entries=tuple(story.entries[above:]),
            status=DRAWING_OF_LOTS.status(story.state),
            clock=story.state.clock,
        ),
    )


async def drawn(pool: Pool) -> Drawing:
    """A provisional list, with its transcript in the store."""
    story = drawing()
    await keep(pool, story)
    above = len(story.entries)
    transcript = transcript_of(inputs_of(story.state), entropy(story.state))
    kept = await add_version(
        pool,
        document=None,
        cycle=KEY,
        kind="lots_transcript",
        media_type="application/json",
        language="en",
        content=written(transcript),
        simulated=False,
    )
    story.act(
        c.RecordOutcome,
        SYSTEM,
        transcript=kept,
        sha256=transcript["sha256"],
        assignments=tuple(LotsAssignment.model_validate(each) for each in transcript["assignments"]),
        method=tuple(Method.model_validate(each) for each in transcript["method"].values()),
    )
    await keep(pool, story, above=above)
    return story


async def test_a_drawing_that_is_not_there_is_refused(with_store: AsyncCommandLine, pool: Pool) -> None:
    assert (await with_store("lots", "list", "nowhere")).refusal == "unknown_cycle"
    assert (await with_store("lots", "show", "nowhere")).refusal == "unknown_cycle"
    await keep(pool, planned())
    assert (await with_store("lots", "show", KEY, "--number", "2")).refusal == "unknown_drawing"
    assert (await with_store("lots", "show", KEY, "--state", "ZZZ")).refusal == "unknown_state"
    assert (await with_store("cycle", "draw", "nowhere")).refusal == "unknown_cycle"


async def test_before_the_seal_there_is_nothing_to_take_away(with_store: AsyncCommandLine, pool: Pool) -> None:
    await keep(pool, frozen())

    assert (await with_store("lots", "inputs", KEY, "--out", "-")).refusal == "not_sealed"
    assert (await with_store("lots", "transcript", KEY, "--out", "-")).refusal == "nothing_drawn"
    assert (await with_store("lots", "amendments", KEY, "--out", "-")).refusal == "nothing_drawn"
    assert (await with_store("lots", "watch", KEY)).refusal == "nothing_drawn"
    assert (await with_store("lots", "draw", KEY)).refusal == "wrong_stage"
    shown = await with_store("lots", "show", KEY)
    assert "seal_draw" in shown.out
    assert (await with_store("lots", "list", KEY, "--json")).json[0]["stage"] == "register_frozen"


async def test_a_seal_is_refused_by_its_rules_before_anybody_is_asked(with_store: AsyncCommandLine, pool: Pool) -> None:
    await keep(pool, frozen())
    seal = ("lots", "seal", KEY, "--source")

    assert (await with_store(*seal, "beacon:nobody:12")).refusal == "unknown_beacon_chain"
    assert (await with_store(*seal, "beacon:a beacon:1")).refusal == "beacon_round_past"
    assert (await with_store(*seal, "given")).refusal == "seed_not_drawn"
    assert (await with_store(*seal, "delegations")).refusal == "bad_sources"
    assert (await with_store(*seal, "hand:2:100")).refusal == "too_little_entropy"
    assert (await with_store(*seal, "hand:13:100", "--source", "hand:13:100")).refusal == "source_twice"


async def test_what_cannot_be_drawn_is_not_sealed(with_store: AsyncCommandLine, pool: Pool) -> None:
    await keep(pool, frozen(reviewer_max=1))

    ended = await with_store("lots", "seal", KEY, "--source", "hand:13:100", "--json")

    assert ended.refusal == "draw_impossible"
    assert "starter.py lots doctor" in ended.err


async def test_what_a_rehearsal_misses_is_not_sealed(
    with_store: AsyncCommandLine, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missed(inputs: LotsInputs, times: int) -> rehearsal.Rehearsal:
        assert inputs.states
        return rehearsal.Rehearsal(times, ("no_valid_assignment",) * times)

    monkeypatch.setattr(rehearsal, "rehearse", missed)
    await keep(pool, frozen())

    ended = await with_store("lots", "seal", KEY, "--source", "hand:13:100", "--json")

    assert ended.refusal == "draw_not_found"
    assert "no_valid_assignment" in ended.err


async def test_what_the_doctor_does_not_find_out_is_sealed_only_by_those_who_insist(
    with_store: AsyncCommandLine, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_a_loss(inputs: LotsInputs) -> Never:
        raise Undecided("doctor_undecided", f"{len(inputs.states)} States are too many.")

    monkeypatch.setattr(diagnosis, "diagnose", at_a_loss)
    await keep(pool, frozen())
    seal = ("lots", "seal", KEY, "--source", "hand:13:100")

    refused = await with_store(*seal, "--json")
    insisted = await with_store(*seal, "--despite-doctor")

    assert refused.refusal == "draw_undecided"
    assert "draw doctor: undecided (sealed despite it)" in insisted.out
    assert "this test has no Temporal" in insisted.err


async def test_what_was_sealed_is_written_so_that_its_hash_is_the_seal(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    story = sealed()
    await keep(pool, story)
    out = tmp_path / "inputs.json"

    ended = await with_store("lots", "inputs", KEY, "--out", str(out), "--json")
    piped = await with_store("lots", "inputs", KEY, "--out", "-")

    assert hashlib.sha256(out.read_bytes()).hexdigest() == story.state.inputs_sha256 == ended.json["inputs_sha256"]
    assert piped.out.encode() == out.read_bytes()
    assert (await with_store("lots", "draw", KEY)).refusal == "entropy_missing"
    assert (await with_store("lots", "enter", KEY, "--file", str(out))).refusal == "entropy_not_as_sealed"
    assert (await with_store("lots", "inputs", KEY, "--out", str(tmp_path))).refusal == "file_unwritable"


async def test_a_transcript_comes_out_byte_for_byte_and_the_checker_agrees(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    story = await drawn(pool)
    out = tmp_path / "transcript.json"

    ended = await with_store("lots", "transcript", KEY, "--out", str(out), "--json")

    kept = story.state.transcript
    assert kept is not None
    assert hashlib.sha256(out.read_bytes()).hexdigest() == kept.sha256 == ended.json["file_sha256"]
    assert load_checker().check(out.read_bytes()).startswith("sound")
    assert (await with_store("lots", "transcript", KEY, "--out", "-")).out.encode() == out.read_bytes()
    assert "check_draw.py" in (await with_store("lots", "transcript", KEY, "--out", str(out))).out


async def test_a_transcript_that_was_changed_in_the_store_is_refused(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str, tmp_path: Path
) -> None:
    story = await drawn(pool)
    assert story.state.transcript is not None
    changed = f"UPDATE document_version SET content = content || 'x'::bytea WHERE id = '{story.state.transcript.id}'"  # noqa: S608
    await tampered(postgres_url, changed)

    assert (await with_store("lots", "transcript", KEY, "--out", str(tmp_path / "t"))).refusal == "document_mismatch"
    assert not (tmp_path / "t").exists()


async def test_one_state_is_shown_with_its_reviewers_and_its_window(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = await drawn(pool)
    iso3 = story.state.parties[0].iso3
    same, other = pair(story, iso3)

    shown = await with_store("lots", "show", KEY, "--state", iso3.lower())
    as_json = (await with_store("lots", "show", KEY, "--state", iso3, "--json")).json

    assert same in shown.out
    assert f"may ask for a redraw until {story.state.window_ends}" in shown.out
    assert [each["reviewer"] for each in as_json["reviewed_by"] if each["principal"]] == [same, other]
    assert all(each["reviewer"] == iso3 for each in as_json["reviews"])


async def test_the_ceremony_is_watched_again_from_the_record(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = await drawn(pool)
    assert story.state.standing is not None

    shown = await with_store("lots", "watch", KEY, "--pace", "60")
    as_json = (await with_store("lots", "watch", KEY, "--json")).json

    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert story.state.inputs_sha256 in shown.out
    assert story.state.seed in shown.out
    assert "Numbers drawn by hand in the room: 1 2 3" in shown.out
    assert all(f"\n{row.iso3} " in shown.out for row in story.state.parties)
    assert as_json["sha256"] == story.state.standing.head
    assert as_json["assignments"] == len(story.state.standing.assignments)
    assert (await with_store("lots", "draw", KEY)).refusal == "wrong_stage"


async def test_changes_and_amendments_are_shown_and_taken_away(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    story = await drawn(pool)
    above = len(story.entries)
    iso3 = story.state.parties[0].iso3
    same, other = pair(story, iso3)
    story.act(c.RequestRedraw, SECRETARIAT, state=iso3, reviewer=same, note=note())
    story.act(c.RequestRedraw, SECRETARIAT, state=iso3, reviewer=other, note=note())
    story.act(c.DrawAgain, SECRETARIAT, change="change-1", supplied=supplied())
    await keep(pool, story, above=above)
    out = tmp_path / "amendments.json"

    ended = await with_store("lots", "amendments", KEY, "--out", str(out), "--json")
    shown = await with_store("lots", "show", KEY)
    watched = (await with_store("lots", "watch", KEY, "--json")).json

    assert story.state.standing is not None
    assert ended.json["head"] == story.state.standing.head
    assert [each["sha256"] for each in json.loads(out.read_bytes())] == [story.state.standing.head]
    assert out.read_bytes().endswith(b"}]\n")
    assert f"change-2: redraw, {other} of {iso3}" in shown.out
    assert f"starter.py lots again {KEY} change-2" in shown.out
    assert watched["sha256"] == json.loads(out.read_bytes())[0]["previous_sha256"], "the ceremony shows the day itself"


async def test_a_change_above_the_limit_says_that_it_waits_for_a_decision(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    story = await drawn(pool)
    above = len(story.entries)
    iso3 = story.state.parties[0].iso3
    for number in (1, 2):
        story.act(c.RequestRedraw, SECRETARIAT, state=iso3, reviewer=pair(story, iso3)[0], note=note())
        story.act(c.DrawAgain, SECRETARIAT, change=f"change-{number}", supplied=supplied())
    story.act(c.RequestRedraw, SECRETARIAT, state=iso3, reviewer=pair(story, iso3)[0], note=note())
    await keep(pool, story, above=above)

    shown = await with_store("lots", "show", KEY)

    assert f"starter.py lots decide {KEY} change-3 --grant|--refuse" in shown.out


async def test_a_draw_that_failed_says_why(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = drawing()
    story.act(c.RecordFailure, SYSTEM, code="no_valid_assignment", message="the rules leave nothing.")
    await keep(pool, story)

    assert (await with_store("lots", "watch", KEY)).refusal == "no_valid_assignment"
    assert "failed with no_valid_assignment: the rules leave nothing." in (await with_store("lots", "show", KEY)).out


async def test_voided_drawings_stay_on_the_list(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = await drawn(pool)
    above = len(story.entries)
    story.on(date(2020, 9, 4)).act(c.VoidDraw, SECRETARIAT, reason="a ball was missing")
    await keep(pool, story, above=above)

    listed = await with_store("lots", "list", KEY)

    assert "voided" in listed.out
    assert "2020-09-04" in listed.out
    assert "void: a ball was missing" in (await with_store("lots", "show", KEY)).out


async def opened(pool: Pool, *, day_seconds: float) -> None:
    """A cycle of the real mechanism, just opened."""
    now = datetime.now(tz=UTC)
    first = opening_state(Opening("trial", day_seconds=day_seconds), loaded_mechanism("untoc"), now=now)
    story = Story(REVIEW_CYCLE, first, now.date()).open()
    status = REVIEW_CYCLE.status(story.state)
    await record(
        pool, Recording(stream=status.workflow_id, entries=tuple(story.entries), status=status, clock=first.clock)
    )


@pytest.mark.parametrize(
    ("day_seconds", "code", "said"),
    [(86_400, "not_a_rehearsal", "starter.py lots open trial"), (100, "window_too_long", "2200 s")],
)
async def test_a_rehearsal_is_refused_where_it_cannot_be_one(
    with_store: AsyncCommandLine, pool: Pool, day_seconds: float, code: str, said: str
) -> None:
    await opened(pool, day_seconds=day_seconds)

    ended = await with_store("cycle", "draw", "trial")

    assert ended.refusal == code
    assert said in ended.err


async def test_without_a_drawing_its_commands_say_how_to_open_one(with_store: AsyncCommandLine, pool: Pool) -> None:
    await opened(pool, day_seconds=100)

    ended = await with_store("lots", "show", "trial")

    assert ended.refusal == "no_drawing"
    assert "starter.py lots open trial" in ended.err
    assert "starter.py lots open trial" in (await with_store("lots", "list", "trial")).out
