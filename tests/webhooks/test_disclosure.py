"""What may be told: the table of public events, field by field, grants, and nothing else."""

from typing import Any

import pytest

from models.amendment import Amendment
from models.errors import InputInvalid
from models.webhooks import (
    Grant,
    PublicEvent,
    checked_event_pattern,
    checked_field,
    checked_stream_pattern,
    matches_event,
    matches_stream,
)
from notices.cloud_events import cloud_event, message_id
from notices.disclosure import shown
from store.webhooks import in_force
from tests.webhooks.build import DISCLOSURE, PUBLIC, REVIEW, SEALED, SITE, placed, webhook
from tests.webhooks.pages import CODECS, DOCS, NAME, events_page


@pytest.mark.parametrize("public", PUBLIC, ids=lambda each: each.name)
def test_a_public_event_exists_with_the_fields_that_it_names(public: PublicEvent) -> None:
    known = CODECS[public.kind].event_class(public.event).model_fields

    assert {each.partition(".")[0] for each in public.fields} <= known.keys()
    assert {each.partition(".")[2] for each in public.fields} <= {"", *Amendment.model_fields}


def test_the_page_of_public_events_is_what_the_table_prints() -> None:
    written = (DOCS / NAME).read_text(encoding="utf-8")

    assert written == events_page(), f"docs/{NAME} differs from its table: run python -m tests.webhooks.pages"


@pytest.mark.parametrize("kind", ["phase", "country"])
def test_nothing_that_is_recorded_of_a_review_is_public(kind: str) -> None:
    for event in CODECS[kind].types:
        entry = placed(f"{kind}/untoc-1/FRA/1", event)
        assert DISCLOSURE.fields(webhook(), entry, []) is None, event


def test_an_event_that_nobody_has_thought_of_is_not_told() -> None:
    assert DISCLOSURE.fields(webhook(), placed("lots/untoc-1/1", "invented_later"), []) is None
    assert DISCLOSURE.fields(webhook(), placed("novelty/untoc-1/1", "pairing_confirmed"), []) is None


@pytest.mark.parametrize(
    "event",
    ["deadline_passed", "deadline_approaching", "reviewers_drawn", "deferral_requested", "redraw_requested"],
)
def test_lateness_and_what_missions_ask_are_told_to_nobody(event: str) -> None:
    for kind in CODECS:
        assert DISCLOSURE.fields(webhook(), placed(f"{kind}/untoc-1/1", event), []) is None


def test_of_an_amendment_only_who_reviews_whom_is_shown() -> None:
    fields = DISCLOSURE.fields(webhook(), placed("cycle/untoc-1", "pairing_amended"), [])
    data: dict[str, Any] = {
        "drawing": 1,
        "amendment": {"number": 2, "reason": "illness", "deferrals": ["FRA"], "filled": [{"reviewer": "NOR"}]},
    }

    assert fields is not None
    assert shown(data, fields) == {"drawing": 1, "amendment": {"number": 2, "filled": [{"reviewer": "NOR"}]}}


def test_a_field_within_reaches_into_lists_and_shows_no_whole() -> None:
    assert shown({"a": [{"b": 1, "c": 2}], "d": 3}, frozenset({"a.b"})) == {"a": [{"b": 1}]}
    assert shown({"a": "text"}, frozenset({"a.b"})) == {"a": None}
    assert shown({"a": 1}, frozenset()) == {}
    assert shown({"a": 1, "b": {"c": 2}}, frozenset({"*"})) == {"a": 1, "b": {"c": 2}}


def grant(**changes: Any) -> Grant:
    """A grant of the questionnaires of France."""
    plain: dict[str, Any] = {
        "stream": "phase/untoc-1/FRA/*",
        "event": "phase.saq_submitted",
        "by": "Secretariat",
        "reason": "asked for by note verbale",
    }
    return Grant(**(plain | changes))


def test_a_grant_without_fields_tells_only_that_it_happened() -> None:
    told = DISCLOSURE.fields(webhook(), placed(REVIEW, "saq_submitted"), [grant()])

    assert told == frozenset()


def test_a_grant_reaches_no_other_stream_and_no_other_event() -> None:
    assert DISCLOSURE.fields(webhook(), placed("phase/untoc-1/NOR/1", "saq_submitted"), [grant()]) is None
    assert DISCLOSURE.fields(webhook(), placed(REVIEW, "feedback_submitted"), [grant()]) is None
    assert DISCLOSURE.fields(webhook(), placed("phase/untoc-10/FRA/1", "saq_submitted"), [grant()]) is None


def test_that_somebody_is_late_is_in_no_grant_but_one_that_names_it() -> None:
    late = placed(REVIEW, "deadline_passed")

    assert DISCLOSURE.fields(webhook(), late, [grant(event="phase.*", fields=("*",)), grant(event="*")]) is None
    assert DISCLOSURE.fields(webhook(), late, [grant(event="phase.deadline_passed")]) == frozenset()


def test_a_grant_on_a_public_event_adds_fields() -> None:
    more = grant(stream=SEALED, event="lots.groups_drawn", fields=("seed",))

    assert DISCLOSURE.fields(webhook(), placed(SEALED, "groups_drawn"), [more]) == {"groups", "seed"}


def test_what_is_not_asked_for_is_not_told_although_it_may_be() -> None:
    asks = webhook(events=("dialogue.*", "lots.draw_sealed"), streams=("lots/untoc-1/*", "dialogue/untoc-2/*"))

    assert DISCLOSURE.fields(asks, placed(SEALED, "draw_sealed"), []) is not None
    assert DISCLOSURE.fields(asks, placed(SEALED, "pairing_confirmed"), []) is None
    assert DISCLOSURE.fields(asks, placed("dialogue/untoc-1/firearms-2027", "call_opened"), []) is None
    assert DISCLOSURE.fields(asks, placed("dialogue/untoc-2/firearms-2027", "call_opened"), []) is not None


def test_of_several_grants_for_the_same_the_last_word_counts() -> None:
    first, ended, other = grant(fields=("*",)), grant(is_given=False), grant(event="phase.*")

    assert in_force([first, other, ended]) == [other]
    assert in_force([first, ended, first]) == [first]


@pytest.mark.parametrize(
    ("pattern", "name", "covers"),
    [
        ("*", "lots.draw_sealed", True),
        ("lots.*", "lots.draw_sealed", True),
        ("lots.draw_sealed", "lots.draw_sealed", True),
        ("lots.draw", "lots.draw_sealed", False),
        ("lot.*", "lots.draw_sealed", False),
    ],
)
def test_patterns_of_events(pattern: str, name: str, covers: bool) -> None:  # noqa: FBT001 - a column of the table
    assert matches_event(pattern, name) is covers


@pytest.mark.parametrize(
    ("pattern", "stream", "covers"),
    [
        ("phase/untoc-1/*", "phase/untoc-1/FRA/1", True),
        ("phase/untoc-1/FRA/1", "phase/untoc-1/FRA/1", True),
        ("phase/untoc-1/FRA/1", "phase/untoc-1/FRA/10", False),
        ("phase/untoc-1/F/*", "phase/untoc-1/FRA/1", False),
    ],
)
def test_patterns_of_streams(pattern: str, stream: str, covers: bool) -> None:  # noqa: FBT001 - a column of the table
    assert matches_stream(pattern, stream) is covers


@pytest.mark.parametrize(
    ("check", "given", "code"),
    [
        (checked_event_pattern, "lots", "bad_event_pattern"),
        (checked_event_pattern, "lots.draw*", "bad_event_pattern"),
        (checked_event_pattern, "", "bad_event_pattern"),
        (checked_stream_pattern, "*", "bad_stream_pattern"),
        (checked_stream_pattern, "phase/*", "bad_stream_pattern"),
        (checked_stream_pattern, "phase/untoc-1/F*", "bad_stream_pattern"),
        (checked_field, "a b", "bad_field"),
    ],
)
def test_patterns_that_say_nothing_or_too_much_are_refused(check: Any, given: str, code: str) -> None:
    with pytest.raises(InputInvalid, match=code):
        check(given)


def test_ids_say_what_happened_and_which_delivery_it_is() -> None:
    entry = placed()
    moved = entry.model_copy(update={"position": 99})

    assert message_id(webhook(), entry) == message_id(webhook(), moved), "a function of the entry alone"
    assert message_id(webhook(), entry) != message_id(webhook(replay=1), entry)
    assert message_id(webhook(), entry) != message_id(webhook(id="wh-2"), entry)
    assert cloud_event(entry, {}, site=SITE) == cloud_event(entry, {}, site=f"{SITE}/")
