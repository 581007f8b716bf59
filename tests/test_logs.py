"""Log lines: one form for ours and for libraries', on stderr."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from logs import configure_logs
from settings import LocalSettings


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_our_lines_and_those_of_libraries_look_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(LocalSettings(log_format="json"))

    structlog.get_logger("worker").info("lots_drawn", states=12)
    logging.getLogger("temporalio.workflow").warning("late", extra={"workflow_id": "cycle/untoc-1"})

    written = capsys.readouterr()
    ours, theirs = map(json.loads, written.err.splitlines())
    assert written.out == ""
    assert (ours["event"], ours["states"], ours["level"], ours["logger"]) == ("lots_drawn", 12, "info", "worker")
    assert (theirs["event"], theirs["workflow_id"], theirs["level"]) == ("late", "cycle/untoc-1", "warning")


def test_an_exception_is_one_line_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(LocalSettings(log_format="json"))

    try:
        {}["no such State"]
    except KeyError:
        structlog.get_logger().exception("act_failed")

    [line] = capsys.readouterr().err.splitlines()
    assert "no such State" in json.loads(line)["exception"]


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(LocalSettings(log_format="console", log_level="warning"))

    structlog.get_logger().info("heard")
    logging.getLogger("temporalio").info("heard")

    assert capsys.readouterr().err == ""


def test_a_line_about_a_request_holds_no_key(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(LocalSettings(log_format="json"))

    logging.getLogger("uvicorn.access").warning('"GET %s HTTP/1.1"', f"/invitations/{'k' * 43}/renewal")

    assert json.loads(capsys.readouterr().err)["event"] == '"GET /invitations/.../renewal HTTP/1.1"'
