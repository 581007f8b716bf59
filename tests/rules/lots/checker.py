"""Loads tools/check_draw.py as a delegation has it: one file, without the project around it."""

import importlib.util
from pathlib import Path
from types import ModuleType

PROGRAM = Path(__file__).parents[3] / "tools" / "check_draw.py"


def load_checker() -> ModuleType:
    """Return the checker; its `check(bytes)` returns a line, or raises what its own `main` prints."""
    spec = importlib.util.spec_from_file_location("check_draw_alone", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
