"""Where a row of the read model and its workflow disagree."""

from datetime import date

import pytest

from cli.checking import differences
from models.status import Status
from tests.store.build import STREAM, obligation, status

CLOSED = status(5, stage="closed", closed_on=date(2028, 1, 1), obligations=())


@pytest.mark.parametrize(
    ("shown", "said"),
    [(status(), status()), (None, None), (CLOSED, CLOSED), (CLOSED, None)],
    ids=["the same", "neither", "both closed", "closed and gone"],
)
def test_agreement_says_nothing(shown: Status | None, said: Status | None) -> None:
    assert differences(STREAM, shown, said) == ()


@pytest.mark.parametrize(
    ("shown", "said", "fields"),
    [
        (status(), None, ["existence"]),
        (None, status(), ["existence"]),
        (status(1), status(2), ["version"]),
        (status(1), status(2, stage="desk_review"), ["version", "stage"]),
        (status(), status(obligations=()), ["obligation saq"]),
        (status(obligations=()), status(), ["obligation saq"]),
        (status(), status(obligations=(obligation(due_on=date(2027, 4, 1)),)), ["obligation saq"]),
        (status(), status(obligations=(obligation("feedback"),)), ["obligation saq", "obligation feedback"]),
    ],
)
def test_every_disagreement_is_named(shown: Status | None, said: Status | None, fields: list[str]) -> None:
    assert [each.field for each in differences(STREAM, shown, said)] == fields
