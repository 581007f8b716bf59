"""Domestic dialogues at each of their stages, and a sample of every act."""

from datetime import date, timedelta
from typing import Any

from models.command import Command
from models.engagement.commands import CloseEngagement
from models.engagement.consultation import commands as c
from models.engagement.consultation.state import ConsultationState, InputReason
from models.engagement.terms import ConsultationTerms
from models.people import SECRETARIAT, Role
from models.stakeholders import OrganisationKind
from tests.build import SUR, document, focal_point
from tests.rules.engagement.build import BEGUN, Engagement, applicant, begun, stakeholder
from tests.rules.engagement.samples import Sample, always

TERMS = ConsultationTerms(state=SUR, phase=1)
LATER = BEGUN + timedelta(days=10)
STATEMENT: dict[str, Any] = {
    "document": document("statement"),
    "bodies": {OrganisationKind.NGO: 2, OrganisationKind.ACADEMIA: 1},
    "first_day": BEGUN,
    "last_day": date(2027, 3, 5),
}


def part(story: Engagement) -> ConsultationState:
    """The dialogue's own part."""
    assert story.state.consultation is not None
    return story.state.consultation


def invited(**options: Any) -> Engagement:
    """With two accounts and one body on paper invited: g-1, g-2, g-3."""
    story = begun(TERMS, **options)
    story.act(
        c.InviteToConsultation,
        focal_point(SUR),
        accounts=(applicant(1), applicant(2)),
        bodies=(c.Body(kind=OrganisationKind.ACADEMIA, document=document("letter")),),
    )
    return story


def gathering(**options: Any) -> Engagement:
    """With an input of each of them: i-1, i-2, i-3; it is ten days later."""
    story = invited(**options)
    for number in (1, 2):
        story.act(c.OfferInput, stakeholder(number), document=document(f"input-{number}"))
    story.act(c.OfferInput, focal_point(SUR), document=document("input-3"), invitee="g-3")
    return story.on(LATER)


def stated(**options: Any) -> Engagement:
    """The State has said whom it consulted."""
    story = gathering(**options)
    story.act(c.StateConsulted, focal_point(SUR), **STATEMENT)
    return story


def answered() -> Engagement:
    """With every input answered."""
    story = stated()
    story.act(c.FileInput, focal_point(SUR), input="i-1")
    story.act(c.DeclineInput, focal_point(SUR), input="i-2", reason=InputReason.REPEATED)
    story.act(c.DeclineInput, SECRETARIAT, input="i-3", reason=InputReason.UNREADABLE)
    return story


def _offered(role: Role) -> dict[str, Any]:
    paper = document("another")
    return {"document": paper} if role is Role.STAKEHOLDER else {"document": paper, "invitee": "g-3"}


SAMPLES: dict[type[Command], Sample] = {
    c.InviteToConsultation: Sample(gathering, always(accounts=(applicant(9),))),
    c.OfferInput: Sample(gathering, _offered),
    c.WithdrawInput: Sample(gathering, lambda role: {"input": "i-3" if role is Role.FOCAL_POINT else "i-1"}),
    c.FileInput: Sample(gathering, always(input="i-1")),
    c.DeclineInput: Sample(stated, always(input="i-1", reason=InputReason.OUTSIDE_THE_CLUSTER)),
    c.StateConsulted: Sample(gathering, always(**STATEMENT)),
    c.PublishStatement: Sample(stated, always()),
    c.WithholdStatement: Sample(stated, always()),
    CloseEngagement: Sample(answered, always(reason="all is said")),
}
STAGES = (gathering, stated)
