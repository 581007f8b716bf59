"""Every code by which a rule refuses stands in a test of that rule's room: none is left to chance."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"""(?:refuse|RuleViolation)\(\s*"([a-z_]+)",""")


def codes_in(room: str) -> set[str]:
    return {
        code
        for path in (ROOT / "rules" / room).rglob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(
    "room", ["phase", "country", "cycle", "lots", "drawing", "dialogue", "engagement", "policy_change", "conference"]
)
def test_every_refusal_of_a_room_has_a_test(room: str) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "rules" / room).rglob("*.py"))

    untested = {code for code in codes_in(room) if f'"{code}"' not in tests}

    assert codes_in(room)
    assert not untested


def test_every_refusal_of_the_general_review_has_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "general_review").rglob("*.py"))

    assert codes_in("general_review") == {code for code in codes_in("general_review") if f'"{code}"' in tests}
