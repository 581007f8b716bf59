"""The shipped UNTOC tables load, and hold what their sources say."""

from collections import Counter
from datetime import date
from itertools import chain

import pytest

from mechanisms.load import known_mechanisms, load_mechanism, mechanism_folder
from mechanisms.summary import evidence_in, summary_of
from models.errors import NotFound
from models.evidence import Mark
from models.instruments import Cluster, Instrument
from models.mechanism import OPTIONAL_LEAD_TIMES, REQUIRED_LEAD_TIMES, Clock, LoadedMechanism, Mechanism
from models.policy import Policy, SaqClock
from models.register import Region


@pytest.fixture(scope="module", name="untoc")
def shipped_untoc() -> LoadedMechanism:
    return load_mechanism(mechanism_folder("untoc"))


@pytest.mark.parametrize(
    ("instrument", "parties", "dated"),
    [
        (Instrument.UNTOC, 194, 190),
        (Instrument.TIP, 183, 177),
        (Instrument.SOM, 152, 147),
        (Instrument.FA, 125, 120),
    ],
)
def test_the_register_has_as_many_parties_as_its_sources(
    untoc: LoadedMechanism, instrument: Instrument, parties: int, dated: int
) -> None:
    found = untoc.register.parties_to(instrument)

    assert len(found) == parties
    assert sum(state.joined[instrument] is not None for state in found) == dated


def test_the_register_has_every_state_in_its_region(untoc: LoadedMechanism) -> None:
    regions = Counter(state.region for state in untoc.register.states)

    assert regions == {
        Region.AFRICAN: 54,
        Region.ASIA_PACIFIC: 55,
        Region.EASTERN_EUROPEAN: 23,
        Region.GRULAC: 33,
        Region.WEOG: 29,
        Region.NONE: 4,
    }


def test_a_party_whose_day_is_not_confirmed_is_a_party_all_the_same(untoc: LoadedMechanism) -> None:
    iran = untoc.register.get("IRN")

    assert iran is not None
    assert iran.is_party_to(Instrument.UNTOC)
    assert iran.joined[Instrument.UNTOC] is None
    assert iran.instruments == (Instrument.UNTOC,)


def test_a_signatory_is_not_a_party(untoc: LoadedMechanism) -> None:
    congo = untoc.register.get("COG")

    assert congo is not None
    assert congo.instruments == ()


def test_an_unknown_code_finds_no_state(untoc: LoadedMechanism) -> None:
    assert untoc.register.get("XXX") is None


def test_the_convention_is_reviewed_on_article_2_and_on_5_to_31_each_once(untoc: LoadedMechanism) -> None:
    articles = chain.from_iterable(cluster.articles_of(Instrument.UNTOC) for cluster in untoc.mechanism.clusters)

    assert sorted(articles) == [2, *range(5, 32)]


def test_the_firearms_articles_are_spread_over_all_four_clusters(untoc: LoadedMechanism) -> None:
    by_cluster = {cluster.cluster.roman: cluster.articles_of(Instrument.FA) for cluster in untoc.mechanism.clusters}

    assert by_cluster == {"I": (3, 5, 8), "II": (7, 9, 10, 11, 14, 15), "III": (6,), "IV": (12, 13)}


@pytest.mark.parametrize("group", [1, 2, 3])
@pytest.mark.parametrize("phase", [1, 2, 3, 4])
def test_every_phase_lasts_two_years_and_the_groups_start_a_year_apart(
    untoc: LoadedMechanism, group: int, phase: int
) -> None:
    slot = untoc.mechanism.calendar.slot(group=group, phase=phase)
    first_year = 2019 + group + 2 * (phase - 1)

    assert (slot.starts, slot.ends) == (date(first_year, 11, 1), date(first_year + 2, 10, 31))
    assert slot.cluster == Cluster(phase)


def test_the_calendar_runs_from_the_ninth_conference_to_october_2030(untoc: LoadedMechanism) -> None:
    plan = untoc.mechanism.calendar

    assert plan.groups == (1, 2, 3)
    assert (plan.preparatory_starts, plan.preparatory_ends) == (date(2018, 11, 1), date(2020, 10, 31))
    assert plan.ends == date(2030, 10, 31)
    assert [conference.number for conference in plan.conferences] == list(range(9, 16))
    assert plan.conferences[3].starts == date(2024, 10, 14)


def test_every_lead_time_that_the_rules_ask_for_is_there(untoc: LoadedMechanism) -> None:
    found = {key: (lead.days, lead.months, lead.clock, lead.before) for key, lead in untoc.mechanism.lead_times.items()}

    assert set(found) == {*REQUIRED_LEAD_TIMES, *OPTIONAL_LEAD_TIMES}
    assert found["name_focal_point"] == (14, None, Clock.LAUNCH, False)
    assert found["submit_feedback"] == (None, 6, Clock.RECEIPT, False)
    assert found["phase_opens_before_launch"] == (30, None, Clock.LAUNCH, True)
    assert found["close_phase"] == (None, 24, Clock.LAUNCH, False)


@pytest.mark.parametrize(
    ("switch", "clock"),
    [(SaqClock.EFFECTIVE_START, Clock.EFFECTIVE_START), (SaqClock.LAUNCH_DATE, Clock.LAUNCH)],
)
def test_the_policy_decides_from_when_the_questionnaire_is_counted(
    untoc: LoadedMechanism, switch: SaqClock, clock: Clock
) -> None:
    mechanism = untoc.mechanism.model_copy(update={"policy": Policy(saq_clock=switch)})

    assert mechanism.clock_for("submit_questionnaire") is clock
    assert mechanism.clock_for("name_experts") is Clock.LAUNCH


def test_a_duty_without_a_ladder_of_its_own_has_the_default_one(untoc: LoadedMechanism) -> None:
    mechanism = untoc.mechanism

    assert mechanism.ladder_for("submit_questionnaire").before == (90, 30, 7)
    assert mechanism.ladder_for("answer_clarification") == mechanism.ladders["default"]


def test_the_policy_is_the_stated_defaults_but_for_legal_systems_and_each_switch_has_evidence(
    untoc: LoadedMechanism,
) -> None:
    assert untoc.mechanism.policy == Policy(legal_tradition_weight=2)
    assert set(untoc.mechanism.policy_evidence) == set(Policy.model_fields)


def test_the_convention_goes_to_two_working_groups_and_each_protocol_to_its_own(untoc: LoadedMechanism) -> None:
    keys = {
        instrument: [group.key for group in untoc.mechanism.working_groups_for(instrument)] for instrument in Instrument
    }

    assert keys == {
        Instrument.UNTOC: ["cooperation", "assistance"],
        Instrument.TIP: ["trafficking"],
        Instrument.SOM: ["smuggling"],
        Instrument.FA: ["firearms"],
    }


@pytest.mark.parametrize(
    ("cluster", "keys"), [(None, ["cooperation", "assistance"]), (Cluster.ONE, ["assistance"]), (Cluster.TWO, [])]
)
def test_a_route_can_be_for_some_clusters_only(
    untoc: LoadedMechanism, cluster: Cluster | None, keys: list[str]
) -> None:
    first, *others = untoc.mechanism.routes
    routes = (
        first.model_copy(update={"clusters": (Cluster.THREE,)}),
        others[0].model_copy(update={"clusters": (Cluster.ONE, Cluster.THREE)}),
    )
    mechanism = untoc.mechanism.model_copy(update={"routes": routes})

    assert [group.key for group in mechanism.working_groups_for(Instrument.UNTOC, cluster)] == keys


@pytest.mark.parametrize(
    ("key", "days", "months", "clock", "mark"),
    [
        ("cd_call_opens", 105, None, Clock.DIALOGUE, Mark.DESIGN),
        ("cd_call_closes", 68, None, Clock.DIALOGUE, Mark.DESIGN),
        ("cd_objection_window", 14, None, Clock.LIST, Mark.DESIGN),
        ("cd_decision", 30, None, Clock.DIALOGUE, Mark.DESIGN),
        ("cd_programme", 14, None, Clock.DIALOGUE, Mark.DESIGN),
        ("cd_summary", 60, None, Clock.DIALOGUE, Mark.DESIGN),
        ("session_file", 42, None, Clock.SESSION, Mark.RECALLED),
        ("conference_cut_off", None, 6, Clock.CONFERENCE, Mark.DESIGN),
        ("general_report", 42, None, Clock.CONFERENCE, Mark.RECALLED),
        ("rule17_list", 30, None, Clock.CONFERENCE, Mark.CONFIRMED),
        ("hub_renewal", None, 12, Clock.MEMBERSHIP, Mark.DESIGN),
        ("offer_reply", 10, None, Clock.OFFER, Mark.DESIGN),
    ],
)
def test_dialogues_sessions_and_conferences_have_their_lead_times(
    untoc: LoadedMechanism, key: str, days: int | None, months: int | None, clock: Clock, mark: Mark
) -> None:
    lead = untoc.mechanism.lead_times[key]
    after = {"cd_objection_window", "cd_summary", "hub_renewal", "offer_reply"}

    assert (lead.days, lead.months, lead.clock, lead.evidence.mark) == (days, months, clock, mark)
    assert lead.before is (key not in after)


def test_the_written_summary_of_a_dialogue_has_a_ladder_of_its_own(untoc: LoadedMechanism) -> None:
    ladder = untoc.mechanism.ladder_for("cd_summary")

    assert (ladder.before, ladder.on_due, ladder.after, ladder.then_every_months) == ((14, 3), True, (14,), 1)


def test_every_rule_names_its_source(untoc: LoadedMechanism) -> None:
    evidence = list(evidence_in(untoc.mechanism))

    assert all(item.source for item in evidence)
    assert {item.mark for item in evidence} == set(Mark)


def test_the_summary_shows_counts_and_hash(untoc: LoadedMechanism) -> None:
    lines = summary_of(untoc)

    assert "UNTOC 194, TIP 183, SOM 152, FA 125" in lines[1]
    assert lines[-1] == f"sha256 {untoc.sha256}"


def test_a_mechanism_travels_as_json_and_stays_small(untoc: LoadedMechanism) -> None:
    payload = untoc.mechanism.model_dump_json()

    assert len(payload.encode()) < 100_000
    assert Mechanism.model_validate_json(payload) == untoc.mechanism


def test_an_older_program_decodes_a_newer_policy() -> None:
    assert Policy.model_validate({"reviewer_max": 4, "switch_of_the_future": "on"}) == Policy(reviewer_max=4)


def test_a_mechanism_that_is_not_shipped_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotFound) as refusal:
        mechanism_folder("../untoc")

    assert refusal.value.code == "unknown_mechanism"
    assert "untoc" in known_mechanisms()
    assert "known mechanisms: untoc" in refusal.value.message
