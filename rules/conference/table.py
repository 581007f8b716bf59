"""Every act on the track of a Conference at a glance (domain.md 5, 6.2). This table is the rules, and no picture of them.

`docs/conference-track.md` is printed from here.
"""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.command import Command
from models.conference import commands as c
from models.conference import events as e
from models.conference import policy_versions as p
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState
from models.people import Role
from rules.conference import observers, policy_versions, recommendations, report, track
from rules.conference.turn import Turn

Decision = Callable[[ConferenceState, Any, Turn], tuple[e.Event, ...]]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: a command's whole admission and effect."""

    command: type[Command]
    by: frozenset[Role]
    stages: frozenset[Stage]
    decide: Decision
    event: type[e.Event]
    leads_to: str


_SECRETARIAT = frozenset({Role.SECRETARIAT})
_SYSTEM = frozenset({Role.SYSTEM})
_APPLICANT = frozenset({Role.STAKEHOLDER, Role.CIVIL_SOCIETY_UNIT, Role.SECRETARIAT})
_STATES = frozenset({Role.MISSION, Role.EXTENDED_BUREAU, Role.SECRETARIAT})
_BUREAU = frozenset({Role.EXTENDED_BUREAU, Role.SECRETARIAT})

OVER = frozenset({Stage.CLOSED})
_NOT_OVER = frozenset(Stage) - OVER
_COLLECTING = frozenset({Stage.COLLECTING})
_COMPILABLE = frozenset({Stage.COLLECTING, Stage.DRAFTING})
_COMPILING = frozenset({Stage.COMPILING})
_DRAFTING = frozenset({Stage.DRAFTING})
_TRANSLATING = frozenset({Stage.TRANSLATING})
_ISSUED = frozenset({Stage.ISSUED})
_NOT_CONSIDERED = _NOT_OVER - {Stage.CONSIDERED}

# fmt: off
TABLE: tuple[Transition, ...] = (
    Transition(c.MoveConference, _SECRETARIAT, _NOT_CONSIDERED, track.move, e.ConferenceMoved, "dates that follow from the days move with them"),
    Transition(c.SetCutOff, _SECRETARIAT, _COLLECTING, report.set_cut_off, e.CutOffSet, "what is agreed in the period is counted"),
    Transition(c.CompileReport, _SECRETARIAT, _COMPILABLE, report.compile_report, e.CompilationBegun, "compiling; the program answers"),
    Transition(c.RecordCompilation, _SYSTEM, _COMPILING, report.record, e.ReportCompiled, "drafting"),
    Transition(c.RecordCompilationFailure, _SYSTEM, _COMPILING, report.record_failure, e.CompilationFailed, "back to where it was asked from, with the reason"),
    Transition(c.EditReport, _SECRETARIAT, _DRAFTING, report.edit, e.ReportEdited, "another text; it names no State, or country_reference_allowed says why"),
    Transition(c.FinaliseReport, _SECRETARIAT, _DRAFTING, report.finalise, e.ReportFinalised, "translating; the English version is there"),
    Transition(c.ReopenReport, _SECRETARIAT, _TRANSLATING, report.reopen, e.ReportReopened, "drafting; language versions lapse"),
    Transition(c.OrderTranslation, _SECRETARIAT, _TRANSLATING, report.order, e.TranslationOrdered, "versions on order"),
    Transition(c.DeliverTranslation, _SECRETARIAT, _TRANSLATING, report.deliver, e.TranslationDelivered, "can be issued once all six languages are there"),
    Transition(c.IssueReport, _SECRETARIAT, _TRANSLATING, report.issue, e.ReportIssued, "issued: a document of the Conference, public"),
    Transition(c.ConsiderReport, _SECRETARIAT, _ISSUED, report.consider, e.ReportConsidered, "considered"),
    Transition(c.AddRecommendation, _SECRETARIAT, _NOT_OVER, recommendations.add, e.RecommendationAdded, "waits for the compilation"),
    Transition(c.CompileRecommendations, _SECRETARIAT, _NOT_OVER, recommendations.compile_all, e.RecommendationsCompiled, "one document for the Conference"),
    Transition(c.ApplyForObserverStatus, _APPLICANT, _NOT_OVER, observers.apply, e.ObserverApplied, "with the Bureau, or to be listed; too late: observer_applied_late, an outcome"),
    Transition(c.WithdrawObserverApplication, _APPLICANT, _NOT_OVER, observers.withdraw, e.ObserverWithdrawn, "withdrawn"),
    Transition(c.DeclineObservers, _SECRETARIAT, _NOT_OVER, observers.decline, e.ObserversDeclined, "declined, with the reason"),
    Transition(c.CirculateObservers, _SECRETARIAT, _NOT_OVER, observers.circulate, e.ObserversCirculated, "on the list; States can object until the window ends"),
    Transition(c.ObjectToObserver, _STATES, _NOT_OVER, observers.raise_objection, e.ObserverObjected, "disputed: the Conference decides"),
    Transition(c.WithdrawObserverObjection, _STATES, _NOT_OVER, observers.withdraw_objection, e.ObserverObjectionWithdrawn, "on the list again, if it was the last objection"),
    Transition(c.AdmitObservers, _BUREAU, _NOT_OVER, observers.admit, e.ObserversAdmitted, "admitted: in consultative status, or no objection"),
    Transition(c.DecideObserver, _SECRETARIAT, _NOT_OVER, observers.decide, e.ObserverDecided, "admitted or not, by vote of the Conference"),
    Transition(p.EnterPolicyVersion, _SECRETARIAT, _NOT_OVER, policy_versions.enter, p.PolicyVersionEntered, "waits for its effective day; nothing is changed yet"),
    Transition(p.ApplyPolicyVersion, _SECRETARIAT, _NOT_OVER, policy_versions.apply, p.PolicyApplicationBegun, "the program asks every running review, and answers"),
    Transition(p.RecordPolicyApplied, _SYSTEM, _NOT_OVER, policy_versions.record_applied, p.PolicyVersionApplied, "applied; who refused is as before, and listed with the reason"),
    Transition(p.UndoPolicyVersion, _SECRETARIAT, _NOT_OVER, policy_versions.undo, p.PolicyUndoBegun, "the program asks every running review, and answers"),
    Transition(p.RecordPolicyUndone, _SYSTEM, _NOT_OVER, policy_versions.record_undone, p.PolicyVersionUndone, "undone; who refused is as before, and listed with the reason"),
    Transition(c.CloseConference, _SECRETARIAT, _NOT_OVER, track.close, e.ConferenceClosed, "closed; the cycle is told"),
)
# fmt: on
ROWS = {row.command: row for row in TABLE}
COMMANDS = tuple(row.command for row in TABLE)
