"""Every act of a constructive dialogue at a glance (domain.md 6.4). This table is not a picture of the rules: it is them.

`docs/constructive-dialogue.md` is printed from here.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.command import Command
from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.state import DialogueStage as Stage
from models.dialogue.state import DialogueState
from models.people import Role
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.dialogue import (
    applying,
    call,
    deciding,
    holding,
    inviting,
    objecting,
    preparing,
    reporting,
    scheduling,
    screening,
)
from rules.dialogue.scheduling import BEFORE_HELD
from rules.dialogue.turn import Turn
from rules.policy_change import constructive_dialogue

Decision = Callable[[DialogueState, Any, Turn], tuple[e.Event, ...]]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: a command's whole admission and effect. `outside` says why not, more exactly than the stage does."""

    command: type[Command]
    by: frozenset[Role]
    stages: frozenset[Stage]
    decide: Decision
    event: type[e.Event]
    leads_to: str
    outside: Callable[[DialogueState], None] | None = None


_SECRETARIAT = frozenset({Role.SECRETARIAT})
_UNIT = frozenset({Role.CIVIL_SOCIETY_UNIT, Role.SECRETARIAT})
_STAKEHOLDER = _UNIT | {Role.STAKEHOLDER}
_STATE = frozenset({Role.MISSION, Role.EXTENDED_BUREAU, Role.SECRETARIAT})
_BUREAU = frozenset({Role.EXTENDED_BUREAU, Role.SECRETARIAT})
_CHAIR = frozenset({Role.CHAIR, Role.SECRETARIAT})
_CHAIR_ALONE = frozenset({Role.CHAIR})
_SYSTEM = frozenset({Role.SYSTEM})

OVER = frozenset({Stage.TABLED, Stage.CANCELLED})
_NOT_OVER = frozenset(Stage) - OVER
_SCHEDULED = frozenset({Stage.SCHEDULED})
_CALL = frozenset({Stage.APPLICATIONS_OPEN})
_SCREENING = frozenset({Stage.SCREENING})
_WINDOW = frozenset({Stage.OBJECTION_WINDOW})
_LETTING_IN = frozenset({Stage.OBJECTION_WINDOW, Stage.PREPARING})
_FROM_CALL = BEFORE_HELD - _SCHEDULED
_CALL_OVER = BEFORE_HELD - _CALL
_HELD = frozenset({Stage.HELD})
_PAPERS = _LETTING_IN | _HELD
_DRAFTING = frozenset({Stage.REPORTING})
_FLAGGING = _PAPERS | _DRAFTING
_DRAFTABLE = frozenset({Stage.REPORTING, Stage.APPROVED})
_APPROVED = frozenset({Stage.APPROVED})
_PUBLISHED = frozenset({Stage.PUBLISHED})

# fmt: off
TABLE: tuple[Transition, ...] = (
    Transition(c.MoveSession, _SYSTEM, _NOT_OVER, scheduling.move_session, e.SessionMoved, "dialogue_moved, if the session ends on another day and the dialogue is not held yet"),
    Transition(c.MoveDialogue, _SECRETARIAT, BEFORE_HELD, scheduling.move_dialogue, e.DialogueMoved, "the day from which lead times are counted"),
    Transition(c.OpenCall, _UNIT, _SCHEDULED, call.open_call, e.CallOpened, "applications_open; screening, by the calendar, at midnight in Vienna (call_closed)"),
    Transition(c.ExtendCall, _UNIT, _CALL, call.extend, e.CallExtended, "the call stays open for longer", call.outside_call),
    Transition(c.SubmitApplication, _STAKEHOLDER, _FROM_CALL, applying.submit, e.ApplicationSubmitted, "submitted, with a receipt; after the call application_received_late", applying.outside_applying),
    Transition(c.AmendApplication, _STAKEHOLDER, _CALL, applying.amend, e.ApplicationAmended, "submitted, with other particulars", call.outside_call),
    Transition(c.WithdrawApplication, _STAKEHOLDER, _FROM_CALL, applying.withdraw, e.ApplicationWithdrawn, "withdrawn; applications_decided if it was the last that waited"),
    Transition(c.ScreenApplications, _UNIT, _SCREENING, screening.screen, e.ApplicationScreened, "eligible, or ineligible with a reason"),
    Transition(c.CirculateList, _SECRETARIAT, _SCREENING, screening.circulate, e.ListCirculated, "objection_window; with nobody eligible applications_decided"),
    Transition(c.RaiseObjection, _STATE, _WINDOW, objecting.object_to, e.ObjectionRaised, "disputed, unless the rule in force gives it no effect", objecting.outside_window),
    Transition(c.WithdrawObjection, _STATE, _WINDOW, objecting.withdraw, e.ObjectionWithdrawn, "eligible again with the last objection"),
    Transition(c.ApproveApplications, _BUREAU, _WINDOW, deciding.approve, e.ApplicationApproved, "approved, after the window; applications_decided with the last"),
    Transition(c.DeclineApplications, _BUREAU, _WINDOW, deciding.decline, e.ApplicationDeclined, "declined with a reason, after the window; applications_decided with the last"),
    Transition(c.DecideDispute, _BUREAU, _WINDOW, deciding.decide_dispute, e.DisputeDecided, "approved or declined by the rule in force; applications_decided with the last"),
    Transition(c.SendInvitations, _SECRETARIAT, _LETTING_IN, inviting.invite, e.InvitationSent, "invited"),
    Transition(c.ConfirmRegistration, _STAKEHOLDER, _LETTING_IN, inviting.register, e.RegistrationConfirmed, "registered, in person or on line"),
    Transition(c.DecideTravelSupport, _UNIT, _LETTING_IN, inviting.decide_travel, e.TravelSupportDecided, "the applicant is told"),
    Transition(c.PublishProgramme, _CHAIR, BEFORE_HELD, preparing.publish_programme, e.ProgrammePublished, "public; its topics are those of contributions"),
    Transition(c.HoldPreparationDay, _UNIT, BEFORE_HELD, preparing.hold_preparation, e.PreparationDayHeld, "a note"),
    Transition(c.AdoptReport, _CHAIR, BEFORE_HELD, preparing.adopt_report, e.WgReportAdopted, "the dialogue may be opened"),
    Transition(c.OpenDialogue, _CHAIR, _CALL_OVER, holding.open_dialogue, e.CdOpened, "held"),
    Transition(c.LogIntervention, _CHAIR, _HELD, holding.log_intervention, e.InterventionLogged, "a record by topic, with a receipt"),
    Transition(c.SubmitContribution, _STAKEHOLDER, _PAPERS, holding.contribute, e.ContributionSubmitted, "a paper by topic, with a receipt"),
    Transition(c.FlagCountryReference, _CHAIR, _FLAGGING, holding.flag, e.CountryReferenceFlagged, "kept out of the summary; whoever made it is reminded"),
    Transition(c.CloseDialogue, _CHAIR, _HELD, holding.close, e.CdClosed, "reporting; attended or absent"),
    Transition(c.DraftSummary, _CHAIR, _DRAFTABLE, reporting.draft, e.SummaryDrafted, "every contribution has its outcome; after an approval back to reporting"),
    Transition(c.ApproveSummary, _CHAIR_ALONE, _DRAFTING, reporting.approve, e.SummaryApproved, "approved"),
    Transition(c.PublishSummary, _SECRETARIAT, _APPROVED, reporting.publish, e.SummaryPublished, "published"),
    Transition(c.TableSummary, _SECRETARIAT, _PUBLISHED, reporting.table, e.SummaryTabled, "tabled; the dialogue is over"),
    Transition(c.CancelDialogue, _CHAIR, BEFORE_HELD, scheduling.cancel, e.DialogueCancelled, "cancelled; who waited or was let in is declined for that reason"),
    Transition(ApplyPolicy, _SECRETARIAT, _NOT_OVER, constructive_dialogue.apply, PolicyApplied, "the new rules hold; dates that they move are counted anew"),
    Transition(WithdrawPolicy, _SECRETARIAT, _NOT_OVER, constructive_dialogue.withdraw, PolicyWithdrawn, "the rules before it hold again"),
)
# fmt: on
ROWS = {row.command: row for row in TABLE}
COMMANDS = tuple(row.command for row in TABLE)
