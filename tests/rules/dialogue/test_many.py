"""A dialogue with five hundred applicants: every act stays small, and so does the whole of it."""

from datetime import timedelta
from time import perf_counter

from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus, Mode, OutcomeReason
from models.people import SECRETARIAT
from tests.build import document, mission
from tests.rules.dialogue.build import (
    BUREAU,
    CHAIR,
    CIRCULATED,
    CLOSES,
    DAY,
    DECIDED,
    INVITED,
    NEXT,
    SESSION,
    UNIT,
    WINDOW_ENDS,
    Dialogue,
    apply,
    calling,
    stakeholder,
)

MANY = 500
PAYLOAD = 2_000_000
"""Bytes that a workflow may hand on to its next run."""


def told(story: Dialogue) -> None:
    keys = tuple(story.state.applications)
    found = tuple(
        c.Screening(
            application=key, is_eligible=place % 10 != 0, reason=OutcomeReason.INCOMPLETE if place % 10 == 0 else None
        )
        for place, key in enumerate(keys)
    )
    story.on(CIRCULATED).act(c.ScreenApplications, UNIT, screenings=found)
    story.act(c.CirculateList, SECRETARIAT, window_ends=WINDOW_ENDS)
    for key in keys[1:4]:
        story.act(c.RaiseObjection, mission("FRA"), application=key, state="FRA")
    story.on(DECIDED).act(c.ApproveApplications, BUREAU)
    for key in keys[1:4]:
        story.act(c.DecideDispute, BUREAU, application=key, is_approved=True)
    story.on(INVITED).act(c.SendInvitations, SECRETARIAT, reply_by=DAY)
    story.act(c.PublishProgramme, CHAIR, document=document("programme"), topics=("tracing",))
    for place, key in enumerate(keys):
        if story.state.applications[key].status is ApplicationStatus.INVITED:
            story.act(c.ConfirmRegistration, stakeholder(place + 1), application=key, mode=Mode.ON_LINE)
    story.on(DAY).act(c.AdoptReport, SECRETARIAT, on=SESSION.ends)
    story.act(c.OpenDialogue, CHAIR)
    registered = [key for key, each in story.state.applications.items() if each.status is ApplicationStatus.REGISTERED]
    for key in registered[:200]:
        story.act(c.LogIntervention, CHAIR, topic="tracing", speaker="stakeholder", application=key)
    story.act(c.CloseDialogue, CHAIR, attended=tuple(registered[:200]))
    story.act(c.DraftSummary, CHAIR, document=document("summary"))
    story.act(c.ApproveSummary, CHAIR)
    story.act(c.PublishSummary, SECRETARIAT)
    story.on(NEXT.starts).act(c.TableSummary, SECRETARIAT)


def test_five_hundred_applicants_are_let_in_heard_and_answered() -> None:
    began = perf_counter()
    story = calling()
    for number in range(1, MANY + 1):
        apply(story, number)
    story.by_calendar(CLOSES + timedelta(days=1))

    told(story)

    state = story.state
    assert len(state.applications) == MANY
    assert all(each.has_outcome and each.reason is not None for each in state.applications.values())
    assert sum(each.status is ApplicationStatus.ATTENDED for each in state.applications.values()) == 200
    assert len(state.model_dump_json()) < PAYLOAD
    assert max(len(entry.model_dump_json()) for entry in story.entries[1:]) < 100_000
    # A thousand acts take a tenth of a second; more than some seconds would be something that grows with every act.
    assert perf_counter() - began < 10
