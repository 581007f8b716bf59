"""What the simulated Secretariat does: people, consultations, translations, closing, and the launch of groups."""

from collections.abc import Callable, Mapping

from demo.papers import SECRETARIAT_SIDE, TRANSLATION
from demo.scene import Scene, signed
from models.command import Command
from models.cycle import commands as cycle
from models.phase import commands as c
from models.register import Language

FIRST_LANGUAGES = (Language.ENGLISH, Language.FRENCH, Language.SPANISH, Language.RUSSIAN)
"""Delivered in one go; the others follow."""


def _approve_participant(scene: Scene) -> Command:
    return c.ApproveParticipant(**signed(scene), person=scene.subject)


def _hold_preliminary_consultation(scene: Scene) -> Command:
    return c.HoldPreliminaryConsultation(**signed(scene), minutes=scene.paper("minutes", SECRETARIAT_SIDE))


def _order_translation(scene: Scene) -> Command:
    return c.OrderTranslation(**signed(scene), languages=tuple(Language))


def _deliver_translation(scene: Scene) -> Command | None:
    languages = [each for each in FIRST_LANGUAGES if each not in scene.memory.delivered]
    languages = languages or [each for each in Language if each not in scene.memory.delivered]
    deliveries = tuple(
        c.Delivery(language=each, document=scene.paper(TRANSLATION, SECRETARIAT_SIDE, each)) for each in languages
    )
    return c.DeliverTranslation(**signed(scene), deliveries=deliveries) if deliveries else None


def _share(scene: Scene) -> Command:
    return c.ShareWithWorkingGroups(**signed(scene))


def _close_phase(scene: Scene) -> Command:
    return c.ClosePhase(**signed(scene))


def _suspend_review(scene: Scene) -> Command:
    return c.SuspendReview(**signed(scene), reason="Simulated: an emergency in the State under review.")


def _resume_review(scene: Scene) -> Command:
    return c.ResumeReview(**signed(scene))


def _excuse_reviewer(scene: Scene) -> Command | None:
    excusal = scene.plan.excusal
    if excusal is None:
        return None
    return c.ExcuseReviewer(**signed(scene), outgoing=excusal.outgoing, reason="Simulated: no answer to any reminder.")


def _launch_group(scene: Scene) -> Command:
    """The subject reads `group 2, phase 3`; the key of the obligation ends in the two numbers."""
    group, phase = scene.obligations[0].key.split(":")[1:]
    return cycle.LaunchGroup(**signed(scene), group=int(group), phase=int(phase))


ACTS_OF_THE_SECRETARIAT: Mapping[str, Callable[[Scene], Command | None]] = {
    c.ApproveParticipant.name: _approve_participant,
    c.HoldPreliminaryConsultation.name: _hold_preliminary_consultation,
    c.OrderTranslation.name: _order_translation,
    c.DeliverTranslation.name: _deliver_translation,
    c.ShareWithWorkingGroups.name: _share,
    c.ClosePhase.name: _close_phase,
    c.SuspendReview.name: _suspend_review,
    c.ResumeReview.name: _resume_review,
    c.ExcuseReviewer.name: _excuse_reviewer,
    cycle.LaunchGroup.name: _launch_group,
}
"""How each is done, by the name of its command. `launch_group` is the cycle's: a phase is launched by it."""
