"""What the holder of a receipt is told to expect agrees with what can still happen."""

from datetime import timedelta

from cli.dialogue_words import next_step, next_step_of_contribution
from models.dialogue import commands as c
from models.dialogue.application import ApplicationStatus
from models.people import SECRETARIAT
from tests.rules.dialogue.build import CHAIR, DAY, SESSION, invited


def test_nobody_waits_for_the_summary_of_a_dialogue_that_was_called_off() -> None:
    story = invited()
    assert "will be put on the web" in next_step_of_contribution(story.state)

    story.act(c.CancelDialogue, CHAIR, reason="the hall is under repair")

    assert "does not take place" in next_step_of_contribution(story.state)


def test_nobody_is_asked_to_register_after_the_day() -> None:
    story = invited()
    story.act(c.MoveDialogue, SECRETARIAT, day=DAY - timedelta(days=1))
    assert story.state.day == SESSION.ends
    late = story.state.model_copy(update={"reply_by": DAY})

    assert next_step(late, ApplicationStatus.INVITED).startswith(f"Register by {SESSION.ends},")
