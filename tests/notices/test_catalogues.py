"""The catalogues of six languages: complete, up to date, with the same placeholders and the forms that each needs."""

import gettext
import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.register import Language
from notices.texts import catalogue, formal_texts_in, texts_in
from notices.texts.catalogue import SOURCE, entries_of, files_of
from notices.texts.check import Problem, findings, placeholders, unchecked
from notices.texts.plurals import CATEGORIES, Plural

ROOT = Path(__file__).parents[2]

RUNBOOK = "see docs/languages.md, and run: python -m notices.texts.check"

FEW_NUMBERS = (*range(130), 1000, 1001, 1002, 1003, 1011)


@pytest.mark.parametrize("language", Language)
def test_nothing_is_missing_stale_unknown_or_without_its_placeholders(language: Language) -> None:
    assert [str(each) for each in findings(language)] == [], RUNBOOK


@pytest.mark.parametrize("language", [each for each in Language if each is not SOURCE])
def test_a_text_that_no_native_reader_has_seen_says_so_and_is_counted(language: Language) -> None:
    marked = sum(path.read_text(encoding="utf-8").count("\n#. unchecked\n") for path in files_of(language))

    assert len(unchecked(language)) == marked


@pytest.mark.parametrize("language", Language)
def test_the_plural_forms_are_those_that_the_file_announces_and_that_cldr_has(language: Language) -> None:
    for path in files_of(language):
        header = re.search(r"Plural-Forms: nplurals=(\d+); plural=(.*?);\\n", path.read_text(encoding="utf-8"))
        assert header is not None, path
        chosen = gettext.c2py(header[2])
        forms = Plural(language=language, forms=CATEGORIES[language])

        assert int(header[1]) == len(CATEGORIES[language]), path
        assert [forms.form(number) for number in FEW_NUMBERS] == [
            CATEGORIES[language][chosen(number)] for number in FEW_NUMBERS
        ], path


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ENGLISH, {1: "1 day", 2: "2 days"}),
        (Language.FRENCH, {0: "0 jour", 1: "1 jour", 2: "2 jours"}),
        (Language.SPANISH, {1: "1 día", 2: "2 días"}),
        (Language.RUSSIAN, {1: "1 день", 3: "3 дня", 5: "5 дней", 11: "11 дней", 21: "21 день", 112: "112 дней"}),
        (Language.CHINESE, {1: "1天", 90: "90天"}),
        (Language.ARABIC, {1: "يوم واحد", 2: "يومان"}),
    ],
    ids=str,
)
def test_a_number_takes_its_form(language: Language, said: dict[int, str]) -> None:
    texts = texts_in(language)

    assert {number: texts.counted("days", number) for number in said} == said


def test_arabic_has_six_forms_and_keeps_the_number_whole() -> None:
    texts = texts_in(Language.ARABIC)

    assert [texts.counted("days", number).split()[-1] for number in (0, 1, 2, 3, 11, 100)] == [
        "يوم",
        "واحد",
        "يومان",
        "أيام",
        "يوما",
        "يوم",
    ]
    assert "\u20683\u2069" in texts.counted("days", 3)


@pytest.mark.parametrize(
    ("problem", "old", "new"),
    [
        (Problem.MISSING, 'msgid "gone"\nmsgstr "Parti {who}"', 'msgid "gone"\nmsgstr ""'),
        (Problem.STALE, "source: 6515287e1bd9", "source: 000000000000"),
        (Problem.STALE, "#. source: 6515287e1bd9\n", ""),
        (Problem.STALE, "#. source: 6515287e1bd9\n", "#. source: 6515287e1bd9\n#, fuzzy\n"),
        (Problem.UNKNOWN, 'msgid "gone"', 'msgid "other"\nmsgstr "x"\n\n#. source: 6515287e1bd9\nmsgid "gone"'),
        (Problem.REPEATED, 'msgid "gone"', 'msgid "gone"\nmsgstr "x"\n\nmsgid "gone"'),
        (Problem.PLACEHOLDERS, "{who}", "{qui}"),
        (Problem.PLACEHOLDERS, "{who}", "{who!r}"),
        (Problem.PLURALS, 'msgid "gone"\n', 'msgid "gone"\nmsgid_plural "gone"\n'),
    ],
    ids=lambda given: str(given).partition("\n")[0],
)
def test_each_way_to_be_wrong_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Problem, old: str, new: str
) -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    right = '#. unchecked\n#. source: 6515287e1bd9\nmsgid "gone"\nmsgstr "Parti {who}"\n'
    french = right.replace(old, new)
    if "msgid_plural" in french:
        french = french.replace("msgstr ", "msgstr[0] ") + 'msgstr[1] "Partis {who}"\n'
    (tmp_path / "en.po").write_text(head + 'msgid "gone"\nmsgstr "Gone {who}"\n', encoding="utf-8")
    (tmp_path / "fr.po").write_text(head + french, encoding="utf-8")
    monkeypatch.setattr(catalogue, "DIRECTORY", tmp_path)

    assert problem in {each.problem for each in findings(Language.FRENCH)}
    (tmp_path / "fr.po").write_text(head + right, encoding="utf-8")
    assert findings(Language.FRENCH) == ()


def test_the_command_counts_and_says_the_digest_of_a_text() -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "notices.texts.check", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    counted, digest, unknown = run(), run("closing.note_verbale"), run("no.such.key")

    assert [line.split()[0] for line in counted.stdout.splitlines()[-6:]] == [each.value for each in Language]
    assert digest.stdout.split() == [entries_of(SOURCE)["closing.note_verbale"].digest, "closing.note_verbale"]
    assert (unknown.returncode, unknown.stdout) == (1, "no.such.key: English has no such key\n")


def test_every_formal_text_stands_for_one_of_a_mail() -> None:
    formal = [key.removeprefix("nv.") for key in entries_of(SOURCE) if key.startswith("nv.")]

    assert len(formal) > 20
    assert [key for key in formal if key not in entries_of(SOURCE)] == []
    texts = formal_texts_in(SOURCE)
    assert [key for key in formal if re.search(r"\byour?s?\b", texts.text(key), re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        (Language.ENGLISH, "1 November 2026", "1 November 2026, 09:05 UTC"),
        (Language.FRENCH, "1er novembre 2026", "1er novembre 2026, 09:05 UTC"),
        (Language.SPANISH, "1 de noviembre de 2026", "1 de noviembre de 2026, 09:05 UTC"),
        (Language.RUSSIAN, "1 ноября 2026 года", "1 ноября 2026 года, 09:05 UTC"),
        (Language.CHINESE, "2026年11月1日", "2026年11月1日 09:05 UTC"),
        (Language.ARABIC, "1 تشرين الثاني/نوفمبر 2026", "1 تشرين الثاني/نوفمبر 2026، 09:05 UTC"),
    ],
    ids=str,
)
def test_days_and_instants_are_written_as_each_language_does(language: Language, day: str, moment: str) -> None:
    texts = texts_in(language)

    assert texts.day("2026-11-01") == day
    assert texts.moment("2026-11-01T10:05:00+01:00") == moment


def test_only_plain_names_stand_in_braces() -> None:
    assert placeholders("{state} ({part})") == {"state", "part"}
    with pytest.raises(ValueError, match="only plain names"):
        placeholders("{state.name}")
