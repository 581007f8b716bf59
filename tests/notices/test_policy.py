"""A new version of the policy in mails: told once, to those at work under it, with every change in words."""

from enum import StrEnum
from typing import Any

import pytest

from models.ledger import Entry
from models.people import SECRETARIAT, SYSTEM, Actor
from models.policy import Policy, Relaxation
from models.register import Language
from notices.audience import notices_for
from notices.texts import texts_in
from tests.build import untoc
from tests.notices import build
from tests.notices.build import recording
from tests.notices.test_audience import CIRCLE, DESK, FOCAL_POINTS, MISSIONS, told
from tests.notices.test_compose import composed, plain

TEXTS = texts_in(Language.ENGLISH)
EVENTS = ("policy_applied", "policy_withdrawn")
CHANGE: dict[str, Any] = {
    "title": "resolution 13/4",
    "effective_on": "2027-01-10",
    "decision": {"id": "SECRET-DOCUMENT", "sha256": "0" * 64},
    "switches": {
        "reviewer_max": None,
        "move_to_working_day": False,
        "loo_form": "per_instrument",
        "region_exhausted_order": ["any_region", "drop_deferrals"],
    },
    "lead_times": {"submit_questionnaire": {"days": None, "months": 9}, "cd_summary": {"days": 45, "months": None}},
}


def changed(event: str, actor: Actor, **data: Any) -> Entry:
    """A version of the policy that comes into force or is taken back."""
    plain_entry = build.entry(event, actor, **data)
    return plain_entry.model_copy(update={"data": {"version": "13.1", **plain_entry.data}})


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    ("stream", "expected"),
    [(build.STREAM, FOCAL_POINTS), ("country/untoc-1/CIV", MISSIONS), ("cycle/untoc-1", DESK)],
)
def test_it_is_told_to_missions_by_the_review_and_to_focal_points_by_the_phase(
    stream: str, event: str, expected: set[str]
) -> None:
    made = recording(changed(event, SYSTEM, change=CHANGE, reason="SECRET-REASON"), stream=stream)

    assert set(told(made)) == expected
    assert told(recording(changed(event, SECRETARIAT), stream="cycle/untoc-1")) == []


def test_its_letter_says_line_by_line_what_changes() -> None:
    made = recording(changed("policy_applied", SYSTEM, change=CHANGE, sha256="5e" * 32))
    notice = notices_for(made, CIRCLE)[0]
    text = plain(composed(notice))

    assert "SECRET" not in str(notice.context)
    assert "Version of the policy: 13.1\nDecision: resolution 13/4\nEffective from: 10 January 2027\n" in text
    lines = text.splitlines()
    changes = lines[lines.index("What changes:") + 1 :]
    assert changes[: changes.index("")] == [
        "- Written summary, after a constructive dialogue: 45 days",
        "- Self-assessment questionnaire: 9 months",
        "- How many lists of observations there are: one for each instrument",
        "- Whether a due date moves to the next working day: no",
        ("- What is given up, in this order, when a regional group has no reviewing State left: "
         "the regional group, deferrals of reviewing"),
        "- Most reviews that one State does in a cycle: no limit",
    ]  # fmt: skip


def test_a_version_that_is_taken_back_lists_nothing() -> None:
    made = recording(changed("policy_withdrawn", SYSTEM, reason="SECRET-REASON"))
    text = plain(composed(notices_for(made, CIRCLE)[0]))

    assert "has been taken back" in text
    assert "What changes" not in text
    assert "SECRET" not in text


def test_every_lead_time_and_every_switch_has_words() -> None:
    chosen = [(name, value) for name, value in Policy() if isinstance(value, StrEnum)]
    values = [f"switch.{name}.{each}" for name, value in chosen for each in type(value)]
    values += [f"switch.region_exhausted_order.{each}" for each in Relaxation]

    assert [key for key in untoc().mechanism.lead_times if not TEXTS.has(f"lead.{key}")] == []
    assert [name for name in Policy.model_fields if not TEXTS.has(f"switch.{name}")] == []
    assert [value for value in values if not TEXTS.has(value)] == []
    assert len(values) > 25
