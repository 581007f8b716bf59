"""A drawing of lots in mails: the right missions, each with its own part, in words that it can act upon."""

import json
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from models.drawing.events import CODEC
from models.drawing.state import DrawingStage
from models.ledger import Recording
from models.notices import Notice, RecipientKind
from models.people import SECRETARIAT, SYSTEM, Actor
from models.register import Language
from models.status import KeyDate
from notices.addressees import Circle
from notices.audience import notices_for
from notices.audiences.drawing import DRAWING
from notices.audiences.review import REVIEW
from notices.compose import Composer
from notices.letterhead import letterhead_of
from notices.texts import texts_in
from tests.build import untoc
from tests.notices import build
from tests.notices.build import address, entry, mission
from tests.notices.drawings import AMENDMENT, CIRCLE, LIST, STATES, STREAM, happened, in_drawing, place, stories
from tests.notices.test_compose import SENT_AT, html_of, plain, visible, words
from tests.rules.drawing.build import register

LETTERHEAD = build.LETTERHEAD.model_copy(update={"states": {**build.LETTERHEAD.states, **STATES}})

DESK = {"secretariat:desk"}
ALL_PARTIES = {"mission:AUT", "mission:CIV", "mission:FRA"}
IN_LIST = {f"mission:{state}" for state in ("AUT", "BRA", "CIV", "FRA", "JPN", "KEN", "MLI", "PER")}
IN_AMENDMENT = {f"mission:{state}" for state in ("CIV", "JPN", "KEN", "MLI", "SEN")}
REGISTER = Circle(parties=tuple(each.iso3 for each in register()))
CHANGE = {"id": "change-3", "kind": "redraw", "state": "FRA", "reason": "SECRET-REASON"}
REQUEST = {"under_review": "CIV", "outgoing": "FRA", "count": 2, "change": CHANGE}
NOT_DRAWN: dict[str, Any] = {"change": "change-3", "code": "no_valid_assignment", "under_review": "", "outgoing": ""}
ENTERED = {"state": "SEN", "instruments": ["UNTOC"], "change": CHANGE}

EVENTS: list[tuple[str, Actor, dict[str, Any], set[str]]] = [
    ("drawing_planned", SYSTEM, {"state": {"meeting_on": "2020-09-01"}}, ALL_PARTIES),
    ("register_corrected", SECRETARIAT, {"state": "SEN", "instruments": ["UNTOC"]}, {"mission:SEN"}),
    ("register_frozen", SECRETARIAT, {"cut_off": "2020-07-31"}, ALL_PARTIES),
    ("deferral_requested", mission("FRA"), {"by": "FRA"}, DESK),
    ("deferral_requested", SECRETARIAT, {"by": "FRA"}, set()),
    ("volunteer_offered", mission("FRA"), {"by": "FRA"}, DESK),
    ("contribution_committed", mission("FRA"), {"by": "FRA", "commitment": "c0" * 32}, DESK),
    ("draw_sealed", SECRETARIAT, {"inputs_sha256": "5e" * 32, "sources": [{"kind": "given"}]}, ALL_PARTIES),
    ("contribution_revealed", mission("FRA"), {"by": "FRA"}, DESK),
    ("reveals_closed", SECRETARIAT, {"held_back": ["FRA"]}, set()),
    ("entropy_supplied", SECRETARIAT, {}, set()),
    ("groups_drawn", SECRETARIAT, {"groups": {"AUT": 1, "CIV": 2}}, ALL_PARTIES),
    ("draw_begun", SECRETARIAT, {}, set()),
    ("reviewers_drawn", SYSTEM, {"assignments": LIST}, IN_LIST),
    ("draw_failed", SYSTEM, {"code": "no_valid_assignment"}, DESK),
    ("redraw_requested", mission("CIV"), REQUEST, {"mission:FRA"} | DESK),
    ("redraw_requested", SECRETARIAT, REQUEST, {"mission:FRA"}),
    ("redraw_limit_reached", SECRETARIAT, {"under_review": "CIV", "limit": 2, "change": "change-3"},
     DESK | {"working_group:extended-bureau"}),
    ("redraw_decided", SECRETARIAT, {"under_review": "CIV", "outgoing": "FRA", "change": "change-3"},
     {"mission:CIV", "mission:FRA"}),
    ("replacement_requested", SECRETARIAT, {"under_review": "CIV", "outgoing": "FRA", "change": CHANGE},
     {"mission:CIV", "mission:FRA"}),
    ("late_entrant_registered", SECRETARIAT, ENTERED, {"mission:SEN"}),
    ("departure_registered", SECRETARIAT, ENTERED, {"mission:SEN"}),
    ("slot_redrawn", SECRETARIAT, {"amendment": AMENDMENT}, IN_AMENDMENT),
    ("reviewer_replaced", SECRETARIAT, {"amendment": AMENDMENT}, IN_AMENDMENT),
    ("supplementary_drawn", SECRETARIAT, {"amendment": {"filled": [place("CIV", "SEN")]}},
     {"mission:CIV", "mission:SEN"}),
    ("late_entrant_drawn", SECRETARIAT,
     {"amendment": {"states": [{"iso3": "SEN"}], "filled": [place("SEN", "CIV"), place("SEN", "AUT")]}},
     {"mission:SEN", "mission:CIV", "mission:AUT"}),
    ("departure_drawn", SECRETARIAT,
     {"amendment": {"states": [{"iso3": "SEN"}], "vacated": [place("AUT", "SEN")], "filled": [place("AUT", "CIV")]}},
     {"mission:SEN", "mission:AUT", "mission:CIV"}),
    ("source_declared", SECRETARIAT, {"source": {"kind": "hand"}, "rounds": {}}, ALL_PARTIES),
    ("change_lapsed", SECRETARIAT, NOT_DRAWN | {"under_review": "CIV", "outgoing": "FRA"},
     {"mission:CIV", "mission:FRA"}),
    ("change_lapsed", SECRETARIAT, NOT_DRAWN | {"state": "SEN"}, {"mission:SEN"}),
    ("change_put_off", SECRETARIAT, NOT_DRAWN | {"state": "SEN", "round": 5}, {"mission:SEN"}),
    ("pairing_confirmed", SECRETARIAT, {"head": "ad" * 32, "assignments": LIST}, IN_LIST | ALL_PARTIES),
    ("draw_voided", SECRETARIAT, {"reason": "SECRET-REASON"}, ALL_PARTIES),
    ("drawing_closed", SYSTEM, {}, set()),
]  # fmt: skip


def told(made: Recording, circle: Circle = CIRCLE) -> list[str]:
    """Who is told."""
    return [str(notice.recipient) for notice in notices_for(made, circle)]


def to(recipient: str, made: Recording, circle: Circle = CIRCLE) -> Notice:
    """The notice to one recipient."""
    (notice,) = [each for each in notices_for(made, circle) if str(each.recipient) == recipient]
    return notice


def mail(notice: Notice) -> EmailMessage:
    """The mail for a notice."""
    return Composer(LETTERHEAD).compose(notice, address(name=""), at=SENT_AT)


@pytest.mark.parametrize(
    ("event", "actor", "data", "expected"), EVENTS, ids=[f"{each[0]}-by-{each[1]}" for each in EVENTS]
)
def test_each_event_of_a_drawing_is_told_to_the_people_of_its_column_and_nobody_else(
    event: str, actor: Actor, data: dict[str, Any], expected: set[str]
) -> None:
    recipients = told(happened(event, actor, **data))

    assert set(recipients) == expected
    assert len(recipients) == len(expected), "somebody is told twice"


def test_every_event_of_a_drawing_has_a_line_and_a_case() -> None:
    cases = {event for event, _, _, _ in EVENTS} | {"deadline_approaching", "deadline_passed"}

    assert cases == set(CODEC.types) == set(DRAWING)


def test_the_same_event_has_one_audience_in_a_drawing_and_another_in_a_review() -> None:
    replaced = entry("reviewer_replaced", SECRETARIAT, outgoing="MLI", incoming="SEN", instruments=["UNTOC"])

    assert DRAWING["reviewer_replaced"] != REVIEW["reviewer_replaced"]
    assert "person:civ-fp" in told(build.recording(replaced))
    assert "mission:CIV" in told(happened("reviewer_replaced", amendment=AMENDMENT))


@pytest.mark.parametrize("stage", [DrawingStage.PROVISIONAL, DrawingStage.CONFIRMED])
@pytest.mark.parametrize("event", ["reviewer_replaced", "supplementary_drawn"])
def test_a_mission_gets_one_mail_about_one_replacement_before_the_confirmation_and_after_it(
    event: str, stage: DrawingStage
) -> None:
    handed_on = entry(event, SYSTEM, outgoing="MLI", incoming="SEN", reviewer={"state": "SEN"}, instruments=["UNTOC"])
    acts = [
        in_drawing(entry(event, SECRETARIAT, amendment=AMENDMENT), stage=stage),
        build.recording(entry("pairing_amended", SYSTEM, amendment=AMENDMENT), stream="cycle/untoc-1"),
        build.recording(handed_on, stream="country/untoc-1/CIV", seats=()),
        build.recording(handed_on),
    ]

    missions = [each for act in acts for each in told(act) if each.startswith("mission:")]

    assert sorted(missions) == sorted(IN_AMENDMENT)


def test_a_state_reads_its_own_part_of_the_list_and_nothing_of_any_other() -> None:
    part = to("mission:CIV", happened("reviewers_drawn", SYSTEM, assignments=LIST)).context["part"]

    assert [each["state"] for each in part["reviews"]] == ["AUT", "BRA", "KEN"]
    assert [(each["state"], each["principal"]) for each in part["reviewed_by"]] == [
        ("MLI", True),
        ("JPN", True),
        ("KEN", False),
    ]
    assert set(part) == {"reviews", "reviewed_by"}


@pytest.mark.parametrize("event", ["reviewers_drawn", "pairing_confirmed"])
def test_every_state_s_part_of_the_list_is_right(event: str) -> None:
    for notice in notices_for(happened(event, SYSTEM, assignments=LIST), CIRCLE):
        state, part = notice.recipient.id, notice.context["part"]

        reviewed_by = [each["state"] for each in part.get("reviewed_by", ())]
        reviews = [each["state"] for each in part.get("reviews", ())]
        assert reviewed_by == [each["reviewer"] for each in LIST if each["under_review"] == state]
        assert reviews == [each["under_review"] for each in LIST if each["reviewer"] == state]


def test_the_provisional_list_reads_as_a_note_verbale_with_one_thing_to_do() -> None:
    made = happened("reviewers_drawn", SYSTEM, assignments=LIST, sha256="ad" * 32, window_ends="2020-09-22")

    message, texts = mail(to("mission:CIV", made)), texts_in(Language.ENGLISH)

    assert message["Subject"] == "Review Mechanism: drawing of lots"
    assert plain(message).splitlines() == [
        "To the Permanent Mission,",
        "",
        texts.text("event.reviewers_drawn.text"),
        "",
        "Drawing of lots: untoc-1/1",
        "Stage: Provisional list",
        "Last day for requesting another draw: 22 September 2020",
        f"Hash of the record (SHA-256): {'ad' * 32}",
        "Date: 3 May 2021, 09:30 UTC",
        "",
        "Your State is reviewed by:",
        "- Mali (principal, same regional group): UNTOC, TIP",
        "- Japan (principal, another regional group): UNTOC, TIP, FA",
        "- Kenya (supplementary, same regional group): FA",
        "",
        "Your State reviews:",
        "- Austria (principal, another regional group): UNTOC, TIP",
        "- Brazil (principal, another regional group): UNTOC, TIP",
        "- Kenya (principal, same regional group): UNTOC, TIP",
        "",
        "Open to your mission, by note verbale to the Secretariat:",
        "- Request that the draw of one reviewing State of yours be repeated, by 22 September 2020",
        "",
        "Open the drawing of lots:",
        LETTERHEAD.page_of(STREAM),
        "",
        texts.text("closing.note_verbale"),
        "",
        "Secretariat of the Mechanism for the Review of the Implementation",
        "",
        texts.text("footer.lots"),
    ]
    assert texts.text("event.reviewers_drawn.text").startswith("The Secretariat presents its compliments")


def test_a_state_that_only_reviews_is_not_offered_another_draw() -> None:
    made = happened("reviewers_drawn", SYSTEM, assignments=LIST, window_ends="2020-09-22")

    assert "may" not in to("mission:FRA", made).context
    assert "be repeated" not in plain(mail(to("mission:FRA", made)))


def test_a_party_that_is_not_in_the_confirmed_list_is_told_that_it_is_not() -> None:
    made = happened("pairing_confirmed", head="ad" * 32, assignments=LIST[:1])

    assert "Your State is not in the list" in plain(mail(to("mission:CIV", made)))
    assert "Your State is reviewed by:\n- France" in plain(mail(to("mission:AUT", made)))


def test_an_amendment_tells_each_state_what_changes_for_it_and_no_more() -> None:
    made = happened("slot_redrawn", amendment=AMENDMENT)
    parts = {
        notice.recipient.id: {
            name: [each["state"] for each in places] for name, places in notice.context["part"].items()
        }
        for notice in notices_for(made, CIRCLE)
    }

    assert parts == {
        "CIV": {"leaving": ["MLI", "KEN"], "staying": ["JPN"], "joining": ["SEN"]},
        "MLI": {"given_up": ["CIV"]},
        "KEN": {"given_up": ["CIV"]},
        "JPN": {"kept": ["CIV"]},
        "SEN": {"taken_up": ["CIV"]},
    }
    assert "From now on reviewed by your State:\n- Côte d'Ivoire" in plain(mail(to("mission:SEN", made)))
    assert "No longer reviewed by your State:\n- Côte d'Ivoire" in plain(mail(to("mission:MLI", made)))
    assert "Mali" not in plain(mail(to("mission:SEN", made)))


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (DrawingStage.PROVISIONAL, [{"action": "request_redraw", "due": "2020-10-13"}]),
        (DrawingStage.CONFIRMED, None),
    ],
)
def test_who_is_reviewed_by_somebody_new_may_ask_again_while_the_list_is_provisional(
    stage: DrawingStage, offered: list[dict[str, Any]] | None
) -> None:
    ends = KeyDate(name="redraw_window_ends", date=date(2020, 10, 13))
    made = in_drawing(entry("slot_redrawn", amendment=AMENDMENT), stage=stage, dates=(ends,))

    assert to("mission:CIV", made).context.get("may") == offered
    assert "may" not in to("mission:MLI", made).context


SEALED: dict[str, Any] = {
    "algorithm": "reviewtrack-lots/1",
    "inputs_sha256": "5e" * 32,
    "sources": [
        {"kind": "delegations", "chain": "", "round": 0, "count": 0, "highest": 0},
        {"kind": "beacon", "chain": "c4a1" * 16, "round": 4711, "count": 0, "highest": 0},
        {"kind": "hand", "chain": "", "round": 0, "count": 13, "highest": 100},
    ],
    "entropy_sources": [
        {"source": "delegation", "iso3": "CIV", "commitment": "c0" * 32},
        {"source": "beacon", "chain": "c4a1" * 16, "round": 4711},
        {"source": "hand", "count": 13, "highest": 100},
    ],
    "deferrals": ["FRA"],
    "volunteers": ["FRA"],
    "sealed_at": "2020-08-31T12:00:00+00:00",
}


def test_the_seal_names_hash_and_sources_in_their_order_and_is_to_be_kept() -> None:
    text = plain(mail(to("mission:FRA", happened("draw_sealed", **SEALED))))

    assert f"Hash of what is sealed (SHA-256): {'5e' * 32}" in text
    assert text.splitlines()[text.splitlines().index("The seed is made from these sources, in this order:") + 1 :][
        :3
    ] == [
        "- Contributions of delegations, revealed after the seal: Côte d'Ivoire",
        f"- Round 4711 of the public randomness beacon {'c4a1' * 16}",
        "- 13 numbers drawn by hand, each from 1 to 100",
    ]
    assert "Kindly keep this message: with the hash below it can be proved at any time" in text


def test_the_seal_tells_each_mission_what_of_its_own_was_sealed_and_who_committed_to_reveal() -> None:
    made = happened("draw_sealed", **SEALED)
    texts = {state: plain(mail(to(f"mission:{state}", made))) for state in CIRCLE.parties}

    assert "offer of reviews above the maximum" in texts["FRA"]
    assert "Sealed for your State: no deferral, no offer, no contribution" in texts["AUT"]
    assert f"Commitment (SHA-256): {'c0' * 32}" in texts["CIV"]
    assert [state for state, text in texts.items() if "Reveal your contribution" in text] == ["CIV"]


@pytest.mark.parametrize(("deferral", "is_offered"), [("own_review_year", True), ("off", False)])
def test_the_announcement_says_what_a_mission_may_do_under_the_policy(deferral: str, is_offered: bool) -> None:  # noqa: FBT001
    made = happened("drawing_planned", SYSTEM, state={"meeting_on": "2020-09-01", "policy": {"deferral": deferral}})
    text = plain(mail(to("mission:FRA", made)))

    assert "Day of the drawing: 1 September 2020" in text
    assert ("Put off reviewing" in text) is is_offered
    assert "Offer to review more States than the maximum" in text
    assert "choose a value, keep it secret, and send its SHA-256" in text


def test_each_mission_reads_the_group_of_its_own_state() -> None:
    made = happened("groups_drawn", groups={"AUT": 1, "CIV": 3}, seed="5eed" * 16)

    assert "Group of your State: 3" in plain(mail(to("mission:CIV", made)))
    assert "Group of your State" not in plain(mail(to("mission:FRA", made)))
    assert f"Seed: {'5eed' * 16}" in plain(mail(to("mission:FRA", made)))


def test_a_request_for_another_draw_is_told_to_no_third_state_and_never_with_its_reason() -> None:
    for notice in [
        notice
        for made in stories()
        for notice in notices_for(made, REGISTER)
        if notice.event in ("redraw_requested", "redraw_limit_reached", "redraw_decided")
    ]:
        concerned = {notice.context.get("under_review"), notice.context["state"], notice.context.get("reviewing")}
        assert notice.recipient.kind is not RecipientKind.MISSION or notice.recipient.id in concerned
        assert "reason" not in json.dumps(notice.context)


def test_a_mission_reads_when_the_round_of_a_known_beacon_comes() -> None:
    quicknet = next(each for each in untoc().mechanism.beacons if each.name == "quicknet")
    source = {"kind": "beacon", "chain": quicknet.chain, "round": 34438613}
    letterhead = LETTERHEAD.model_copy(update={"beacons": {quicknet.chain: quicknet}})
    notice = to("mission:FRA", happened("draw_sealed", inputs_sha256="5e" * 32, sources=[source]))

    text = plain(Composer(letterhead).compose(notice, address(name=""), at=SENT_AT))

    told = f"beacon quicknet, which comes on 1 December 2026, 10:00 UTC (chain {quicknet.chain})"
    assert f"- Round 34438613 of the public randomness {told}\n" in text
    assert letterhead_of(untoc(), sender="a@b.example", web_url="https://c.example").beacons[quicknet.chain] == quicknet


def test_a_mail_leads_to_the_page_of_its_drawing() -> None:
    text = plain(mail(to("mission:FRA", happened("draw_voided"))))

    assert "\nDrawing of lots: untoc-1/1\n" in text
    assert "\nOpen the drawing of lots:\nhttps://review.example.org/cycles/untoc-1/lots/1\n" in text


@pytest.mark.parametrize(
    ("role", "principal", "relaxed", "part"),
    [
        ("same_region", True, [], "principal, same regional group"),
        (
            "same_region", True, ["D2"],
            "principal, in the place for the same regional group, filled from elsewhere: rule D2",
        ),
        (
            "other_region", True, ["D2", "D10"],
            ("principal, in the place for another regional group, filled from elsewhere: rule D2, "
             "above the maximum number of reviews: rule D10"),
        ),
        (
            "other_region", False, ["D7", "D12"],
            ("supplementary, in the place for another regional group, filled from elsewhere: rule D7, "
             "in the year of its own review, which it had put off: rule D12"),
        ),
        ("same_region", True, ["D3"], "principal, same regional group, of another legal system: preference D3"),
    ],
)  # fmt: skip
def test_both_sides_read_which_rule_was_given_up_for_a_place_and_nothing_false_about_its_region(
    role: str,
    principal: bool,  # noqa: FBT001
    relaxed: list[str],
    part: str,
) -> None:
    row = place("AUT", "CIV", role, principal=principal, relaxed=relaxed)
    for recipient, other in (("mission:AUT", "Côte d'Ivoire"), ("mission:CIV", "Austria")):
        text = plain(mail(to(recipient, happened("reviewers_drawn", SYSTEM, assignments=[row]))))
        assert f"- {other} ({part}): UNTOC, TIP\n" in text


def test_only_the_secretariat_reads_how_many_requests_a_state_has_made() -> None:
    made = happened("redraw_requested", mission("CIV"), **REQUEST)

    assert "Requests of this State so far: 2" in plain(mail(to("secretariat:desk", made)))
    assert "Change: change-3" in plain(mail(to("secretariat:desk", made)))
    assert "so far" not in plain(mail(to("mission:FRA", made)))


@pytest.mark.parametrize(
    ("is_granted", "words_of_it"), [(True, "has been granted"), (False, "The reviewing State remains as drawn.")]
)
def test_a_decision_above_the_limit_says_how_it_fell(is_granted: bool, words_of_it: str) -> None:  # noqa: FBT001
    decided: dict[str, Any] = {"under_review": "CIV", "outgoing": "FRA", "change": "change-3", "is_granted": is_granted}

    for recipient in ("mission:CIV", "mission:FRA"):
        assert words_of_it in plain(mail(to(recipient, happened("redraw_decided", **decided))))


@pytest.mark.parametrize(("event", "actor", "data", "_"), EVENTS, ids=[f"{each[0]}-by-{each[1]}" for each in EVENTS])
def test_no_notice_of_a_drawing_carries_a_reason_a_document_or_the_whole_list(
    event: str, actor: Actor, data: dict[str, Any], _: set[str]
) -> None:
    secret = {"note": {"id": "SECRET-NOTE"}, "reason": "SECRET-REASON", "message": "SECRET", "reveal": "SECRET"}

    for notice in notices_for(happened(event, actor, **(secret | data)), CIRCLE):
        assert "SECRET" not in json.dumps(notice.context)
        assert "assignments" not in notice.context


def test_the_stories_hold_every_event_but_the_reminder_that_nobody_waits_for() -> None:
    types = {entry.type for made in stories() for entry in made.entries}

    assert set(CODEC.types) - types <= {"deadline_approaching", "deadline_passed"}


def test_every_event_as_it_is_recorded_becomes_a_mail_whose_text_and_html_say_the_same() -> None:
    composer = Composer(LETTERHEAD)

    for notice in [each for made in stories() for each in notices_for(made, REGISTER)]:
        message = composer.compose(notice, address(), at=SENT_AT)

        assert words(plain(message)) == words(visible(html_of(message)))
        assert "{" not in plain(message)
        assert "SECRET" not in plain(message)
        assert message["Subject"]


def test_a_reminder_of_a_drawing_goes_to_the_secretariat_and_leads_to_the_drawing() -> None:
    reminder = build.reminder(
        key="seal_draw",
        duty="seal_draw",
        action="seal_draw",
        owner={"role": "secretariat"},
        instruments=[],
        escalate=[],
    )

    (notice,) = notices_for(in_drawing(reminder), CIRCLE)
    text = plain(mail(notice))

    assert str(notice.recipient) == "secretariat:desk"
    assert "Action requested:\n- Seal the inputs, the rules and the sources of the seed\n" in text
    assert "Command: seal_draw" in text
    assert f"Open the drawing of lots:\n{LETTERHEAD.page_of(STREAM)}#moves" in text


def test_the_secretariat_is_told_what_it_has_to_do_when_nothing_could_be_drawn() -> None:
    made = next(each for each in stories() if each.entries[0].type == "draw_failed")
    text = plain(mail(to("secretariat:desk", made)))

    assert "Error code: no_valid_assignment" in text
    assert "Now awaited from your side:\n- Declare the draw void" in text


@pytest.mark.parametrize("event", ["reviewer_replaced", "late_entrant_drawn", "supplementary_drawn", "departure_drawn"])
@pytest.mark.parametrize("by_name", [False, True])
def test_another_draw_is_offered_wherever_a_lot_fell_before_the_confirmation(event: str, by_name: bool) -> None:  # noqa: FBT001
    ends = KeyDate(name="redraw_window_ends", date=date(2020, 10, 1))
    amendment = AMENDMENT | {"by_name": by_name}

    context = to(
        "mission:CIV", in_drawing(entry(event, amendment=amendment), stage="provisional", dates=(ends,))
    ).context

    assert context.get("may") == (None if by_name else [{"action": "request_redraw", "due": "2020-10-01"}])


def test_the_parts_of_two_hundred_states_stay_small() -> None:
    codes = [f"{first}{second}A" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJKLMNOPQRST"]
    ring = [place(state, codes[(number + step) % len(codes)]) for number, state in enumerate(codes) for step in (1, 2)]

    sizes = {
        notice.recipient.id: len(json.dumps(notice.context))
        for notice in notices_for(happened("reviewers_drawn", SYSTEM, assignments=ring), CIRCLE)
    }

    assert len(sizes) == len(codes)
    assert max(sizes.values()) < 1000


def test_windows_are_told_as_the_rules_count_them() -> None:
    drawn = next(each for each in stories() if each.entries[0].type == "reviewers_drawn")
    day = drawn.entries[0].at.date()

    may = notices_for(drawn)[0].context["may"]

    assert may == [{"action": "request_redraw", "due": (day + timedelta(days=21)).isoformat()}]
