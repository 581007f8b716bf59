"""The way to a Conference in mails: the report to the parties, every applicant's own outcome, objections to few."""

import json
from email.message import EmailMessage

import pytest

from models.conference.events import CODEC
from models.conference.observers import ObserverReason
from models.notices import Notice, RecipientKind
from models.register import Language
from notices.audience import notices_for
from notices.audiences.conference import CONFERENCE
from notices.compose import Composer
from notices.texts import texts_in
from tests.notices.build import address
from tests.notices.conferences import ends, stories
from tests.notices.tellings import CIRCLE
from tests.notices.test_compose import SENT_AT, html_of, plain, visible, words
from tests.notices.test_dialogues import LETTERHEAD

TEXTS = texts_in(Language.ENGLISH)
MISSIONS = {"mission:BRA", "mission:FRA", "mission:JPN", "mission:KEN"}
DESK, UNITS, BUREAUS = {"secretariat:desk"}, {"secretariat:civil-society-unit"}, {"working_group:extended-bureau"}

TOLD: dict[str, set[str]] = {
    "conference_track_opened": DESK | UNITS,
    "conference_moved": {"stakeholder:s-1"} | UNITS,
    "cut_off_set": set(),
    "compilation_begun": set(),
    "report_compiled": DESK,
    "compilation_failed": DESK,
    "country_reference_allowed": set(),
    "report_edited": set(),
    "report_finalised": set(),
    "report_reopened": set(),
    "translation_ordered": set(),
    "translation_delivered": set(),
    "report_issued": MISSIONS,
    "report_considered": set(),
    "recommendation_added": set(),
    "recommendations_compiled": MISSIONS,
    "observer_applied": {f"stakeholder:s-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9)} | UNITS,
    "observer_applied_late": {"stakeholder:s-8"} | UNITS,
    "observer_withdrawn": {"stakeholder:s-7"} | UNITS,
    "observers_declined": {"stakeholder:s-5", "stakeholder:s-6"},
    "observers_circulated": MISSIONS | BUREAUS,
    "observer_objected": DESK | BUREAUS,
    "observer_objection_withdrawn": DESK | BUREAUS,
    "observers_admitted": {"stakeholder:s-1", "stakeholder:s-2"},
    "observer_decided": {"stakeholder:s-3", "stakeholder:s-4", "mission:FRA", "mission:KEN"},
    "policy_version_entered": set(),
    "policy_application_begun": set(),
    "policy_version_applied": DESK,
    "policy_undo_begun": set(),
    "policy_version_undone": DESK,
    "conference_closed": UNITS,
}
"""Who is told of each event in the stories, where mostly the Secretariat acts, which is not told of its own acts."""


def notices() -> list[Notice]:
    """Every notice of the stories."""
    return [notice for made in stories() for notice in notices_for(made, CIRCLE)]


def mail(notice: Notice) -> EmailMessage:
    """The mail for a notice."""
    return Composer(LETTERHEAD).compose(notice, address(name=""), at=SENT_AT)


@pytest.mark.parametrize("event", TOLD)
def test_each_event_is_told_to_the_people_of_its_line_and_nobody_else(event: str) -> None:
    assert {str(each.recipient) for each in notices() if each.event == event} == TOLD[event]


def test_every_event_and_every_way_to_be_answered_stands_in_a_story() -> None:
    assert {entry.type for made in stories() for entry in made.entries} == set(CODEC.types)
    assert set(TOLD) | {"deadline_approaching", "deadline_passed"} == set(CONFERENCE)
    assert ends() == set(ObserverReason)


def test_which_state_objects_is_read_by_the_bureau_the_secretariat_and_that_state_alone() -> None:
    for notice in (each for each in notices() if each.event.startswith("observer")):
        named = {state for state in ("FRA", "KEN") if f'"{state}"' in json.dumps(notice.context)}
        if notice.recipient.kind is RecipientKind.MISSION:
            assert named <= {notice.recipient.id}
        elif str(notice.recipient) not in DESK | BUREAUS:
            assert named == set(), notice.event


@pytest.mark.parametrize("reason", list(ObserverReason))
def test_every_reason_is_read_by_the_applicant_in_words(reason: ObserverReason) -> None:
    notice = next(
        each for each in notices() if any(row.get("reason") == reason for row in each.context.get("mine", ()))
    )

    assert TEXTS.text(f"outcome.conference.{reason}") in plain(mail(notice))
    assert any(
        line.startswith(("What can be done: ", "What comes next: ")) for line in plain(mail(notice)).splitlines()
    )


def test_every_event_as_it_is_recorded_becomes_a_mail_whose_text_and_html_say_the_same() -> None:
    for notice in notices():
        message = mail(notice)

        assert words(plain(message)) == words(visible(html_of(message)))
        assert "{" not in plain(message)
        assert "SECRET" not in json.dumps(notice.context)
        assert str(message["Subject"]).startswith("Conference of the Parties, session 13: ")
        assert str(message["List-Id"]) == "<13.conference.untoc-1.reviewtrack.invalid>"


def test_the_parties_are_told_of_the_report_with_its_symbol() -> None:
    issued = next(each for each in notices() if each.event == "report_issued")

    assert "Document: CTOC/COP/2026/2" in plain(mail(issued))
    assert "https://review.example.org/cycles/untoc-1/outreach\n" in plain(mail(issued))
