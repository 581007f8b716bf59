"""Every check of the tables refuses its mistake, by file, line and code, and nothing else."""

import csv
import re
from pathlib import Path

import pytest

from mechanisms.load import HOME, load_mechanism, mechanism_folder
from mechanisms.problems import MechanismInvalid
from models.instruments import Instrument
from models.mechanism import REQUIRED_LEAD_TIMES
from models.policy import Policy
from tests.mechanisms.edit import copy_of_untoc, edit, problems_of

TABLES = sorted(path.name for path in mechanism_folder("untoc").glob("*.csv"))
OPTIONAL = [
    "prompts.csv",
    "tools.csv",
    "public_events.csv",
    "beacons.csv",
    "sessions.csv",
    "notices.csv",
    "time_zones.csv",
    "quiet_periods.csv",
    "reachability.csv",
]

IN_ROW = [
    # file, what stands there, what the mistake makes of it, code
    ("states.csv", "\nBRA,Brazil", "\nBRZ,Brazil", "unknown_state"),
    ("states.csv", "\nBRA,Brazil", "\nARG,Brazil", "duplicate_state"),
    ("states.csv", "Brazil,grulac", "Brazil,south_america", "unknown_region"),
    ("states.csv", "Brazil,grulac,en", "Brazil,grulac,pt", "unknown_language"),
    ("states.csv", "Brazil,grulac,en,civil", "Brazil,grulac,en,roman", "unknown_legal_tradition"),
    ("states.csv", "Brazil,grulac", ",grulac", "missing_value"),
    ("states.csv", "Brazil,grulac,en,civil,2004-01-29,", "Brazil,grulac,en,civil,,", "party_before_parent"),
    ("states.csv", "Brazil,grulac,en,civil,2004-01-29,", "Brazil,grulac,en,civil,2004-01-30,", "party_before_parent"),
    ("states.csv", "mixed,2001-06-28,", "mixed,2000-12-11,", "party_before_signature"),
    ("states.csv", ",2022-09-21,,,", ",2026-09-21,,,", "joined_after_register"),
    ("states.csv", ",2022-09-21,,,", ",21/09/2022,,,", "bad_date"),
    ("states.csv", ",2022-09-21,,,", ",2022-02-30,,,", "bad_date"),
    ("states.csv", "Brazil,grulac", "Brazil, Federative Republic of,grulac", "bad_row"),
    ("instruments.csv", "\nFA,", "\nATT,", "unknown_instrument"),
    ("instruments.csv", 'Ammunition",UNTOC', 'Ammunition",ATT', "unknown_instrument"),
    ("instruments.csv", "2001-07-02", "2001-05-02", "opened_before_adoption"),
    ("articles.csv", "8; 10,UNCERTAIN", "8; 10; 13,UNCERTAIN", "article_in_two_clusters"),
    ("articles.csv", "8; 10,UNCERTAIN", "8; 10; 10,UNCERTAIN", "duplicate_article"),
    ("articles.csv", "8; 10,UNCERTAIN", "8; ten,UNCERTAIN", "bad_number"),
    ("articles.csv", "8; 10,UNCERTAIN", ",UNCERTAIN", "missing_value"),
    ("articles.csv", "8; 10,UNCERTAIN", "8; 10,PROBABLE", "bad_mark"),
    ("articles.csv", "8; 10,UNCERTAIN,domain.md 1.2,", "8; 10,UNCERTAIN,,", "missing_source"),
    ("calendar.csv", "phase,2,2,2,,2023-11-01", "phase,2,2,2,,2023-10-31", "overlapping_phases"),
    ("calendar.csv", "phase,2,4,4,,2027-11-01", "phase,2,4,4,,2029-11-01", "phase_ends_before_start"),
    ("calendar.csv", "conference,,,,12,2024-10-14", "conference,,,,12,2024-10-19", "conference_ends_before_start"),
    ("calendar.csv", "conference,,,,12,", "conference,,,,11,", "duplicate_row"),
    ("calendar.csv", "preparatory,,,,,2018-11-01", "preparatory,,,,,1 Nov 2018", "bad_date"),
    ("calendar.csv", "phase,2,2,2,", "phase,2,2,1,", "cluster_in_two_phases"),
    ("calendar.csv", "conference,,,,12,", "session,,,,12,", "unknown_kind"),
    ("lead_times.csv", "name_experts,28,", "name_experts,28,1", "bad_lead_time"),
    ("lead_times.csv", "name_experts,28,", "name_experts,,", "bad_lead_time"),
    ("lead_times.csv", "name_experts,28,", "name_experts,four weeks,", "bad_number"),
    ("lead_times.csv", "name_experts,28,,launch", "name_experts,28,,lift-off", "unknown_clock"),
    ("lead_times.csv", "name_experts,28,,launch,after", "name_experts,28,,launch,since", "bad_lead_time"),
    ("ladders.csv", "default,14; 3", "default,3; 14", "bad_ladder"),
    ("ladders.csv", "default,14; 3,yes", "default,14; 3,often", "bad_yes_no"),
    ("ladders.csv", "default,14; 3,yes,,1,no,-3,", "default,14; 3,yes,,1,no,three,", "bad_number"),
    ("ladders.csv", "\npropose_observations,", "\npropose_observation,", "unknown_ladder"),
    ("policy.csv", "\nsaq_clock,effective_start", "\nsaq_clock,start", "bad_policy_value"),
    ("policy.csv", "\nreviewer_max,3", "\nreviewer_max,three", "bad_policy_value"),
    ("policy.csv", "\nredraw_limit,2", "\nredraw_limit,-1", "bad_policy_value"),
    ("policy.csv", "\nlegal_tradition_weight,2", "\nlegal_tradition_weight,0", "bad_policy_value"),
    ("policy.csv", "\nlegal_tradition_weight,2", "\nlegal_tradition_weight,none", "bad_policy_value"),
    ("policy.csv", "\nvolunteer_extra,1", "\nvolunteer_extra,1001", "bad_policy_value"),
    ("policy.csv", "\nsupplement_role,same_if_possible", "\nsupplement_role,other", "bad_policy_value"),
    ("policy.csv", "\nreviewer_min,1", "\nreviewer_min,4", "bad_policy_value"),
    ("policy.csv", "\nmove_to_working_day,yes", "\nmove_to_working_day,maybe", "bad_policy_value"),
    ("policy.csv", "drop_legal_tradition; drop_deferrals", "drop_deferrals; drop_deferrals", "bad_policy_value"),
    ("policy.csv", "drop_legal_tradition; drop_deferrals", "drop_everything", "bad_policy_value"),
    ("policy.csv", "\nsaq_clock,", "\nreviewer_max,3,DESIGN,us,\nsaq_clock,", "duplicate_row"),
    ("policy.csv", "\nsaq_clock,", "\ncoin_toss,heads,DESIGN,us,\nsaq_clock,", "unknown_policy_key"),
    ("mechanism.csv", "\ngroups,3", "\ncolour,blue,DESIGN,us,\ngroups,3", "unknown_field"),
    ("routing.csv", "\nFA,firearms", "\nATT,firearms,,DESIGN,us,\nFA,firearms", "unknown_instrument"),
    ("working_groups.csv", "\nfirearms,Working Group on Firearms", "\nfirearms,", "missing_value"),
    ("routing.csv", "\nFA,firearms", "\nFA,weapons", "unknown_working_group"),
    ("routing.csv", "\nFA,firearms,", "\nFA,firearms,5", "unknown_cluster"),
    ("routing.csv", "\nFA,firearms,", "\nFA,firearms,I", "unknown_cluster"),
    ("mechanism.csv", "\ngroups,3", "\ngroups,three", "bad_number"),
    ("mechanism.csv", "\nkey,untoc", "\nkey,UNTOC Review", "bad_key"),
    ("mechanism.csv", "\nregister_as_of,2025-10-31", "\nregister_as_of,late 2025", "bad_date"),
    ("beacons.csv", "\nquicknet,52db", "\nQuick net,52db", "bad_key"),
    ("beacons.csv", "\nquicknet,52db", "\nfastnet,52db", "beacon_hash_wrong"),
    ("beacons.csv", "\nquicknet,52db", "\nquicknet,52dB", "bad_hex"),
    ("beacons.csv", "\nquicknet,52db", "\nquicknet,53db", "beacon_hash_wrong"),
    ("beacons.csv", ",bls-unchained-g1-rfc9380,83cf", ",bls-unchained-on-g2,83cf", "unknown_beacon_scheme"),
    ("beacons.csv", ",pedersen-bls-chained,868f", ",pedersen-bls-chained,868f00", "bad_hex"),
    ("beacons.csv", ",pedersen-bls-chained,868f", ",bls-unchained-g1-rfc9380,868f", "bad_hex"),
    ("beacons.csv", ",pedersen-bls-chained,868f", ",pedersen-bls-chained,878f", "beacon_hash_wrong"),
    ("beacons.csv", ",176f", ",", "bad_hex"),
    ("beacons.csv", ",1595431050,30,", ",1595431051,30,", "beacon_hash_wrong"),
    ("beacons.csv", ",1595431050,30,", ",0,30,", "bad_number"),
    ("beacons.csv", ",1595431050,30,", ",99999999999,30,", "bad_number"),
    ("beacons.csv", ",1595431050,30,", ",1595431050,0,", "bad_number"),
    ("beacons.csv", ",1595431050,30,", ",1595431050,half a minute,", "bad_number"),
    ("beacons.csv", ",1595431050,30,CONFIRMED,", ",1595431050,30,SEEN,", "bad_mark"),
    ("tools.csv", "\n5,Advocacy,", "\n4,Advocacy again,a,b,DESIGN,us,\n5,Advocacy,", "duplicate_row"),
    ("tools.csv", "\n1,National consultation,", "\n1,,", "missing_value"),
    ("reachability.csv", "soft_bounces,3", "soft_bounces,0", "bad_number"),
    ("reachability.csv", "soft_bounces,3", "bounces,3", "unknown_setting"),
    ("reachability.csv", "soft_bounce_days,30", "soft_bounces,30", "duplicate_row"),
    ("tools.csv", "\n5,Advocacy,", "\n0,Nothing,a,b,DESIGN,us,\n5,Advocacy,", "bad_number"),
    ("prompts.csv", "\ncall_opened,3", "\ncall_opened,33", "unknown_tool"),
    ("prompts.csv", "\ncall_opened,3,all_stakeholders", "\ncall_opened,3,everybody", "unknown_audience"),
    ("prompts.csv", "\ncall_opened,3", "\nCall opened,3", "bad_key"),
    (
        "prompts.csv",
        "\ncd_closed,10",
        "\nphase_closed,10,stakeholders_of_the_state,Again,DESIGN,us,\ncd_closed,10",
        "duplicate_row",
    ),
    ("notices.csv", "\nlots,draw_failed,*", "\nlots,Draw failed,*", "bad_key"),
    ("notices.csv", "\nlots,draw_failed,*", "\nlots,draw_failed,everybody", "unknown_recipient"),
    ("notices.csv", "\nlots,draw_failed,*,,urgent", "\nlots,draw_failed,*,,soon", "unknown_pace"),
    ("notices.csv", "\nlots,draw_failed,*,,urgent,no", "\nlots,draw_failed,*,,urgent,perhaps", "bad_yes_no"),
    ("notices.csv", "\nlots,draw_failed,*,,urgent,no", "\nlots,draw_failed,*,,prompt,yes", "formal_waits"),
    ("notices.csv", "\nlots,draw_failed,*,", "\nlots,draw_failed,*,soon", "bad_number"),
    ("notices.csv", "\nlots,draw_failed,*", "\nlots,drawing_planned,mission", "duplicate_row"),
    ("time_zones.csv", "\nBRA,America/Sao_Paulo", "\nBRA,Brasilia", "unknown_zone"),
    ("time_zones.csv", "\nBRA,America/Sao_Paulo", "\nBRZ,America/Sao_Paulo", "unknown_state"),
    ("time_zones.csv", "\nBRA,America/Sao_Paulo", "\nARG,America/Sao_Paulo", "duplicate_row"),
    ("quiet_periods.csv", "\nAugust,08-01,08-31", "\nAugust,08-01,08-32", "bad_date"),
    ("quiet_periods.csv", "\nAugust,08-01,08-31", "\nAugust,1 August,08-31", "bad_date"),
    ("quiet_periods.csv", "\nAugust,08-01,08-31", "\n,08-01,08-31", "missing_value"),
    ("public_events.csv", "\nlots,draw_sealed,", "\nlots,Draw sealed,", "bad_key"),
    ("public_events.csv", "\nlots,draw_voided,reason,", "\nlots,draw_voided,*,", "bad_key"),
    ("public_events.csv", "\nlots,draw_voided,", "\nlots,draw_sealed,", "duplicate_row"),
    ("non_working_days.csv", "source,note\n", "source,note\n25 December,Christmas,DESIGN,seat,\n", "bad_date"),
]

ELSEWHERE = [
    # a row that is gone: named at the head of its table
    ("articles.csv", "4,FA,12; 13", "missing_cluster"),
    ("clusters.csv", "3,Law enforcement", "missing_cluster"),
    ("calendar.csv", "phase,2,3,3", "missing_slot"),
    ("calendar.csv", "preparatory,", "missing_slot"),
    ("lead_times.csv", "submit_feedback,", "missing_lead_time"),
    ("ladders.csv", "default,", "missing_ladder"),
    ("policy.csv", "phase_overlap,", "missing_policy_key"),
    ("routing.csv", "FA,firearms", "missing_route"),
    ("notices.csv", "*,*,*,", "missing_default"),
    ("mechanism.csv", "register_provenance,", "missing_field"),
]


@pytest.fixture(name="folder")
def copied_folder(tmp_path: Path) -> Path:
    return copy_of_untoc(tmp_path)


def test_the_copy_without_a_mistake_loads(folder: Path) -> None:
    assert problems_of(folder) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "code"), IN_ROW, ids=[f"{code}-{new.strip()}" for _, _, new, code in IN_ROW]
)
def test_a_mistake_in_a_row_is_named_by_file_line_and_code(
    folder: Path, file: str, old: str, new: str, code: str
) -> None:
    line = edit(folder, file, old, new) + (1 if old.startswith("\n") or old.endswith("\n") else 0)

    problems = {(problem.file, problem.line, problem.code) for problem in problems_of(folder)}

    assert problems == {((folder / file).as_posix(), line, code)}
    assert all(problem.remedy for problem in problems_of(folder))


@pytest.mark.parametrize(("file", "row", "code"), ELSEWHERE, ids=[f"{code}-{row}" for _, row, code in ELSEWHERE])
def test_a_row_that_is_gone_is_named_at_the_head_of_its_table(folder: Path, file: str, row: str, code: str) -> None:
    lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / file).write_text("".join(line for line in lines if not line.startswith(row)), encoding="utf-8")

    problems = [(problem.file, problem.line, problem.code) for problem in problems_of(folder)]

    assert problems == [((folder / file).as_posix(), 1, code)]


@pytest.mark.parametrize("file", [table for table in TABLES if table not in OPTIONAL])
def test_a_table_that_is_gone_is_named_and_no_other_is_blamed_for_it(folder: Path, file: str) -> None:
    (folder / file).unlink()

    problems = [(problem.file, problem.code) for problem in problems_of(folder)]

    assert problems == [((folder / file).as_posix(), "missing_file")]


def test_a_mechanism_may_do_without_beacons(folder: Path) -> None:
    assert [chain.name for chain in load_mechanism(folder).mechanism.beacons] == ["quicknet", "default"]

    (folder / "beacons.csv").unlink()

    assert load_mechanism(folder).mechanism.beacons == ()


def test_a_beacon_that_stands_twice_is_named_for_name_and_chain(folder: Path) -> None:
    path = folder / "beacons.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")

    problems = [(problem.line, problem.code) for problem in problems_of(folder)]

    assert problems == [(4, "duplicate_row"), (4, "duplicate_row")]


def test_clusters_that_no_row_takes_are_named(folder: Path) -> None:
    edit(folder, "routing.csv", "\nTIP,trafficking,", "\nTIP,trafficking,1; 4")

    (problem,) = problems_of(folder)

    assert (problem.code, problem.line) == ("missing_route", 1)
    assert problem.remedy == "add a row for TIP on cluster II and III"


def test_a_folder_of_before_routes_had_clusters_loads_with_routes_for_all_of_them(folder: Path) -> None:
    path = folder / "routing.csv"
    with path.open(encoding="utf-8", newline="") as table:
        rows = [[*row[:2], *row[3:]] for row in csv.reader(table)]
    with path.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows)

    assert load_mechanism(folder).mechanism.routes == load_mechanism(mechanism_folder("untoc")).mechanism.routes


def test_a_mechanism_may_do_without_what_is_for_dialogues_and_conferences(folder: Path) -> None:
    path = folder / "lead_times.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split(",")[0] in {"key", "redraw_window", *REQUIRED_LEAD_TIMES}]
    path.write_text("".join(kept), encoding="utf-8")
    assert len(kept) < len(lines)

    assert set(load_mechanism(folder).mechanism.lead_times) == {"redraw_window", *REQUIRED_LEAD_TIMES}


def test_a_table_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "policy.csv").unlink()
    (folder / "policy.csv").mkdir()

    problems = [(problem.file, problem.code) for problem in problems_of(folder)]

    assert problems == [((folder / "policy.csv").as_posix(), "unreadable_file")]


@pytest.mark.parametrize("file", TABLES)
def test_a_column_that_is_gone_is_named(folder: Path, file: str) -> None:
    edit(folder, file, ",mark,source,note\n", ",mark,origin,note\n")

    problems = [(problem.file, problem.line, problem.code) for problem in problems_of(folder)]

    assert problems == [((folder / file).as_posix(), 1, "missing_column")]


def test_joining_a_protocol_before_the_convention_could_be_signed_is_refused_for_both_reasons(folder: Path) -> None:
    line = edit(folder, "states.csv", "civil,2004-01-29,2004-01-29,", "civil,2004-01-29,2000-11-20,")

    problems = problems_of(folder)

    assert [(problem.line, problem.code) for problem in problems] == [
        (line, "party_before_parent"),
        (line, "party_before_signature"),
    ]
    assert "its parent UNTOC was opened for signature on 2000-12-12" in problems[1].sentence


def test_a_mechanism_without_an_instrument_is_refused(folder: Path) -> None:
    path = folder / "instruments.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    problems = problems_of(folder)

    assert (path.as_posix(), 1, "missing_instrument") in [
        (problem.file, problem.line, problem.code) for problem in problems
    ]


def test_a_mechanism_may_review_fewer_instruments(folder: Path) -> None:
    for file in ("instruments.csv", "routing.csv", "articles.csv"):
        lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("FA,") and line[1:5] != ",FA,"]
        (folder / file).write_text("".join(kept), encoding="utf-8")

    loaded = load_mechanism(folder)

    assert loaded.register.parties_to(Instrument.FA) == ()
    assert len(loaded.register.parties_to(Instrument.TIP)) == 183


def test_a_table_saved_with_semicolons_is_named_with_the_remedy(folder: Path) -> None:
    path = folder / "routing.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")

    (problem,) = problems_of(folder)

    assert problem.code == "missing_column"
    assert "not with semicolons" in problem.remedy


def test_a_table_in_another_encoding_is_named_with_its_line(folder: Path) -> None:
    path = folder / "states.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("latin-1", errors="replace"))

    (problem,) = problems_of(folder)

    assert problem.code == "bad_encoding"
    assert "Côte d'Ivoire" in text.splitlines()[problem.line - 1]


def test_a_quotation_mark_that_is_not_closed_is_named(folder: Path) -> None:
    edit(folder, "routing.csv", "FA,firearms", 'FA,"firearms')

    (problem,) = problems_of(folder)

    assert (problem.code, problem.file) == ("bad_row", (folder / "routing.csv").as_posix())


def test_a_column_that_stands_twice_is_named(folder: Path) -> None:
    edit(folder, "routing.csv", "mark,source,note\n", "mark,source,source\n")

    assert {problem.code for problem in problems_of(folder)} == {"missing_column", "duplicate_column"}


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "nowhere")

    assert (problem.code, problem.file) == ("missing_folder", (tmp_path / "nowhere").as_posix())


def test_all_problems_are_told_together_in_the_order_of_the_files(folder: Path) -> None:
    edit(folder, "states.csv", "Brazil,grulac", "Brazil,south_america")
    edit(folder, "policy.csv", "\nsaq_clock,effective_start", "\nsaq_clock,start")
    edit(folder, "articles.csv", "8; 10,UNCERTAIN", "8; 10; 13,UNCERTAIN")

    with pytest.raises(MechanismInvalid) as refusal:
        load_mechanism(folder)

    assert [problem.code for problem in refusal.value.problems] == [
        "article_in_two_clusters",
        "bad_policy_value",
        "unknown_region",
    ]
    assert refusal.value.code == "mechanism_invalid"
    assert str(refusal.value).splitlines()[1] == (
        f"{(folder / 'articles.csv').as_posix()}:15 article_in_two_clusters:"
        " article 13 of TIP is in cluster III and in cluster IV; do: keep it in one of them"
    )


def test_the_documentation_lists_every_code_that_loading_can_report() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in HOME.glob("*.py"))
    page = (HOME.parent / "docs" / "mechanism.md").read_text(encoding="utf-8")
    reported = set(re.findall(r'(?:report|findings\.add)\(\s*"([a-z_]+)"', code)) | set(
        re.findall(r'code="([a-z_]+)"', code)
    )

    assert reported
    assert {name for name in reported if f"`{name}`" not in page} == set()
    assert {switch for switch in Policy.model_fields if f"`{switch}`" not in page} == set()
