"""What is refused, and how: a stable code, a sentence, the right status, in the form that the asker reads."""

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.people import Role
from stack.ports import LOOPBACK, free_port
from store.pool import Pool
from tests.build import CYCLE
from tests.web.build import keep_cycle, keep_status, phase
from web.app import assembled
from web.atlas import Atlas
from web.problems import Problem

REFUSED = [
    ("/nowhere", 404, "no_such_page"),
    ("/cycles/untoc-9", 404, "unknown_cycle"),
    ("/cycles/untoc-9/board", 404, "unknown_cycle"),
    (f"/reviews/phase/{CYCLE}/FRA/3", 404, "unknown_workflow"),
    ("/reviews/", 404, "unknown_workflow"),
    ("/reviews/%00", 422, "bad_text"),
    (f"/cycles/{CYCLE}?by=size", 422, "bad_filter"),
    (f"/cycles/{CYCLE}?fragment=head", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?role=queen", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?within=soon", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?within=-1", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?overdue=perhaps", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?sort=name", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?roel=expert", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?state=France", 422, "bad_filter"),
    (f"/cycles/{CYCLE}/board?state=ZZZ", 422, "unknown_state"),
    (f"/reviews/phase/{CYCLE}/FRA/1?before=1", 422, "bad_filter"),
    (f"/reviews/phase/{CYCLE}/FRA/1?before=99999999999", 422, "bad_filter"),
]


@pytest.mark.parametrize(("address", "status", "code"), REFUSED)
async def test_a_refusal_has_a_code_for_programs_and_a_page_for_people(
    client: httpx.AsyncClient, pool: Pool, address: str, status: int, code: str
) -> None:
    await keep_cycle(pool)
    await keep_status(pool, phase("FRA", "dialogue"))

    page = await client.get(address)
    document = await client.get(address, headers={"Accept": "application/json"})
    api = await client.get(f"/api{address}")

    problem = Problem.model_validate_json(document.content)
    assert (page.status_code, document.status_code, problem.status) == (status, status, status)
    assert problem.code == code
    assert problem.detail.endswith(".")
    assert document.headers["content-type"] == "application/problem+json"
    assert page.headers["content-type"].startswith("text/html")
    assert f"{status} · {code}" in page.text
    assert api.headers["content-type"] == "application/problem+json"
    assert api.status_code == status


async def test_a_refused_filter_is_named_with_what_it_can_be_set_to(client: httpx.AsyncClient) -> None:
    answers = [
        (await client.get(f"/api/cycles/{CYCLE}/board?{query}")).json()["detail"]
        for query in ("within=soon", "roel=expert", "role=queen")
    ]

    assert answers == [
        "within='soon' cannot be used: give a number of days from 0 to 3650.",
        "There is no filter 'roel' here; there are: state, role, overdue, within, sort.",
        f"role='queen' cannot be used: give one of {', '.join(Role)}.",
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/", f"/cycles/{CYCLE}/board", f"/api/reviews/phase/{CYCLE}/FRA/1", "/events"])
async def test_there_is_nothing_but_reading(client: httpx.AsyncClient, method: str, address: str) -> None:
    answer = await client.request(method, address, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (405, "read_only")
    assert "GET" in answer.headers["allow"]


async def test_what_was_asked_for_is_never_markup(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cycles/<script>alert(1)</script>")

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("address", ["/", f"/cycles/{CYCLE}", "/healthz", f"/events?cycle={CYCLE}"])
async def test_without_the_database_people_are_asked_to_come_back(atlas: Atlas, address: str) -> None:
    app = assembled(f"postgresql://nobody@{LOOPBACK}:{free_port()}/nothing", atlas)

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        answer = await client.get(address)

    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_defect_is_told_without_its_insides(app: Starlette, client: httpx.AsyncClient) -> None:
    async def broken(request: Request) -> Response:
        raise LookupError(f"secret of {request.url.path}")

    app.router.routes.append(Route("/broken", broken))

    page = await client.get("/broken")
    document = await client.get("/broken", headers={"Accept": "*/*"})

    assert (page.status_code, document.json()["code"]) == (500, "internal_error")
    assert "secret" not in page.text + document.text
    assert page.headers["x-frame-options"] == "DENY"


async def test_health_is_told_in_one_word(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_head_request_has_no_body(client: httpx.AsyncClient, pool: Pool) -> None:
    await keep_cycle(pool)

    answer = await client.head(f"/cycles/{CYCLE}")

    assert answer.status_code == 200
    assert re.fullmatch(r'W/"[0-9a-f]+-[0-9a-f]+-page"', answer.headers["etag"])
