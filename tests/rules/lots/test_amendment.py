"""Each kind of amendment: who leaves, who comes, what is recorded; and every refusal."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from models.amendment import Amendment, AmendmentKind, Change, Standing
from models.errors import InputInvalid, ReviewtrackError, RuleViolation
from models.instruments import Instrument
from models.lots import LotsAssignment, LotsPolicy, LotsState, Role
from models.policy import Deferral, MutualReviewBar
from models.register import LegalTradition, Region
from rules.lots.amendment import (
    after,
    amendment_seed,
    deferral_of,
    departure_of,
    drawn,
    instrument_joined,
    late_entrant_of,
    left_open,
    named,
    redraw_of,
    replacement_of,
    standing_of,
    supplement_of,
)
from rules.lots.canonical import sha256
from rules.lots.checks import checked_inputs
from rules.lots.standing import sealed
from rules.lots.stream import Stream
from tests.rules.lots.amendments import DAY, Chain, given, in_turn
from tests.rules.lots.registers import FA, SOM, TIP, UNTOC

ALL = tuple(Instrument)
SAME, OTHER = Role
AFRICAN, WESTERN = ("AFA", "AFB", "AFC", "AFD", "AFE", "AFF"), ("WEA", "WEB", "WEC", "WED", "WEE", "WEF")
JOINED = {"AFB": (UNTOC, TIP, SOM), "WEB": (UNTOC,), "AFF": (UNTOC, TIP), "WEF": (UNTOC, TIP, SOM)}


def register(**changes: dict[str, Any]) -> list[LotsState]:
    """Six African States and six others, four of them not party to everything."""
    return [
        LotsState.model_validate(
            {"iso3": iso3, "region": region, "instruments": JOINED.get(iso3, ALL)} | changes.get(iso3, {})
        )
        for region, members in ((Region.AFRICAN, AFRICAN), (Region.WEOG, WESTERN))
        for iso3 in members
    ]


def settled(policy: LotsPolicy | None = None, **changes: Any) -> Standing:
    """Who reviews whom among the twelve, before any amendment."""
    inputs = checked_inputs(register(), policy or LotsPolicy(reviewer_max=5), **changes)
    transcript = in_turn(inputs, Stream(bytes(32), "settled"))
    assert transcript is not None
    return Chain(transcript).standing


def of(standing: Standing, *rows: tuple[str, str, Role, tuple[Instrument, ...]]) -> Standing:
    """The same register with these rows alone: principals, as long as they review the Convention."""
    assignments = tuple(
        LotsAssignment(under_review=owner, reviewer=who, role=role, principal=UNTOC in on, instruments=on)
        for owner, who, role, on in rows
    )
    return standing.model_copy(update={"assignments": assignments})


def by_lot(now: Standing, change: Change, number: int = 1, **more: Any) -> Amendment:
    return drawn(now, change, given(number), on=DAY, reason="note verbale", **more)


def drawn_or_none(now: Standing, change: Change) -> Amendment | None:
    try:
        return by_lot(now, change)
    except RuleViolation as refusal:
        if refusal.code != "no_valid_assignment":
            raise
        return None


def by_name(now: Standing, change: Change, incoming: str) -> Amendment:
    return named(now, change, incoming, on=DAY, reason="agreed with the mission")


def uncovered(now: Standing) -> set[tuple[str, Role, Instrument]]:
    """What nobody reviews."""
    covered = {(row.under_review, row.role, each) for row in now.assignments for each in row.instruments}
    return {(state.iso3, role, each) for state in now.states for role in Role for each in state.instruments} - covered


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(ReviewtrackError) as refused:
        act()
    return refused.value.code


def test_a_redraw_never_gives_the_slot_back_to_who_gave_it_up() -> None:
    now, stood, goes_on = settled(), list[str](), True

    while goes_on:
        row = next(each for each in now.reviewers("AFC") if each.principal and each.role is SAME)
        stood.append(row.reviewer)
        change = redraw_of(now, "AFC", row.reviewer)
        assert change.vacancies[0].excluded == tuple(sorted(stood))
        comes = drawn_or_none(now, change)
        now = after(now, comes) if comes else now
        goes_on = comes is not None
        assert not comes or {each.reviewer for each in now.reviewers("AFC")}.isdisjoint(stood)

    assert len(set(stood)) == len(stood) > 2
    assert uncovered(now) == set()


def test_who_gave_up_one_place_is_not_drawn_for_another_of_the_same_review() -> None:
    now = settled()
    leaver = next(each for each in now.reviewers("AFC") if each.principal and each.role is SAME)
    now = after(now, by_lot(now, redraw_of(now, "AFC", leaver.reviewer)))
    other = next(each for each in now.reviewers("AFC") if each.principal and each.role is OTHER)

    amendment = by_lot(now, redraw_of(now, "AFC", other.reviewer))

    assert all({leaver.reviewer, other.reviewer} <= {*each.excluded} for each in amendment.vacancies)


def test_supplements_stay_if_the_new_principal_covers_the_same_and_leave_if_it_does_not() -> None:
    base = of(
        settled(),
        ("AFA", "AFB", SAME, (UNTOC, TIP, SOM)),
        ("AFA", "AFC", SAME, (FA,)),
        ("AFA", "WEC", OTHER, ALL),
    )
    seen: set[str] = set()

    for number in range(60):
        amendment = by_lot(base, redraw_of(base, "AFA", "WEC"), number)
        assert amendment.vacated[0].reviewer == "WEC"
        comes = amendment.filled[0]
        if comes.instruments == ALL:
            assert len(amendment.filled) == 1
        else:
            assert {each for row in amendment.filled for each in row.instruments} == set(ALL)
        same = by_lot(base, redraw_of(base, "AFA", "AFB"), number)
        covers = same.filled[0].instruments
        seen.add("same" if covers == (UNTOC, TIP, SOM) else "other")
        leaves = [row.reviewer for row in same.vacated]
        assert leaves == (["AFB"] if covers == (UNTOC, TIP, SOM) else ["AFB", "AFC"])
        assert uncovered(after(base, same)) == uncovered(base)

    assert seen == {"other"}  # AFB alone covers just that; nobody else of its region does
    alike = base.model_copy(
        update={
            "states": tuple(register(AFD={"instruments": (UNTOC, TIP, SOM)}, AFE={"instruments": (UNTOC, TIP, SOM)}))
        }
    )
    left = {tuple(row.reviewer for row in by_lot(alike, redraw_of(alike, "AFA", "AFB"), n).vacated) for n in range(40)}
    assert left == {("AFB",), ("AFB", "AFC")}


def test_a_deferral_takes_a_state_out_of_the_reviews_of_its_own_group_alone() -> None:
    now = settled()
    group = {row.reviewer for row in now.assignments if now.groups[row.reviewer] == now.groups[row.under_review]}
    state = min(group)

    amendment = by_lot(now, deferral_of(now, state))
    then = after(now, amendment)

    assert amendment.deferrals == then.deferrals == (state,)
    mine = [row for row in now.assignments if row.reviewer == state]
    stays = [row for row in mine if now.groups[row.under_review] != now.groups[state]]
    assert [row for row in then.assignments if row.reviewer == state and row in mine] == stays
    assert not any(row.reviewer == state for row in amendment.filled)
    assert uncovered(then) == set()


def test_who_put_off_reviewing_comes_last_even_in_later_amendments() -> None:
    rows = (("AFA", "AFC", SAME, ALL), ("AFA", "WEC", OTHER, ALL))
    base = of(settled(), *rows).model_copy(
        update={"deferrals": ("AFB", "AFD", "AFE", "AFF"), "groups": dict.fromkeys((*AFRICAN, *WESTERN), 1)}
    )

    amendment = by_lot(base, redraw_of(base, "AFA", "AFC"))

    # Of its region only States are left that put off reviewing: D12 is given up before the region (D16).
    assert amendment.filled[0].reviewer in base.deferrals
    assert amendment.filled[0].relaxed == ("D12",)
    assert amendment.method[0].widened
    assert amendment.method[0].relaxation_cost == 1000


def test_a_late_entrant_gets_two_principals_and_what_they_leave() -> None:
    now = settled()
    late = LotsState(iso3="LAT", region=Region.WEOG, instruments=(FA, UNTOC))

    amendment = by_lot(now, late_entrant_of(now, late, 4))
    then = after(now, amendment)

    assert then.groups["LAT"] == 4
    assert then.state("LAT") == late.model_copy(update={"instruments": (UNTOC, FA)})
    assert [(row.role, row.principal) for row in then.reviewers("LAT")][:2] == [(SAME, True), (OTHER, True)]
    assert uncovered(then) == set()
    assert amendment.filled[0].reviewer in WESTERN


def test_a_principal_that_is_party_to_it_covers_an_instrument_that_was_joined() -> None:
    base = of(settled(), ("WEB", "WEA", SAME, (UNTOC,)), ("WEB", "AFA", OTHER, (UNTOC,)))

    change = instrument_joined(base, "WEB", [FA, TIP])
    then = after(base, by_lot(base, change))

    assert change.vacancies == ()
    assert [row.instruments for row in then.reviewers("WEB")] == [(UNTOC, TIP, FA)] * 2
    assert by_lot(base, change).entropy == ()


def test_a_supplement_is_drawn_for_what_a_principal_is_not_party_to() -> None:
    base = of(settled(), ("WEB", "WEF", SAME, (UNTOC,)), ("WEB", "AFA", OTHER, (UNTOC,)))

    amendment = by_lot(base, instrument_joined(base, "WEB", [FA, TIP]))
    then = after(base, amendment)

    assert [(each.principal, each.role, each.instruments) for each in amendment.vacancies] == [(False, SAME, (FA,))]
    assert {row.reviewer: row.instruments for row in amendment.changed} == {
        "WEF": (UNTOC, TIP),
        "AFA": (UNTOC, TIP, FA),
    }
    assert amendment.filled[0].reviewer in {"WEA", "WEC", "WED", "WEE"}
    assert len(then.reviewers("WEB")) == 3


def test_who_leaves_one_protocol_stays_principal_and_a_supplement_is_drawn() -> None:
    own = (("AFC", "AFB", SAME, (UNTOC, TIP, SOM)), ("AFC", "AFD", SAME, (FA,)), ("AFC", "WEE", OTHER, ALL))
    base = of(settled(), ("AFA", "AFC", SAME, ALL), ("AFA", "WEC", OTHER, ALL), *own)

    amendment = by_lot(base, departure_of(base, "AFC", [FA]))
    then = after(base, amendment)

    assert then.state("AFC") is not None
    assert [row.instruments for row in then.assignments if row.reviewer == "AFC"] == [(UNTOC, TIP, SOM)]
    assert [(row.under_review, row.role, row.instruments) for row in amendment.filled] == [("AFA", SAME, (FA,))]
    # Its own review on the Protocol is over, and its reviewer is free.
    assert [row.reviewer for row in amendment.vacated] == ["AFD"]
    assert [row.instruments for row in then.reviewers("AFC")] == [(UNTOC, TIP, SOM)] * 2


@pytest.mark.parametrize("instruments", [None, [UNTOC], [FA, UNTOC]])
def test_who_leaves_the_convention_leaves_the_protocols_too(instruments: list[Instrument] | None) -> None:
    now = settled()
    reviews = [row for row in now.assignments if row.reviewer == "AFC"]

    amendment = by_lot(now, departure_of(now, "AFC", instruments))
    then = after(now, amendment)

    gone = then.state("AFC")
    assert gone is not None
    assert gone.instruments == ()
    assert not any("AFC" in (row.reviewer, row.under_review) for row in then.assignments)
    assert len([each for each in amendment.vacancies if each.principal]) == sum(row.principal for row in reviews)
    assert uncovered(then) == set()
    assert code_of(lambda: departure_of(then, "AFC", None)) == "no_instrument"
    back = late_entrant_of(then, gone.model_copy(update={"instruments": ALL}), 2)
    assert uncovered(after(then, by_lot(then, back))) == set()


def test_places_left_open_are_filled_by_a_supplement() -> None:
    now = settled()
    change = departure_of(now, "AFC", None)
    opened = left_open(now, change, on=DAY, reason="as the depositary tells")
    then = after(now, opened)
    owners = sorted({each.under_review for each in change.vacancies})

    assert {(owner, role) for owner, role, _ in uncovered(then)} == {
        (each.under_review, each.role) for each in opened.vacancies
    }
    for number, owner in enumerate(owners):
        amendment = by_lot(then, supplement_of(then, owner), number)
        assert amendment.kind is AmendmentKind.SUPPLEMENT
        then = after(then, amendment)
    assert uncovered(then) == set()


def test_a_named_state_takes_over_and_what_it_gives_up_is_recorded() -> None:
    base = of(
        settled(),
        ("AFA", "AFB", SAME, (UNTOC, TIP, SOM)),
        ("AFA", "AFC", SAME, (FA,)),
        ("AFA", "WEC", OTHER, ALL),
        ("AFD", "WEF", OTHER, (UNTOC, TIP, SOM)),
    ).model_copy(
        update={
            "policy": LotsPolicy(reviewer_max=1),
            "deferrals": ("WEF",),
            "groups": dict.fromkeys((*AFRICAN, *WESTERN), 1),
        }
    )

    amendment = by_name(base, replacement_of(base, "AFA", "AFB"), "WEF")
    then = after(base, amendment)

    assert amendment.by_name
    assert (amendment.entropy, amendment.seed, amendment.method) == ((), "", ())
    assert amendment.filled == (
        LotsAssignment(
            under_review="AFA",
            reviewer="WEF",
            role=SAME,
            principal=True,
            instruments=(UNTOC, TIP, SOM),
            relaxed=("D2", "D10", "D12"),
        ),
    )
    assert [row.reviewer for row in then.reviewers("AFA")] == ["WEF", "WEC", "AFC"]


def test_volunteers_go_above_the_maximum_before_the_region_is_given_up() -> None:
    full = [(owner, who, SAME, ALL) for owner, who in (("AFC", "AFD"), ("AFD", "AFE"), ("AFE", "AFC"))]
    base = of(
        settled(),
        *full,
        ("AFA", "AFB", SAME, (UNTOC, TIP, SOM)),
        ("AFA", "WEC", OTHER, ALL),
        ("AFB", "AFF", SAME, (UNTOC, TIP)),
    ).model_copy(update={"policy": LotsPolicy(reviewer_max=1)})

    amendment = by_lot(base, redraw_of(base, "AFA", "AFB"), volunteers=["AFE", "WEA"])

    assert amendment.volunteers == ("AFE", "WEA")
    assert (amendment.filled[0].reviewer, amendment.filled[0].relaxed) == ("AFE", ("D10",))
    again = after(base, amendment)
    assert again.volunteers == ("AFE", "WEA")
    assert by_lot(again, redraw_of(again, "AFA", "WEC"), volunteers=["WEA"]).volunteers == ()


def test_a_similar_legal_system_is_drawn_more_often() -> None:
    policy = LotsPolicy(reviewer_max=5, legal_tradition_weight=50)
    civil = {"legal_tradition": LegalTradition.CIVIL}
    base = of(settled(policy), ("AFA", "AFB", SAME, (UNTOC, TIP, SOM)), ("AFA", "WEC", OTHER, ALL))
    base = base.model_copy(update={"states": tuple(register(AFA=civil, AFE=civil))})

    drawn_rows = [by_lot(base, redraw_of(base, "AFA", "AFB"), number).filled[0] for number in range(30)]

    assert [row.reviewer for row in drawn_rows].count("AFE") > 20
    assert all(row.relaxed == (() if row.reviewer == "AFE" else ("D3",)) for row in drawn_rows)


def test_the_same_entropy_gives_another_seed_in_each_amendment() -> None:
    now = settled()

    first = by_lot(now, redraw_of(now, "AFC", now.reviewers("AFC")[0].reviewer))
    then = after(now, first)
    second = by_lot(then, redraw_of(then, "AFC", then.reviewers("AFC")[0].reviewer))

    assert first.entropy == second.entropy
    assert (
        first.seed == amendment_seed(now.head, given(1)) == sha256({"entropy": given(1), "previous_sha256": now.head})
    )
    assert second.seed == amendment_seed(first.sha256, given(1)) != first.seed


SIGNATURE = "00ff"
VALUE = "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"


@pytest.mark.parametrize(
    ("entropy", "code"),
    [
        ([{"source": "dice"}], "unknown_source"),
        ([{"numbers": "1"}], "unknown_source"),
        ([*given(1), {"source": "hand", "numbers": "1"}], "unknown_source"),
        ([{"source": "given", "value": "00"}], "bad_seed"),
        (
            [{"source": "beacon", "chain": "aa", "round": 7, "signature": "00fe", "randomness": VALUE}],
            "beacon_value_invalid",
        ),
        ([{"source": "delegation", "iso3": "FRA", "commitment": VALUE, "reveal": "00fe"}], "reveal_mismatch"),
    ],
)
def test_entropy_that_cannot_be_is_refused(entropy: list[dict[str, str | int]], code: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        amendment_seed("00" * 32, entropy)

    assert refused.value.code == code


def test_several_sources_make_one_seed() -> None:
    entropy: list[dict[str, str | int]] = [
        {"source": "beacon", "chain": "aa", "round": 7, "signature": SIGNATURE, "randomness": VALUE},
        {"source": "hand", "numbers": "3 1 4"},
        {"source": "delegation", "iso3": "FRA", "commitment": VALUE, "reveal": ""},
    ]

    assert amendment_seed("00" * 32, entropy) == sha256({"entropy": entropy, "previous_sha256": "00" * 32})


NOW = settled()
ENTRANT = LotsState(iso3="LAT", region=Region.WEOG, instruments=ALL)
OFF = NOW.model_copy(update={"policy": LotsPolicy(deferral=Deferral.OFF)})
NOBODY = of(NOW, ("AFA", "AFC", SAME, ALL), ("AFA", "WEC", OTHER, ALL))
ALONE = of(NOW, ("AFA", "AFC", SAME, ALL), ("AFA", "WEC", OTHER, ALL), ("WED", "AFA", OTHER, ALL))
REPLACED = replacement_of(ALONE, "AFA", "WEC")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        pytest.param(lambda: redraw_of(NOW, "XXX", "AFA"), "unknown_state", id="redraw for nobody"),
        pytest.param(lambda: redraw_of(NOBODY, "AFA", "AFB"), "not_a_reviewer", id="redraw of nobody"),
        pytest.param(lambda: replacement_of(NOW, "XXX", "AFA"), "unknown_state", id="replacement for nobody"),
        pytest.param(lambda: replacement_of(NOBODY, "AFB", "AFC"), "not_a_reviewer", id="replacement of nobody"),
        pytest.param(lambda: deferral_of(OFF, "AFC"), "deferral_off", id="no deferrals by the policy"),
        pytest.param(lambda: deferral_of(NOW, "XXX"), "unknown_state", id="deferral of nobody"),
        pytest.param(
            lambda: deferral_of(NOW.model_copy(update={"deferrals": ("AFC",)}), "AFC"), "already_deferred", id="twice"
        ),
        pytest.param(lambda: deferral_of(NOBODY, "AFE"), "nothing_to_redraw", id="reviews nobody of its group"),
        pytest.param(lambda: late_entrant_of(NOW, register()[0], 1), "already_party", id="no late entrant"),
        pytest.param(
            lambda: late_entrant_of(NOW, ENTRANT.model_copy(update={"instruments": (FA,)}), 1),
            "not_a_party",
            id="late, without the Convention",
        ),
        pytest.param(lambda: late_entrant_of(NOW, ENTRANT, 0), "bad_group", id="no group"),
        pytest.param(lambda: instrument_joined(NOW, "XXX", [FA]), "unknown_state", id="nobody joins"),
        pytest.param(lambda: instrument_joined(NOW, "WEB", []), "no_instrument", id="joins nothing"),
        pytest.param(lambda: instrument_joined(NOW, "WEB", [TIP, UNTOC]), "already_party", id="joins twice"),
        pytest.param(
            lambda: instrument_joined(after(NOW, by_lot(NOW, departure_of(NOW, "AFC", None))), "AFC", [FA]),
            "not_a_party",
            id="joins a Protocol alone",
        ),
        pytest.param(lambda: departure_of(NOW, "XXX", None), "unknown_state", id="nobody leaves"),
        pytest.param(lambda: departure_of(NOW, "WEB", []), "no_instrument", id="leaves nothing"),
        pytest.param(lambda: departure_of(NOW, "WEB", [FA]), "not_a_party", id="leaves what it has not joined"),
        pytest.param(lambda: supplement_of(NOW, "XXX"), "unknown_state", id="supplement for nobody"),
        pytest.param(lambda: supplement_of(NOW, "AFA"), "nothing_to_draw", id="nothing is open"),
        pytest.param(
            lambda: left_open(NOBODY, redraw_of(NOBODY, "AFA", "AFC"), on=DAY, reason=""), "must_be_filled", id="a wish"
        ),
        pytest.param(
            lambda: drawn(NOBODY, redraw_of(NOBODY, "AFA", "AFC"), [], on=DAY, reason=""), "no_entropy", id="no chance"
        ),
        pytest.param(
            lambda: by_lot(NOBODY, redraw_of(NOBODY, "AFA", "AFC"), volunteers=["XXX"]), "unknown_state", id="volunteer"
        ),
        pytest.param(
            lambda: by_name(NOW, late_entrant_of(NOW, ENTRANT, 1), "AFA"), "not_one_vacancy", id="two places by name"
        ),
        pytest.param(lambda: by_name(ALONE, REPLACED, "XXX"), "unknown_state", id="nobody named"),
        pytest.param(lambda: by_name(ALONE, REPLACED, "AFA"), "reviews_itself", id="itself named"),
        pytest.param(lambda: by_name(ALONE, REPLACED, "WEB"), "not_a_party", id="no party named"),
        pytest.param(lambda: by_name(ALONE, REPLACED, "AFC"), "already_reviews", id="who reviews it named"),
        pytest.param(lambda: by_name(ALONE, REPLACED, "WEC"), "already_reviews", id="who leaves named"),
        pytest.param(
            lambda: by_name(ALONE, replacement_of(ALONE, "WED", "AFA"), "AFA"), "already_reviews", id="itself"
        ),
    ],
)
def test_what_cannot_be_is_refused(act: Callable[[], object], code: str) -> None:
    assert code_of(act) == code


def test_two_states_do_not_review_each_other_by_name_or_by_lot() -> None:
    base = of(NOW, ("AFA", "AFC", SAME, ALL), ("AFD", "AFA", SAME, ALL))

    assert code_of(lambda: by_name(base, replacement_of(base, "AFA", "AFC"), "AFD")) == "mutual_review"
    comes = {by_lot(base, redraw_of(base, "AFA", "AFC"), number).filled[0].reviewer for number in range(60)}
    assert comes == {"AFB", "AFE", "AFF"}
    free = base.model_copy(update={"policy": LotsPolicy(mutual_review_bar=MutualReviewBar.OFF)})
    assert by_name(free, replacement_of(free, "AFA", "AFC"), "AFD").filled[0].reviewer == "AFD"
    apart = base.model_copy(
        update={
            "policy": LotsPolicy(mutual_review_bar=MutualReviewBar.PHASE),
            "groups": {**dict.fromkeys((*AFRICAN, *WESTERN), 1), "AFD": 2},
        }
    )
    assert by_name(apart, replacement_of(apart, "AFA", "AFC"), "AFD").filled[0].reviewer == "AFD"


def test_there_is_no_amendment_if_nobody_is_left() -> None:
    few = [LotsState(iso3=iso3, region=Region.AFRICAN, instruments=(UNTOC,)) for iso3 in AFRICAN[:3]]
    base = standing_of(checked_inputs(few, LotsPolicy()), {"1": AFRICAN[:3]}, (), "00" * 32)
    base = of(base, ("AFA", "AFB", SAME, (UNTOC,)), ("AFA", "AFC", OTHER, (UNTOC,)))

    assert code_of(lambda: by_lot(base, redraw_of(base, "AFA", "AFB"))) == "no_valid_assignment"


AMENDMENT = by_lot(NOBODY, redraw_of(NOBODY, "AFA", "AFC"))


@pytest.mark.parametrize(
    "amendment",
    [
        pytest.param(sealed(AMENDMENT.model_copy(update={"number": 2})), id="not the next number"),
        pytest.param(sealed(AMENDMENT.model_copy(update={"previous_sha256": "00" * 32})), id="of another chain"),
        pytest.param(AMENDMENT.model_copy(update={"reason": "another"}), id="changed after it was made"),
        pytest.param(sealed(AMENDMENT.model_copy(update={"vacated": NOW.reviewers("AFB")[:1]})), id="who is not there"),
        pytest.param(
            sealed(AMENDMENT.model_copy(update={"changed": AMENDMENT.filled, "filled": ()})), id="stays, but never was"
        ),
        pytest.param(sealed(AMENDMENT.model_copy(update={"filled": AMENDMENT.filled * 2, "vacated": ()})), id="twice"),
    ],
)
def test_an_amendment_that_does_not_follow_is_refused(amendment: Amendment) -> None:
    base = (
        NOBODY
        if amendment.vacated
        else after(NOBODY, AMENDMENT).model_copy(update={"head": NOBODY.head, "amendments": 0})
    )

    assert code_of(lambda: after(base, amendment)) == "amendment_out_of_order"


def test_amendments_are_folded_one_after_the_other() -> None:
    now, chain = settled(), list[Amendment]()
    for number, (owner, place) in enumerate((("AFA", 0), ("AFA", 0), ("WEC", 1))):
        chain.append(by_lot(now, redraw_of(now, owner, now.reviewers(owner)[place].reviewer), number))
        now = after(now, chain[-1])

    again = settled()
    for each in chain:
        again = after(again, Amendment.model_validate_json(each.model_dump_json()))

    assert again == now
    assert (now.amendments, now.head) == (3, chain[-1].sha256)
    assert code_of(lambda: after(now, chain[1])) == "amendment_out_of_order"


def seats(rows: Sequence[LotsAssignment]) -> list[str]:
    return [row.reviewer for row in rows]


def test_more_places_than_are_counted_together_are_filled_in_parts() -> None:
    states = [LotsState(iso3=f"{a}AA", region=Region.AFRICAN, instruments=ALL) for a in "ABCDEFGHIJKLMNO"]
    states += [LotsState(iso3=f"{a}WW", region=Region.WEOG, instruments=ALL) for a in "AB"]
    base = standing_of(
        checked_inputs(states, LotsPolicy(reviewer_max=None)), {"1": [each.iso3 for each in states]}, (), "00" * 32
    )
    base = of(base, *((f"{a}AA", "OAA", SAME, ALL) for a in "ABCDEFGHI"))

    amendment = by_lot(base, departure_of(base, "OAA", None))

    assert [each.slots for each in amendment.method] == [6, 3]
    assert [row.under_review for row in amendment.filled] == [f"{a}AA" for a in "ABCDEFGHI"]
    assert seats(after(base, amendment).assignments) == seats(amendment.filled)
    assert not any(
        (row.reviewer, row.under_review) in {(b.under_review, b.reviewer) for b in amendment.filled}
        for row in amendment.filled
    )
