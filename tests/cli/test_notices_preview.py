"""Any notice can be looked at before anybody gets it, without a cycle that runs."""

import json
from pathlib import Path

from tests.cli.conftest import CommandLine


def test_a_preview_shows_subject_and_text_and_how_soon_it_goes(starter: CommandLine) -> None:
    told = starter("notices", "preview", "deadline_approaching", "--to", "mission", "--stream", "phase").out

    assert (
        "--- deadline_approaching in phase, to mission: note verbale, at once\nSubject: Review of Côte d'Ivoire" in told
    )
    assert "\n\nTo the Permanent Mission,\n\n" in told


def test_a_preview_as_json_has_text_and_html_in_the_language_asked_for(starter: CommandLine) -> None:
    (found,) = json.loads(starter("notices", "preview", "saq_submitted", "--to", "person", "-l", "en", "--json").out)

    assert (found["event"], found["recipient"], found["pace"], found["is_formal"]) == (
        "saq_submitted", "person", "prompt", False,
    )  # fmt: skip
    assert found["html"].startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')


def test_a_preview_can_be_kept_as_a_page(starter: CommandLine, tmp_path: Path) -> None:
    page = tmp_path / "call.html"

    starter("notices", "preview", "call_opened", "--html", str(page))

    assert "call for applications" in page.read_text(encoding="utf-8")


def test_what_cannot_be_shown_is_refused(starter: CommandLine, tmp_path: Path) -> None:
    assert starter("notices", "preview", "nonsense").err.startswith("unknown_event: ")
    assert starter("notices", "preview", "saq_submitted", "--to", "mission").err.startswith("nobody_told: ")
    assert starter("notices", "preview", "saq_submitted", "--to", "everybody").code == 2
    kept = starter("notices", "preview", "saq_submitted", "--html", str(tmp_path / "no" / "page.html"))
    assert kept.err.startswith("file_unwritable: ")


def test_the_catalogue_lists_every_stream_and_the_ladders(starter: CommandLine) -> None:
    told = starter("notices", "catalogue").out

    assert all(f"\n## {stream}\n" in told for stream in ("cycle", "country", "phase", "lots", "dialogue", "conference"))
    assert "| `submit_questionnaire/note_verbale` | 30 |  |  | 3 months | DESIGN |" in told
    assert json.loads(starter("notices", "catalogue", "--json").out)[0]["stream"] == "cycle"
