"""A constructive dialogue in mails: applicants read their own outcome, and few read which State has objected."""

import json
from email.message import EmailMessage
from typing import Any

import pytest

from models.dialogue.application import OutcomeReason
from models.dialogue.events import CODEC
from models.ledger import Recording
from models.notices import Addressed, Notice, Recipient, RecipientKind
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.register import Language
from notices.addressees import NO_CIRCLE, OF_STAKEHOLDERS, Circle, To
from notices.audience import is_for_mailing_list, notices_for
from notices.audiences import AUDIENCES
from notices.audiences.dialogue import DIALOGUE
from notices.compose import Composer
from notices.letterhead import letterhead_of
from notices.texts import texts_in
from tests.build import mission, untoc
from tests.notices import build
from tests.notices.build import address, entry, recording
from tests.notices.dialogues import STREAM, ends, happened, in_dialogue, stories
from tests.notices.tellings import CIRCLE
from tests.notices.test_audience import EVENTS as REVIEW_EVENTS
from tests.notices.test_audience import SESSION
from tests.notices.test_compose import SENT_AT, html_of, plain, visible, words
from tests.notices.test_drawings import EVENTS as DRAWING_EVENTS
from tests.rules.dialogue.build import BUREAU, CHAIR, UNIT, member, stakeholder

LETTERHEAD = letterhead_of(untoc(), sender="reviewtrack@example.org", web_url="https://review.example.org")
TEXTS = texts_in(Language.ENGLISH)

ALL_MISSIONS = {"mission:BRA", "mission:FRA", "mission:JPN", "mission:KEN"}
DESK, UNITS, BUREAUS = {"secretariat:desk"}, {"secretariat:civil-society-unit"}, {"working_group:extended-bureau"}
ACCOUNTS = {"stakeholder:s-1", "stakeholder:s-2", "stakeholder:s-77"}
ONE = {"stakeholder:s-1"}
CHAIRS = {"working_group:firearms", "working_group:trafficking"}

CASES: list[tuple[str, Actor, dict[str, Any], set[str]]] = [
    ("cd_scheduled", SYSTEM, {"state": {}}, ALL_MISSIONS | UNITS),
    ("session_moved", SYSTEM, {}, CHAIRS | UNITS),
    ("dialogue_moved", SECRETARIAT, {"day": "2027-05-07"}, ONE | ALL_MISSIONS | CHAIRS | UNITS),
    ("call_opened", UNIT, {"closes_on": "2027-02-26"}, ACCOUNTS),
    ("call_extended", UNIT, {"closes_on": "2027-02-27"}, ACCOUNTS),
    ("application_submitted", stakeholder(1), {"application": {"id": "a-1"}}, ONE | UNITS),
    ("application_submitted", UNIT, {"application": {"id": "a-1"}}, ONE),
    ("application_received_late", stakeholder(1), {"application": {"id": "a-1"}}, ONE | UNITS),
    ("application_amended", stakeholder(1), {"application": {"id": "a-1"}}, ONE | UNITS),
    ("application_withdrawn", stakeholder(1), {"application": "a-1"}, ONE | UNITS),
    ("call_closed", SYSTEM, {"applications": 4}, UNITS),
    ("application_screened", UNIT, {"screenings": []}, set()),
    ("list_circulated", SECRETARIAT, {"window_ends": "2027-03-16"}, BUREAUS | ALL_MISSIONS | ONE),
    ("list_circulated", SECRETARIAT, {"window_ends": "2027-03-16", "applications": []}, ONE),
    ("objection_raised", mission("BRA"), {"application": "a-1", "by": "BRA"}, BUREAUS | DESK),
    ("objection_raised", member("BRA"), {"application": "a-1", "by": "BRA"}, BUREAUS | DESK),
    ("objection_withdrawn", SECRETARIAT, {"application": "a-1", "by": "BRA"}, BUREAUS),
    ("application_approved", BUREAU, {"applications": ["a-1"]}, ONE),
    ("application_declined", BUREAU, {"applications": ["a-1"]}, ONE),
    ("dispute_decided", BUREAU, {"application": "a-1", "objecting": ["BRA", "JPN"]},
     ONE | {"mission:BRA", "mission:JPN"} | DESK),
    ("applications_decided", BUREAU, {}, DESK | UNITS),
    ("applications_decided", SECRETARIAT, {}, DESK | UNITS),
    ("invitation_sent", SECRETARIAT, {"reply_by": "2027-04-20"}, ONE),
    ("registration_confirmed", stakeholder(1), {"application": "a-1", "mode": "in_person"}, UNITS),
    ("travel_support_decided", UNIT, {}, ONE),
    ("programme_published", CHAIR, {"topics": ["tracing"]}, ONE | ALL_MISSIONS),
    ("preparation_day_held", UNIT, {}, set()),
    ("wg_report_adopted", CHAIR, {}, set()),
    ("cd_opened", CHAIR, {}, set()),
    ("cd_closed", CHAIR, {}, ONE),
    ("intervention_logged", SECRETARIAT, {}, set()),
    ("contribution_submitted", stakeholder(1), {"contribution": {"id": "c-1"}}, ONE | DESK),
    ("country_reference_flagged", SECRETARIAT, {"contribution": "c-1"}, ONE | CHAIRS),
    ("country_reference_allowed", SECRETARIAT, {}, CHAIRS),
    ("summary_drafted", SECRETARIAT, {}, CHAIRS),
    ("summary_approved", CHAIR, {}, DESK),
    ("summary_published", SECRETARIAT, {}, ONE | ALL_MISSIONS),
    ("summary_tabled", SECRETARIAT, {"session": "firearms-2028"}, CHAIRS | ALL_MISSIONS),
    ("dialogue_cancelled", SECRETARIAT, {"reason": "SECRET"}, ONE | ALL_MISSIONS | CHAIRS | UNITS),
]  # fmt: skip


def concerned(made: Recording, *more: Recipient, **told: str) -> Recording:
    """The recording with the chairs of two groups and one account that the rules have added."""
    groups = [Recipient(kind=RecipientKind.WORKING_GROUP, id=key) for key in ("firearms", "trafficking")]
    account = Recipient(kind=RecipientKind.STAKEHOLDER, id="s-1")
    whom = (*(Addressed(recipient=each) for each in (*groups, *more)), Addressed(recipient=account, told=told))
    return made.model_copy(update={"addressed": {each.version: whom for each in made.entries}})


def told(made: Recording, circle: Circle = CIRCLE) -> list[str]:
    """Who is told."""
    return [str(notice.recipient) for notice in notices_for(made, circle)]


def mail(notice: Notice) -> EmailMessage:
    """The mail for a notice."""
    return Composer(LETTERHEAD).compose(notice, address(name=""), at=SENT_AT)


def notices() -> list[Notice]:
    """Every notice of the stories."""
    return [notice for made in stories() for notice in notices_for(made, CIRCLE)]


def of(event: str, kind: RecipientKind, **own: str) -> Notice:
    """The first notice of an event to a kind of reader; of a stakeholder, one that is told these codes."""
    return next(
        each
        for each in notices()
        if each.event == event
        and each.recipient.kind is kind
        and (not own or any(own.items() <= row.items() for row in each.context.get("mine", ())))
    )


@pytest.mark.parametrize(
    ("event", "actor", "data", "expected"), CASES, ids=[f"{each[0]}-by-{each[1]}" for each in CASES]
)
def test_each_event_of_a_dialogue_is_told_to_the_people_of_its_column_and_nobody_else(
    event: str, actor: Actor, data: dict[str, Any], expected: set[str]
) -> None:
    recipients = told(concerned(happened(event, actor, **data)))

    assert set(recipients) == expected
    assert len(recipients) == len(expected), "somebody is told twice"


def test_every_event_of_a_dialogue_has_a_case_and_stands_in_a_story() -> None:
    cases = {event for event, _, _, _ in CASES} | {"deadline_approaching", "deadline_passed"}

    assert cases == set(DIALOGUE)
    assert {entry.type for made in stories() for entry in made.entries} == set(CODEC.types)
    assert ends() == set(OutcomeReason)


def test_only_one_of_two_chairs_has_acted_so_both_are_told() -> None:
    alone = Addressed(recipient=Recipient(kind=RecipientKind.WORKING_GROUP, id="firearms"))
    flagged = happened("country_reference_flagged", CHAIR, contribution="c-1")

    assert set(told(concerned(flagged))) == ONE | CHAIRS
    assert told(flagged.model_copy(update={"addressed": {7: (alone,)}})) == []


def test_mail_of_a_unit_without_a_desk_goes_to_the_secretariat_with_what_awaits_it() -> None:
    alone = CIRCLE.model_copy(update={"has_unit": False})
    duty = build.obligation("screen_applications", Role.CIVIL_SOCIETY_UNIT, None)
    made = in_dialogue(entry("call_closed", SYSTEM, applications=4), obligations=(duty,))

    (with_desk,), (without,) = notices_for(made, CIRCLE), notices_for(made, alone)

    assert (str(with_desk.recipient), str(without.recipient)) == ("secretariat:civil-society-unit", "secretariat:desk")
    assert with_desk.context["awaits"] == without.context["awaits"] == [{"action": "screen_applications", "due": None}]
    assert told(happened("applications_decided", BUREAU), alone) == ["secretariat:desk"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.CHAIR, CHAIRS),
        (Role.CIVIL_SOCIETY_UNIT, UNITS),
        (Role.EXTENDED_BUREAU, BUREAUS),
        (Role.SECRETARIAT, DESK),
        (Role.STAKEHOLDER, ONE),
    ],
)
@pytest.mark.parametrize("event", ["deadline_approaching", "deadline_passed"])
def test_a_reminder_of_a_dialogue_goes_to_the_desk_of_the_body_that_has_to_act(
    event: str, role: Role, expected: set[str]
) -> None:
    reminder = build.reminder(event, key="k", action="draft_summary", owner={"role": role}, instruments=[], escalate=[])

    assert set(told(concerned(in_dialogue(reminder)))) == expected


def test_a_stakeholder_is_told_nothing_of_a_review_whoever_says_it_is_concerned() -> None:
    everybody = Circle(parties=("CIV", "FRA"), accounts=("s-1", "s-2"))
    acts = [recording(entry(event, actor, **data)) for event, actor, data, _ in REVIEW_EVENTS]
    acts += [
        recording(entry(event, actor, **data), stream="lots/untoc-1/1") for event, actor, data, _ in DRAWING_EVENTS
    ]
    acts += [recording(build.reminder(event)) for event in ("deadline_approaching", "deadline_passed")]

    for made in acts:
        kinds = {notice.recipient.kind for notice in notices_for(concerned(made), everybody)}
        assert RecipientKind.STAKEHOLDER not in kinds
        assert not is_for_mailing_list(made)


def test_no_group_of_stakeholders_stands_in_any_line_of_a_review_or_a_drawing() -> None:
    lines = {to for kind in ("cycle", "country", "phase", "lots") for line in AUDIENCES[kind].values() for to in line}

    assert lines & OF_STAKEHOLDERS == set()
    assert {To.MAILING_LIST, To.STAKEHOLDERS, To.APPLICANTS} <= OF_STAKEHOLDERS


def test_the_mailing_list_is_asked_for_where_an_act_is_told_to_it_and_only_there() -> None:
    told_to_it = {event for event, line in DIALOGUE.items() if To.MAILING_LIST in line}

    assert {each.entries[0].type for each in stories() if is_for_mailing_list(each)} == told_to_it
    assert notices_for(happened("call_opened", UNIT, closes_on="2027-02-26"), NO_CIRCLE) == ()


OBJECTING = {"BRA", "JPN", "KEN"}


def test_which_state_objects_is_read_by_the_bureau_the_secretariat_and_that_state_alone() -> None:
    of_objections = ("objection_raised", "objection_withdrawn", "dispute_decided")
    seen: set[str] = set()

    for notice in (each for each in notices() if each.event in of_objections):
        named = {state for state in OBJECTING if f'"{state}"' in json.dumps(notice.context)}
        seen.add(str(notice.recipient))
        if notice.recipient.kind is RecipientKind.MISSION:
            assert notice.recipient.id in OBJECTING
            assert named <= {notice.recipient.id}
        elif notice.recipient.kind is RecipientKind.STAKEHOLDER:
            assert named == set()
        else:
            assert str(notice.recipient) in DESK | BUREAUS

    assert seen == {"stakeholder:s-1", "mission:BRA", "mission:JPN", *DESK, *BUREAUS}


@pytest.mark.parametrize("recipient", ["stakeholder:s-1", "mission:BRA", "mission:JPN"])
def test_whoever_reads_of_a_dispute_reads_no_other_state_in_it(recipient: str) -> None:
    names = {"Brazil", "Japan", "Kenya"}
    own = {"mission:BRA": {"Brazil"}, "mission:JPN": {"Japan"}}.get(recipient, set())

    for notice in (each for each in notices() if each.event == "dispute_decided" and str(each.recipient) == recipient):
        assert {name for name in names if name in plain(mail(notice))} <= own


def test_that_a_state_objects_is_not_told_to_the_applicant_before_it_is_decided() -> None:
    disputed = happened("dialogue_moved", SECRETARIAT, day="2027-05-07")

    notices_of = notices_for(concerned(disputed, receipt="R-1", status="disputed"), CIRCLE)

    assert "disputed" not in json.dumps([each.context for each in notices_of])


def test_no_notice_of_a_dialogue_carries_what_was_written_or_which_state_a_text_names() -> None:
    for notice in notices():
        assert "SECRET" not in json.dumps(notice.context)
        if notice.event == "country_reference_allowed":
            assert "FRA" not in json.dumps(notice.context)


def test_every_event_as_it_is_recorded_becomes_a_mail_whose_text_and_html_say_the_same() -> None:
    composer = Composer(LETTERHEAD)

    for notice in notices():
        message = composer.compose(notice, address(), at=SENT_AT)

        assert words(plain(message)) == words(visible(html_of(message)))
        assert "{" not in plain(message)
        assert "None" not in plain(message)
        assert str(message["Subject"]).startswith("Constructive dialogue (Working Group on Firearms, 2027): ")


def test_a_stakeholder_reads_neither_who_acted_nor_of_a_review_nor_of_signing_in() -> None:
    mails = [plain(mail(each)) for each in notices() if each.recipient.kind is RecipientKind.STAKEHOLDER]

    assert len(mails) > 40
    for text in mails:
        assert "review" not in text.replace(LETTERHEAD.mechanism, "").lower()
        assert "https://" not in text
        assert "sign in" not in text
        assert "Done by" not in text
        assert text.endswith(TEXTS.text("footer.stakeholder"))


def test_an_outcome_reads_as_a_sentence_with_its_reason_and_what_can_be_done_next() -> None:
    late = of("application_received_late", RecipientKind.STAKEHOLDER)

    assert plain(mail(late)).splitlines() == [
        "Dear Sir or Madam,",
        "",
        "Your application has been received, and is kept with the receipt named below.",
        "",
        "It came after the call had closed, and is therefore not examined.",
        "",
        TEXTS.text("next.dialogue.applied_late"),
        "",
        "Constructive dialogue: Working Group on Firearms, 2027",
        "Day of the dialogue: 6 May 2027",
        "Call closed on: 28 February 2027",
        f"Receipt: {late.context['mine'][0]['receipt']}",
        "Participation: on line",
        "Date: 1 March 2027, 12:00 UTC",
        "",
        "The Secretariat remains at your disposal for any question.",
        "",
        f"Secretariat of the {LETTERHEAD.mechanism}",
        "",
        TEXTS.text("footer.stakeholder"),
    ]


@pytest.mark.parametrize("reason", list(OutcomeReason))
def test_every_reason_is_read_by_the_applicant_in_words(reason: OutcomeReason) -> None:
    notice = next(
        each for each in notices() if any(row.get("reason") == reason for row in each.context.get("mine", ()))
    )

    assert TEXTS.text(f"outcome.dialogue.{reason}") in plain(mail(notice))


@pytest.mark.parametrize(
    "reason", ["objection_upheld", "objection_overruled", "objection_blocks", "voted_in", "voted_out"]
)
def test_a_state_that_objected_and_the_secretariat_read_how_its_objection_ended(reason: str) -> None:
    ended = [each for each in notices() if each.event == "dispute_decided" and each.context.get("ruling") == reason]

    assert {str(each.recipient) for each in ended} == {"mission:BRA", "mission:JPN", *DESK}
    for notice in ended:
        text = plain(mail(notice))
        assert TEXTS.text(f"ruling.{reason}") in text
        rule = TEXTS.text(f"rule.{notice.context['rule']}")
        assert f"Rule in force: {rule}" in text
        assert ("Objection of: Brazil, Japan" in text) is (notice.recipient.kind is RecipientKind.SECRETARIAT)


def test_an_invitation_names_the_one_thing_to_do_and_its_day() -> None:
    text = plain(mail(of("invitation_sent", RecipientKind.STAKEHOLDER)))

    assert "Now awaited from your side:\n- Register for the dialogue, in person or on line, by 20 April 2027\n" in text
    assert "No objection" not in text, "why it was approved has been told before"


@pytest.mark.parametrize(
    ("answer", "expected"), [("funded", "It has been granted."), ("not_funded", "It could not be granted")]
)
def test_a_decision_on_travel_says_how_it_fell(answer: str, expected: str) -> None:
    assert expected in plain(mail(of("travel_support_decided", RecipientKind.STAKEHOLDER, travel_support=answer)))


def test_who_contributed_more_than_once_reads_what_became_of_each_under_its_receipt() -> None:
    notice = next(
        each for each in notices() if each.event == "summary_published" and str(each.recipient) == "stakeholder:s-2"
    )
    text = plain(mail(notice))

    assert [row["outcome"] for row in notice.context["mine"]] == [
        "off_topic",
        "repeated",
        "no_substance",
        "country_reference",
    ]
    for row in notice.context["mine"]:
        became = TEXTS.text(f"became.dialogue.{row['outcome']}")
        assert f"Receipt: {row['receipt']}\nTopic: Tracing\n\n{became}" in text


def test_the_unit_reads_that_a_pass_is_needed_where_somebody_comes_in_person() -> None:
    texts = {each.context["mode"]: plain(mail(each)) for each in notices() if each.event == "registration_confirmed"}

    assert "Security has to be asked for a pass" in texts["in_person"]
    assert "pass" not in texts["on_line"]


def test_an_objection_without_effect_says_so() -> None:
    raised = [each for each in notices() if each.event == "objection_raised" and each.context.get("concerned")]

    assert {each.context["concerned"] for each in raised} == {"without_effect"}
    assert all("has no effect" in plain(mail(each)) for each in raised)


def test_the_page_with_every_act_is_for_the_bureau_and_the_secretariat_and_others_get_one_without() -> None:
    pages: dict[str, set[str]] = {}
    for notice in notices():
        found = {line for line in plain(mail(notice)).splitlines() if line.startswith("https://")}
        pages.setdefault(str(notice.recipient).partition(":")[0] + notice.recipient.id[:3], set()).update(found)

    without = {"https://review.example.org/cycles/untoc-1/outreach"}
    every_act = f"https://review.example.org/reviews/{STREAM}"
    assert {every_act, f"{every_act}#moves"} >= pages["secretariatdes"] | pages["secretariatciv"] | pages[
        "working_groupext"
    ]
    assert pages["missionBRA"] == pages["missionFRA"] == pages["working_groupfir"] == without
    assert pages["stakeholders-1"] == set()


def test_one_dialogue_is_one_thread_and_one_list() -> None:
    messages = [mail(each) for each in notices()]
    other = mail(
        notices_for(happened("call_closed", SYSTEM, applications=1), CIRCLE)[0].model_copy(
            update={"stream": f"{STREAM}x"}
        )
    )

    assert len({str(each["References"]) for each in messages}) == 1
    assert {str(each["List-Id"]) for each in messages} == {"<firearms-2027.dialogue.untoc-1.reviewtrack.invalid>"}
    assert str(other["References"]) != str(messages[0]["References"])


@pytest.mark.parametrize("event", [event for event, line in DIALOGUE.items() if OF_STAKEHOLDERS & set(line)])
def test_a_subject_line_to_a_stakeholder_names_the_step_and_no_outcome(event: str) -> None:
    for notice in (each for each in notices() if each.event == event):
        subject = str(mail(notice)["Subject"])
        assert not any(
            word in subject.lower() for word in ("declin", "approv", "object", "refus", "late", "reject", "not ")
        )


def test_five_hundred_outcomes_in_one_act_stay_small_and_each_reads_its_own_receipt() -> None:
    rows = tuple(
        Addressed(
            recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=f"s-{number}"),
            told={"receipt": f"R-{number}", "status": "approved", "reason": "no_objection", "mode": "on_line"},
        )
        for number in range(500)
    )
    made = happened("application_approved", BUREAU, applications=[f"a-{number}" for number in range(500)])
    made = made.model_copy(update={"addressed": {7: rows}})

    approved = notices_for(made, CIRCLE)

    assert [each.context["mine"][0]["receipt"] for each in approved] == [f"R-{number}" for number in range(500)]
    assert max(len(json.dumps(each.context)) for each in approved) < 800
    assert len(made.model_dump_json()) < 120_000


def test_a_recording_without_people_to_add_reads_and_writes_as_it_always_did() -> None:
    plain_act = in_dialogue(entry("cd_opened", CHAIR))
    full = concerned(plain_act, receipt="R-1")

    assert "addressed" not in plain_act.model_dump(mode="json")
    assert Recording.model_validate_json(full.model_dump_json()) == full


@pytest.mark.parametrize(
    ("event", "topic", "data"),
    [
        ("session_fixed", "days of the session", {"session": SESSION}),
        ("session_file_issued", "file of the session", {"session": "firearms-2027", "working_groups": ["firearms"]}),
    ],
)
def test_a_session_is_called_by_its_group_and_year_in_the_subject_and_in_the_letter(
    event: str, topic: str, data: dict[str, Any]
) -> None:
    of_the_cycle: dict[str, Any] = {"state": None, "phase": None, "instruments": (), "reviewers": (), "seats": ()}
    made = recording(entry(event, SECRETARIAT, **data), stream="cycle/untoc-1", **of_the_cycle)
    notice = next(each for each in notices_for(made, CIRCLE) if str(each.recipient) == "working_group:firearms")

    assert mail(notice)["Subject"] == f"Working Group on Firearms, 2027: {topic}"
    assert "\nSession: Working Group on Firearms, 2027\n" in plain(mail(notice))
    assert ("First day: 4 May 2027\nLast day: 5 May 2027\n" in plain(mail(notice))) is (event == "session_fixed")
    assert "sign in" not in plain(mail(notice))
