"""Nobody in a demonstration can be taken for a person, and nothing for what a State has said."""

import pytest

from demo.papers import (
    MARK,
    OF_A_REVIEWER,
    OF_EVERY_SIDE,
    OF_THE_LOTS,
    OF_THE_STATE_UNDER_REVIEW,
    Paper,
    store_papers,
    text_of,
)
from demo.plan import DemoPlan
from demo.population import DOMAIN, Population, desks_of, mission_of, people_of
from models.directory import checked_email, checked_name
from models.register import Language
from store import documents, people
from store.pool import open_pool


def test_every_person_is_named_by_role_and_state_and_marked_as_simulated(plan: DemoPlan) -> None:
    for iso3 in plan.participants:
        state = plan.state(iso3)
        for person in people_of(state, plan.dice):
            assert person.simulated
            assert person.name.endswith(f"of {state.name} (simulated)")
            assert person.email.startswith(f"{iso3.lower()}.")


def test_no_address_can_exist(plan: DemoPlan) -> None:
    states = [plan.state(iso3) for iso3 in plan.participants]
    addresses = [person.email for state in states for person in people_of(state, plan.dice)]
    addresses += [mission_of(state).email for state in states]
    addresses += [desk.email for desk in desks_of(plan)]

    assert all(checked_email(address).endswith(f"@{DOMAIN}") for address in addresses)
    assert DOMAIN.endswith(".invalid")
    assert len(addresses) == len(set(addresses))


def test_every_desk_is_marked_as_simulated(plan: DemoPlan) -> None:
    for desk in desks_of(plan):
        assert desk.simulated
        assert checked_name(desk.name).endswith("(simulated)")


def test_a_state_sends_one_or_two_experts(plan: DemoPlan) -> None:
    experts = [len(people_of(plan.state(iso3), plan.dice)) - 3 for iso3 in plan.participants]

    assert set(experts) == {1, 2}


@pytest.mark.parametrize("language", list(Language))
def test_every_document_says_first_that_it_is_simulated(language: Language) -> None:
    text = text_of(Paper("phase/untoc-demo/FRA/1", "FRA", "summary", language))

    assert text.startswith(MARK[language])


@pytest.mark.parametrize("kind", [*OF_EVERY_SIDE, *OF_THE_STATE_UNDER_REVIEW, *OF_A_REVIEWER, *OF_THE_LOTS])
def test_every_kind_of_document_says_who_would_have_written_it(kind: str) -> None:
    assert "FRA" in text_of(Paper("phase/untoc-demo/FRA/1", "FRA", kind))


async def test_states_are_registered_once_even_if_they_join_again(plan: DemoPlan, postgres_url: str) -> None:
    async with await open_pool(postgres_url) as pool:
        population = Population(plan)
        await population.register(pool)
        await population.join(pool, plan.participants)
        await population.join(pool, plan.participants)
        state = plan.participants[0]
        registered = await people.people_of(pool, state)
        mission = await people.mission(pool, state)

    assert set(population.members) == set(plan.participants)
    assert all(person.simulated for person in registered)
    assert len(registered) == len(people_of(plan.state(state), plan.dice))
    assert mission.simulated


async def test_all_missions_hear_of_the_lots_and_later_only_those_that_take_part(
    plan: DemoPlan, postgres_url: str
) -> None:
    async with await open_pool(postgres_url) as pool:
        population = Population(plan)
        await population.register(pool)
        before = await people.states_with_missions(pool)
        await population.join(pool, plan.participants)
        await population.dismiss(pool)
        after = await people.states_with_missions(pool)

    assert set(before) == {party.iso3 for party in plan.parties} | {each.state for each in plan.accessions}
    assert after == plan.participants


async def test_documents_are_stored_as_simulated(plan: DemoPlan, postgres_url: str) -> None:
    papers = [Paper("phase/untoc-demo/FRA/1", "FRA", "questionnaire"), Paper("phase/untoc-demo/FRA/1", "FRA", "answer")]
    async with await open_pool(postgres_url) as pool:
        stored = await store_papers(pool, plan.cycle, papers)
        facts = await documents.facts(pool, [ref.id for ref in stored.values()])

    assert {paper.kind for paper in stored} == {each.kind for each in facts.values()}
    assert all(each.simulated for each in facts.values())
