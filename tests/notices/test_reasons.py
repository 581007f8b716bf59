"""Every outcome is told with its reason in a plain sentence, and with what can be done next."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from models.conference.observers import ObserverReason
from models.dialogue.application import Mode, OutcomeReason
from models.dialogue.state import ContributionOutcome
from models.engagement.alliance.state import MemberReason
from models.engagement.consultation.state import InputReason
from models.engagement.hub.member import HubReason, Paper
from models.engagement.hub.state import ReportOutcome
from models.engagement.terms import EngagementKind
from models.engagement.training.application import HOLDING, TrainingReason
from models.engagement.training.application import OUTCOMES as TRAINING_OUTCOMES
from models.people import Role
from models.policy import ObjectionRule
from notices.outreach import ASKED, DAYS, TOLD_ALONE
from notices.outreach_letter import AS_THEY_ARE, DAYS_OF_STATUS, WORDED
from notices.texts import SOURCE, texts_in
from rules.conference.observers import DECLINABLE
from rules.dialogue.deciding import DECLINED_FOR
from rules.dialogue.screening import NOT_ELIGIBLE_FOR

REASONS: Mapping[str, type[StrEnum]] = {
    "dialogue": OutcomeReason,
    "conference": ObserverReason,
    "consultation": InputReason,
    "training": TrainingReason,
    "hub": HubReason,
    "alliance": MemberReason,
}
"""Room -> why a thing came to its outcome in it."""

SAID_BY_THE_EVENT = {"hub": {HubReason.VERIFIED, HubReason.RENEWED}}
"""Reasons that say no more than what happened."""


@pytest.mark.parametrize("room", REASONS)
def test_every_reason_of_an_outcome_is_a_plain_sentence(room: str) -> None:
    texts = texts_in(SOURCE)
    reasons = [each for each in REASONS[room] if each not in SAID_BY_THE_EVENT.get(room, set())]

    assert [each for each in reasons if not texts.has(f"outcome.{room}.{each}")] == []
    assert all(texts.text(f"outcome.{room}.{each}").endswith(".") for each in reasons)


DECLINED_BY_DISPUTE = ("objection_upheld", "objection_blocks", "voted_out")
APPROVED_FOR = ("no_objection", "objection_overruled", "objection_without_effect", "voted_in")

ENDS: list[tuple[str, str, str]] = [
    *(("dialogue", "ineligible", each) for each in sorted(NOT_ELIGIBLE_FOR)),
    *(("dialogue", "declined", each) for each in (*sorted(DECLINED_FOR), *DECLINED_BY_DISPUTE, "dialogue_cancelled")),
    *(("dialogue", "approved", each) for each in APPROVED_FOR),
    ("dialogue", "late", "applied_late"), ("dialogue", "withdrawn", "withdrawn_by_applicant"),
    ("dialogue", "attended", "took_part"), ("dialogue", "absent", "did_not_come"),
    ("conference", "admitted", "consultative_status"), ("conference", "admitted", "no_objection"),
    ("conference", "admitted", "voted_in"), ("conference", "not_admitted", "voted_out"),
    ("conference", "late", "applied_late"), ("conference", "withdrawn", "withdrawn_by_applicant"),
    *(("conference", "declined", each) for each in sorted(DECLINABLE)),
    *(("consultation", "", each) for each in InputReason),
    *(("training", each, "") for each in sorted({*TRAINING_OUTCOMES, *HOLDING} - {"accepted", "offered"})),
    ("training", "eligible", ""), ("training", "waiting", ""),
    *(("hub", each, "") for each in ("declined", "suspended", "lapsed", "withdrawn", "expelled", "ended")),
    ("hub", "suspended", "appeal_refused"),
    *(("alliance", each, "") for each in ("declined", "withdrawn")),
]  # fmt: skip


@pytest.mark.parametrize(("room", "status", "reason"), ENDS)
def test_every_outcome_says_what_can_be_done_next(room: str, status: str, reason: str) -> None:
    following = texts_in(SOURCE).first(f"next.{room}.{reason}", f"next.{room}.{status}")

    assert following is not None
    assert following.startswith(("What can be done: ", "What comes next: "))


CODES: Mapping[str, type[StrEnum]] = {
    "became.dialogue": ContributionOutcome,
    "became.hub": ReportOutcome,
    "ruling": OutcomeReason,
    "rule": ObjectionRule,
    "mode": Mode,
    "paper": Paper,
    "engagement": EngagementKind,
    "role": Role,
}
RULINGS = {each for each in OutcomeReason if each.startswith(("objection_", "voted_"))}


@pytest.mark.parametrize("prefix", CODES)
def test_every_code_that_a_letter_repeats_has_words(prefix: str) -> None:
    codes = RULINGS if prefix == "ruling" else set(CODES[prefix])

    assert {code for code in codes if not texts_in(SOURCE).has(f"{prefix}.{code}")} == set()


def test_everything_that_a_letter_outside_the_reviews_can_say_has_a_label() -> None:
    labels = (*DAYS, *DAYS_OF_STATUS, *AS_THEY_ARE, *WORDED, *TOLD_ALONE, "objecting", "tabled_at")
    unlabelled = {"due", "status", "reason", "outcome", "travel_support"}

    assert {each for each in labels if not texts_in(SOURCE).has(f"label.{each}")} <= unlabelled


@pytest.mark.parametrize("action", [action for action, _ in ASKED.values()])
def test_what_a_stakeholder_is_asked_for_has_words(action: str) -> None:
    assert texts_in(SOURCE).has(f"do.{action}")


def test_no_text_for_a_stakeholder_speaks_of_signing_in() -> None:
    keys = [
        key for key in texts_in(SOURCE).texts if key.endswith(".stakeholder") or key.startswith(("outcome.", "next."))
    ]

    assert len(keys) > 100
    assert [key for key in keys if "sign in" in texts_in(SOURCE).text(key)] == []
    assert "review" not in texts_in(SOURCE).text("footer.stakeholder")
