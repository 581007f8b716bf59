"""Every workflow of the house: what a worker runs, and what a replayer knows. No workflow imports this."""

from typing import Any

from workflows.conference import Conference
from workflows.constructive_dialogue import ConstructiveDialogue
from workflows.country_review import CountryReview
from workflows.drawing_of_lots import DrawingOfLots
from workflows.engagement import Engagement
from workflows.phase_review import PhaseReview
from workflows.postmaster import Postmaster
from workflows.review_cycle import ReviewCycle

WORKFLOWS: tuple[type[Any], ...] = (
    ReviewCycle,
    DrawingOfLots,
    CountryReview,
    PhaseReview,
    ConstructiveDialogue,
    Conference,
    Engagement,
    Postmaster,
)
