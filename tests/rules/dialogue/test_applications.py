"""Applications come in, are amended and withdrawn by those whose they are, and screened with a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus, Mode, OutcomeReason
from models.dialogue.state import DialogueStage
from models.errors import RuleViolation
from models.people import SECRETARIAT
from models.stakeholders import OrganisationKind, receipt_of
from tests.build import document
from tests.rules.dialogue.build import (
    CIRCULATED,
    DAY,
    UNIT,
    WINDOW_ENDS,
    Dialogue,
    applicant,
    apply,
    calling,
    circulated,
    held,
    invited,
    owed,
    preparing,
    screened,
    screening,
    stakeholder,
    status_of,
)


def found(key: str, reason: OutcomeReason | None = None) -> c.Screening:
    return c.Screening(application=key, is_eligible=reason is None, reason=reason)


def test_an_applicant_gets_a_receipt_that_nobody_else_can_guess() -> None:
    story = calling()
    made = story.made(c.SubmitApplication, stakeholder(), applicant=applicant(), statement=document("expertise"))

    (event,) = story.record(story.aggregate.decide(story.state, made, story.entries[-1].at))

    kept = story.state.applications["a-1"]
    assert kept.receipt == receipt_of("dialogue/untoc-1/firearms-2027", made.command_id)
    assert kept.statement == document("expertise")
    assert story.aggregate.applicants(event) == (applicant(),)


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_non_governmental_organisations_academia_and_companies_may_apply(kind: OrganisationKind) -> None:
    story = calling()

    code = story.refusal(c.SubmitApplication, stakeholder(), applicant=applicant(kind=kind))

    eligible = kind in {OrganisationKind.NGO, OrganisationKind.ACADEMIA, OrganisationKind.PRIVATE_SECTOR}
    assert code == ("not refused" if eligible else "kind_not_eligible")


def test_one_applies_once_and_again_only_after_a_withdrawal() -> None:
    story = calling()
    apply(story, 1)

    with pytest.raises(RuleViolation, match="amend or withdraw it while the call is open") as refused:
        story.act(c.SubmitApplication, stakeholder(), applicant=applicant())
    assert refused.value.code == "already_applied"
    with pytest.raises(RuleViolation, match="its receipt says where it stands"):
        screening().act(c.SubmitApplication, stakeholder(), applicant=applicant())
    story.act(c.WithdrawApplication, stakeholder(), application="a-1")
    assert story.state.of("s-1") is None
    apply(story, 1)

    assert story.state.of("s-1") == story.state.applications["a-2"]
    assert status_of(story, "a-1") == (ApplicationStatus.WITHDRAWN, OutcomeReason.WITHDRAWN_BY_APPLICANT)


def test_who_withdrew_and_applies_after_the_call_is_late() -> None:
    story = screening()
    story.act(c.WithdrawApplication, stakeholder(), application="a-1")

    assert story.act(c.SubmitApplication, stakeholder(), applicant=applicant()) == ("application_received_late",)
    assert story.refusal(c.SubmitApplication, stakeholder(), applicant=applicant()) == "already_applied"


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.SubmitApplication, {"applicant": applicant(1)}),
        (c.AmendApplication, {"application": "a-1", "mode": Mode.IN_PERSON}),
        (c.WithdrawApplication, {"application": "a-1"}),
    ],
)
def test_a_stakeholder_acts_on_its_own_application_and_the_secretariat_on_all(
    command: type[Any], fields: dict[str, Any]
) -> None:
    story = calling()
    if command is not c.SubmitApplication:
        apply(story, 1)

    assert story.refusal(command, stakeholder(2), **fields) == "not_your_application"
    for actor in (stakeholder(1), UNIT, SECRETARIAT):
        assert story.refusal(command, actor, **fields) == "not refused"


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.ConfirmRegistration, {"application": "a-1", "mode": Mode.IN_PERSON}),
        (c.SubmitContribution, {"application": "a-1", "topic": "tracing", "document": document("paper")}),
    ],
)
def test_a_stakeholder_registers_and_speaks_for_itself(command: type[Any], fields: dict[str, Any]) -> None:
    assert invited().refusal(command, stakeholder(2), **fields) == "not_your_application"


def test_what_is_amended_replaces_what_it_names_and_nothing_else() -> None:
    story = calling()
    apply(story, 1, statement=document("expertise"), is_grassroots=True)

    story.act(c.AmendApplication, stakeholder(), application="a-1", wants_travel_support=True, mode=Mode.IN_PERSON)

    kept = story.state.applications["a-1"]
    assert (kept.mode, kept.statement, kept.wants_travel_support, kept.is_grassroots, kept.amended) == (
        Mode.IN_PERSON,
        document("expertise"),
        True,
        True,
        1,
    )
    assert story.refusal(c.AmendApplication, stakeholder(), application="a-1") == "nothing_amended"
    same = {"application": "a-1", "mode": Mode.IN_PERSON}
    assert story.refusal(c.AmendApplication, stakeholder(), **same) == "nothing_amended"


def test_an_application_that_is_withdrawn_is_over() -> None:
    story = calling()
    apply(story, 1)
    story.act(c.WithdrawApplication, stakeholder(), application="a-1")

    for command, fields in ((c.AmendApplication, {"is_grassroots": True}), (c.WithdrawApplication, {})):
        assert story.refusal(command, stakeholder(), application="a-1", **fields) == "application_over"
    assert story.refusal(c.WithdrawApplication, UNIT, application="a-9") == "unknown_application"


def test_a_place_is_given_up_until_the_dialogue_is_opened() -> None:
    story = invited()
    story.act(c.WithdrawApplication, stakeholder(1), application="a-1")

    assert status_of(story, "a-1") == (ApplicationStatus.WITHDRAWN, OutcomeReason.WITHDRAWN_BY_APPLICANT)
    assert story.state.stage is DialogueStage.PREPARING
    assert held().refusal(c.WithdrawApplication, stakeholder(2), application="a-2") == "wrong_stage"


@pytest.mark.parametrize(
    ("screenings", "code"),
    [
        ((c.Screening(application="a-1", is_eligible=False),), "reason_needed"),
        ((c.Screening(application="a-1", is_eligible=True, reason=OutcomeReason.NO_ROOM),), "reason_not_needed"),
        ((found("a-1", OutcomeReason.VOTED_OUT),), "reason_unfit"),
        ((found("a-1"), found("a-1")), "application_twice"),
        ((found("a-9"),), "unknown_application"),
        ((found("a-1", OutcomeReason.NO_EXPERTISE), found("a-2")), "not refused"),
    ],
)
def test_who_is_not_eligible_is_told_why(screenings: tuple[c.Screening, ...], code: str) -> None:
    assert screening().refusal(c.ScreenApplications, UNIT, screenings=screenings) == code


@pytest.mark.parametrize("how", ["late", "withdrawn"])
def test_what_has_its_outcome_is_not_screened(how: str) -> None:
    story = screening()
    if how == "late":
        story.act(c.SubmitApplication, stakeholder(9), applicant=applicant(9))
    else:
        story.act(c.WithdrawApplication, stakeholder(1), application="a-1")

    code = story.refusal(c.ScreenApplications, UNIT, screenings=(found("a-5" if how == "late" else "a-1"),))

    assert code == "not_to_be_screened"


def test_a_screening_is_put_right_until_the_list_is_out() -> None:
    story = screened()
    assert status_of(story, "a-4") == (ApplicationStatus.INELIGIBLE, OutcomeReason.INCOMPLETE)

    story.act(c.ScreenApplications, UNIT, screenings=(found("a-4"), found("a-1", OutcomeReason.DUPLICATE)))

    assert status_of(story, "a-4") == (ApplicationStatus.ELIGIBLE, None)
    assert story.state.applications["a-4"].decided_on is None
    assert status_of(story, "a-1") == (ApplicationStatus.INELIGIBLE, OutcomeReason.DUPLICATE)
    assert circulated().refusal(c.ScreenApplications, UNIT, screenings=(found("a-1"),)) == "wrong_stage"


def test_the_list_goes_out_when_all_are_screened_with_time_to_object() -> None:
    story = screening()

    assert owed(story)[0] == "civil_society_unit screen_applications"
    assert story.refusal(c.CirculateList, SECRETARIAT, window_ends=WINDOW_ENDS) == "applications_unscreened"
    story = screened().on(CIRCULATED)
    assert owed(story)[0] == "secretariat circulate_list"
    assert story.refusal(c.CirculateList, SECRETARIAT, window_ends=CIRCULATED) == "window_too_short"
    assert story.refusal(c.CirculateList, SECRETARIAT, window_ends=DAY) == "window_too_long"
    assert story.refusal(c.CirculateList, SECRETARIAT, window_ends=DAY - timedelta(days=1)) == "not refused"
    story.act(c.CirculateList, SECRETARIAT, window_ends=WINDOW_ENDS)
    assert story.entries[-1].data["applications"] == ["a-1", "a-2", "a-3"]


def nobody_applied() -> Dialogue:
    return screening(0)


def nobody_eligible() -> Dialogue:
    story = screening(1)
    story.act(c.ScreenApplications, UNIT, screenings=(found("a-1", OutcomeReason.NO_EXPERTISE),))
    return story


@pytest.mark.parametrize("story", [nobody_applied, nobody_eligible])
def test_with_nobody_on_the_list_everything_is_decided(story: Callable[[], Dialogue]) -> None:
    told = story()

    assert told.act(c.CirculateList, SECRETARIAT, window_ends=WINDOW_ENDS) == (
        "list_circulated",
        "applications_decided",
    )
    assert told.state.stage is DialogueStage.PREPARING


def test_the_withdrawal_of_the_last_who_waited_decides_the_rest() -> None:
    story = circulated()
    for number in (1, 2):
        assert story.act(c.WithdrawApplication, stakeholder(number), application=f"a-{number}") == (
            "application_withdrawn",
        )

    happened = story.act(c.WithdrawApplication, stakeholder(3), application="a-3")

    assert happened == ("application_withdrawn", "applications_decided")
    assert story.state.stage is DialogueStage.PREPARING
    assert preparing().act(c.WithdrawApplication, stakeholder(1), application="a-1") == ("application_withdrawn",)


def test_who_was_found_not_eligible_learns_nothing_of_it_from_a_withdrawal_before_the_list_is_out() -> None:
    story = screened()

    story.act(c.WithdrawApplication, stakeholder(4), application="a-4")

    assert status_of(story, "a-4") == (ApplicationStatus.WITHDRAWN, OutcomeReason.WITHDRAWN_BY_APPLICANT)
    assert circulated().refusal(c.WithdrawApplication, stakeholder(4), application="a-4") == "application_over"
