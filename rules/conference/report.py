"""The general report: period, compilation, editing, six languages, issue, consideration (domain.md 5)."""

from datetime import date, datetime
from typing import TypeVar

from models.conference import commands as c
from models.conference import events as e
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState, Report, Version
from models.phase.commands import Delivery
from models.register import Language
from rules.admission import refuse
from rules.conference.turn import DAY, Turn, cut_off_of, names_of

Known = TypeVar("Known")

ORIGINAL = Language.ENGLISH
"""The language in which the report is drafted; its final text counts as that version's delivery (DESIGN)."""


def set_cut_off(state: ConferenceState, command: c.SetCutOff, turn: Turn) -> tuple[e.Event, ...]:
    """Fix the period, before anything has been counted."""
    del turn
    begins = command.period_starts or state.period_starts
    if command.cut_off < begins:
        refuse("period_empty", f"the period begins on {begins}: name a cut-off on that day or later.")
    if command.cut_off >= state.starts:
        refuse("cut_off_too_late", f"the Conference begins on {state.starts}: name a cut-off before it.")
    return (e.CutOffSet(cut_off=command.cut_off, period_starts=begins),)


def compile_report(state: ConferenceState, command: c.CompileReport, turn: Turn) -> tuple[e.Event, ...]:
    """Set the program to work, once the period is over: what is agreed today may still count until midnight."""
    del command
    cut_off = cut_off_of(state)
    if cut_off is None:
        refuse("cut_off_unknown", "the procedure of this cycle has no cut-off: set it.")
    if turn.today <= cut_off:
        refuse("period_not_over", f"observations agreed until {cut_off} count: compile from {cut_off + DAY} on.")
    return (e.CompilationBegun(number=state.asked + 1, period_starts=state.period_starts, cut_off=cut_off),)


def record(state: ConferenceState, command: c.RecordCompilation, turn: Turn) -> tuple[e.Event, ...]:
    """The program has counted."""
    del turn
    _check_answer(state, command.number)
    return (
        e.ReportCompiled(
            number=command.number,
            period_starts=state.period_starts,
            cut_off=_known(cut_off_of(state)),
            data=command.data,
            draft=command.draft,
            figures=command.figures,
        ),
    )


def record_failure(state: ConferenceState, command: c.RecordCompilationFailure, turn: Turn) -> tuple[e.Event, ...]:
    """The program could not count."""
    del turn
    _check_answer(state, command.number)
    return (e.CompilationFailed(number=command.number, code=command.code, message=command.message),)


def edit(state: ConferenceState, command: c.EditReport, turn: Turn) -> tuple[e.Event, ...]:
    """Put another text in the place of the last one."""
    del state, turn
    edited = e.ReportEdited(document=command.document, names=names_of(command.override))
    if command.override is None:
        return (edited,)
    return (e.CountryReferenceAllowed(document=command.document, override=command.override), edited)


def finalise(state: ConferenceState, command: c.FinaliseReport, turn: Turn) -> tuple[e.Event, ...]:
    """The text goes to translation."""
    del command, turn
    return (e.ReportFinalised(document=_known(state.report).document),)


def reopen(state: ConferenceState, command: c.ReopenReport, turn: Turn) -> tuple[e.Event, ...]:
    """The text comes back."""
    del state, turn
    return (e.ReportReopened(reason=command.reason),)


def order(state: ConferenceState, command: c.OrderTranslation, turn: Turn) -> tuple[e.Event, ...]:
    """Order language versions that have not been ordered yet."""
    del turn
    known = {each.language for each in _known(state.report).versions}
    wanted = tuple(each for each in dict.fromkeys(command.languages or Language) if each not in known)
    if not wanted:
        named = ", ".join(command.languages) or "every language"
        refuse("already_ordered", f"{named} has been ordered or is there.")
    return (e.TranslationOrdered(languages=wanted),)


def deliver(state: ConferenceState, command: c.DeliverTranslation, turn: Turn) -> tuple[e.Event, ...]:
    """Record finished versions of what was ordered; a better one takes the place of the first until the issue."""
    del turn
    report = _known(state.report)
    languages = [each.language for each in command.deliveries]
    if len(set(languages)) < len(languages):
        refuse("delivered_twice", "a language stands twice in this delivery: name one version of each.")
    for language in languages:
        if language is ORIGINAL:
            refuse("original_is_final", f"the {language} text is the final one: reopen the report to change it.")
        if report.version(language) is None:
            refuse("not_ordered", f"no {language} version is on order; order it first.")
    return (e.TranslationDelivered(deliveries=command.deliveries, complete=not set(report.missing) - set(languages)),)


def issue(state: ConferenceState, command: c.IssueReport, turn: Turn) -> tuple[e.Event, ...]:
    """Issue in six languages, or not at all."""
    del turn
    report = _known(state.report)
    if report.missing:
        refuse("translations_missing", f"the report is issued in six languages; missing: {', '.join(report.missing)}.")
    document = command.document or report.document
    versions = tuple(
        Delivery(language=each.language, document=document if each.language is ORIGINAL else _known(each.document))
        for each in sorted(report.versions, key=lambda each: list(Language).index(each.language))
    )
    return (e.ReportIssued(symbol=command.symbol, document=document, versions=versions),)


def consider(state: ConferenceState, command: c.ConsiderReport, turn: Turn) -> tuple[e.Event, ...]:
    """The Conference considers the report while it sits."""
    if not state.starts <= command.on <= state.ends:
        refuse("not_in_session", f"the Conference sits from {state.starts} to {state.ends}: name one of these days.")
    if command.on > turn.today:
        refuse("not_yet", f"{command.on} has not come: record what the Conference has considered on that day.")
    return (e.ReportConsidered(on=command.on),)


def fold_begun(state: ConferenceState, event: e.CompilationBegun, at: datetime) -> ConferenceState:
    """The program is at work; the period is fixed by it."""
    return state.model_copy(
        update={
            "stage": Stage.COMPILING,
            "asked": event.number,
            "asked_at": at,
            "period_starts": event.period_starts,
            "cut_off": event.cut_off,
            "failure": "",
        }
    )


def fold_compiled(state: ConferenceState, event: e.ReportCompiled, on: date) -> ConferenceState:
    """A new report takes the place of one that was compiled before."""
    report = Report(data=event.data, draft=event.draft, figures=event.figures, compiled_on=on, document=event.draft)
    return state.model_copy(update={"stage": Stage.DRAFTING, "report": report})


def fold_failed(state: ConferenceState, event: e.CompilationFailed) -> ConferenceState:
    """Back to where it was asked from."""
    stage = Stage.COLLECTING if state.report is None else Stage.DRAFTING
    return state.model_copy(update={"stage": stage, "failure": f"{event.code}: {event.message}"})


def fold_edited(state: ConferenceState, event: e.ReportEdited) -> ConferenceState:
    """The latest text stands."""
    report = _known(state.report)
    return _with_report(state, document=event.document, names=event.names, edits=report.edits + 1)


def fold_finalised(state: ConferenceState, event: e.ReportFinalised, on: date) -> ConferenceState:
    """The English version is there."""
    english = Version(language=ORIGINAL, ordered_on=on, document=event.document, delivered_on=on)
    state = _with_report(state, finalised_on=on, versions=(english,))
    return state.model_copy(update={"stage": Stage.TRANSLATING})


def fold_reopened(state: ConferenceState) -> ConferenceState:
    """No version is there any more."""
    state = _with_report(state, finalised_on=None, versions=())
    return state.model_copy(update={"stage": Stage.DRAFTING})


def fold_ordered(state: ConferenceState, event: e.TranslationOrdered, on: date) -> ConferenceState:
    """The versions are on order."""
    ordered = tuple(Version(language=each, ordered_on=on) for each in event.languages)
    return _with_report(state, versions=(*_known(state.report).versions, *ordered))


def fold_delivered(state: ConferenceState, event: e.TranslationDelivered, on: date) -> ConferenceState:
    """The versions are there."""
    new = {each.language: each.document for each in event.deliveries}
    versions = tuple(
        each.model_copy(update={"document": new[each.language], "delivered_on": on}) if each.language in new else each
        for each in _known(state.report).versions
    )
    return _with_report(state, versions=versions)


def fold_issued(state: ConferenceState, event: e.ReportIssued, on: date) -> ConferenceState:
    """A document of the Conference."""
    new = {each.language: each.document for each in event.versions}
    versions = tuple(each.model_copy(update={"document": new[each.language]}) for each in _known(state.report).versions)
    state = _with_report(state, symbol=event.symbol, document=event.document, issued_on=on, versions=versions)
    return state.model_copy(update={"stage": Stage.ISSUED})


def fold_considered(state: ConferenceState, event: e.ReportConsidered) -> ConferenceState:
    """The Conference has had it."""
    state = _with_report(state, considered_on=event.on)
    return state.model_copy(update={"stage": Stage.CONSIDERED})


def _check_answer(state: ConferenceState, number: int) -> None:
    if number != state.asked:
        refuse("stale_answer", f"this answers compilation {number}; {state.asked} was asked for since.")


def _with_report(state: ConferenceState, **update: object) -> ConferenceState:
    return state.model_copy(update={"report": _known(state.report).model_copy(update=update)})


def _known(value: Known | None) -> Known:
    """A value that the stage proves to be there."""
    assert value is not None  # noqa: S101 - the table lets nobody come here without it
    return value
