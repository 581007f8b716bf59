"""Engagements in mails: what is asked of whom, what became of what was handed in, and what is told to nobody."""

import json
from email.message import EmailMessage

import pytest

from models.engagement.events import CODEC
from models.notices import Notice, RecipientKind
from models.people import Role
from models.register import Language
from notices.audience import notices_for
from notices.audiences.engagement import ENGAGEMENT
from notices.compose import Composer
from notices.outreach import ASKED
from notices.texts import texts_in
from tests.notices import build
from tests.notices.build import address, entry, recording
from tests.notices.engagements import stories
from tests.notices.tellings import CIRCLE
from tests.notices.test_compose import SENT_AT, html_of, plain, visible, words
from tests.notices.test_dialogues import LETTERHEAD, concerned
from tests.rules.engagement.build import stakeholder

TEXTS = texts_in(Language.ENGLISH)
UNIT = "secretariat:civil-society-unit"


def notices() -> list[Notice]:
    """Every notice of the stories."""
    return [notice for made in stories() for notice in notices_for(made, CIRCLE)]


def mail(notice: Notice) -> EmailMessage:
    """The mail for a notice."""
    return Composer(LETTERHEAD).compose(notice, address(name=""), at=SENT_AT)


def kinds(event: str) -> set[str]:
    """Which kinds of readers are told of an event in the stories."""
    return {each.recipient.kind for each in notices() if each.event == event}


def test_every_event_of_every_kind_stands_in_a_story_and_is_told_where_its_line_is_not_empty() -> None:
    told = {each.event for each in notices()}

    assert {entry.type for made in stories() for entry in made.entries} == set(CODEC.types) == set(ENGAGEMENT)
    assert told == {event for event, line in ENGAGEMENT.items() if line}


def test_every_event_as_it_is_recorded_becomes_a_mail_whose_text_and_html_say_the_same() -> None:
    composer = Composer(LETTERHEAD)

    for notice in notices():
        message = composer.compose(notice, address(), at=SENT_AT)

        assert words(plain(message)) == words(visible(html_of(message)))
        assert "{" not in plain(message)
        assert "Error code" not in plain(message)
        assert "SECRET" not in json.dumps(notice.context)
        assert ", trial: " in str(message["Subject"])


def test_a_state_that_acts_by_its_focal_point_is_not_told_of_its_own_act_by_its_mission() -> None:
    made = [each for each in stories() if each.entries[0].type == "workshop_planned"]
    by_role = {each.entries[0].actor.role: {str(one.recipient) for one in notices_for(each, CIRCLE)} for each in made}

    assert "mission:FRA" in by_role[Role.CIVIL_SOCIETY_UNIT]
    assert "mission:FRA" not in by_role[Role.FOCAL_POINT]


def test_a_mission_reads_in_an_engagement_what_is_awaited_from_its_focal_point() -> None:
    offered = next(
        each for each in notices() if each.event == "input_offered" and each.recipient.kind is RecipientKind.MISSION
    )

    assert "- Take in the contribution of a stakeholder, or decline it, by " in plain(mail(offered))


@pytest.mark.parametrize("event", sorted(set(ASKED) - {"invitation_sent"}))
def test_who_is_asked_for_something_reads_the_one_thing(event: str) -> None:
    asked = [each for each in notices() if each.event == event and each.recipient.kind is RecipientKind.STAKEHOLDER]

    assert asked
    for notice in asked:
        assert [each["action"] for each in notice.context["awaits"]] == [ASKED[event][0]]
        assert f"- {TEXTS.text(f'do.{ASKED[event][0]}')}" in plain(mail(notice))


def test_a_stakeholder_is_reminded_by_its_own_receipt_in_words_of_its_own() -> None:
    reminders = [
        each
        for each in notices()
        if each.event.startswith("deadline_") and each.recipient.kind is RecipientKind.STAKEHOLDER
    ]

    assert {each.context["action"] for each in reminders} >= {"renew_membership", "accept_offer", "answer_survey"}
    for notice in reminders:
        text = plain(mail(notice))
        assert "presents its compliments" not in text
        assert "Command: " not in text
        assert "Awaited from: " not in text
        assert f"Receipt: {notice.context['mine'][0]['receipt']}\n" in text


def test_nobody_reads_who_reported_whom_or_who_joined_a_statement() -> None:
    for event in ("abuse_reported", "report_decided"):
        told = [each for each in notices() if each.event == event]
        assert {str(each.recipient) for each in told} <= {"stakeholder:s-3", UNIT}
        assert not any("s-2" in json.dumps(each.context) for each in told), "the member that was reported"
    assert kinds("alliance_statement_joined") == kinds("alliance_statement_avoided") == set()


def test_a_subject_line_does_not_show_that_somebody_reported_or_was_suspended() -> None:
    for notice in (each for each in notices() if each.recipient.kind is RecipientKind.STAKEHOLDER):
        subject = str(mail(notice)["Subject"]).lower()
        assert not any(word in subject for word in ("abuse", "suspen", "expel", "appeal", "declin", "lapse"))


def test_an_organisation_with_two_nominees_reads_of_both_in_one_mail() -> None:
    chosen = next(
        each for each in notices() if each.event == "selection_made" and str(each.recipient) == "stakeholder:s-1"
    )
    text = plain(mail(chosen))

    assert [row["application"] for row in chosen.context["mine"]] == ["a-1", "a-13"]
    assert text.index("Application: a-1\n") < text.index(TEXTS.text("outcome.training.regional_balance"))
    assert text.index("Application: a-13") < text.index(TEXTS.text("outcome.training.no_place_left"))


def test_a_duty_of_one_stakeholder_is_not_read_by_another_as_its_own() -> None:
    duty = build.obligation("renew_membership", Role.STAKEHOLDER, None)
    made = recording(
        entry("membership_approved", stakeholder(1), member="s-1"),
        stream="engagement/untoc-1/hub-trial",
        kind="engagement",
        state=None,
        phase=None,
        reviewers=(),
        seats=(),
        instruments=(),
        obligations=(duty,),
    )

    assert [each.context["awaits"] for each in notices_for(concerned(made), CIRCLE)] == [[]]


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("training-asia-2027", "Training, asia 2027"),
        ("hub-whatson", "Knowledge hub, whatson"),
        ("pilot-ports", "Pilot initiative, ports"),
        ("consultation-per-1", "Domestic dialogue, per 1"),
        ("alliance-net", "Alliance of stakeholders, net"),
    ],
)
def test_an_engagement_is_called_by_its_kind_and_its_slug(slug: str, name: str) -> None:
    made = recording(entry("engagement_closed"), stream=f"engagement/untoc-1/{slug}", kind="engagement")

    (notice,) = [each for each in notices_for(made, CIRCLE) if str(each.recipient) == UNIT]

    assert mail(notice)["Subject"] == f"{name}: close"
    assert f"Activity: {name}\n" in plain(mail(notice))
    assert mail(notice)["List-Id"] == f"<{slug}.engagement.untoc-1.reviewtrack.invalid>"
