"""The API says what it has, and has what it says."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from store.pool import Pool
from tests.build import CYCLE
from tests.web.build import keep_cycle, keep_status, phase
from web.api import INDEX


def test_every_address_for_programs_is_in_the_index() -> None:
    from web import api, events, feed, inbox  # noqa: PLC0415 - their routes only

    routes = (*api.ROUTES, *events.ROUTES, *feed.ROUTES, *inbox.ROUTES)
    paths = {route.path.replace(":path", "") for route in routes} - {"/api"}

    assert {address.path for address in INDEX.addresses} == paths | {"/healthz"}


async def test_the_index_tells_filters_and_what_they_can_be_set_to(client: httpx.AsyncClient) -> None:
    index = (await client.get("/api")).json()

    board = next(address for address in index["addresses"] if address["path"].endswith("/board"))
    assert {each["name"] for each in board["parameters"]} == {"state", "role", "overdue", "within", "sort"}
    assert all(each["gives"] for address in index["addresses"] for each in address["parameters"])


def test_every_page_is_for_reading_only(app: Starlette) -> None:
    routes = [route for route in app.routes if isinstance(route, Route)]
    written = [(route.path, route.methods) for route in routes if not (route.methods or set()) <= {"GET", "HEAD"}]

    # One's own marks of what was read, and what an invited person says of their own registration
    assert written == [
        ("/api/inbox/{id}/read", {"PUT", "DELETE"}),
        ("/invitations/{token:str}", {"POST"}),
        ("/invitations/{token:str}/renewal", {"POST"}),
    ]


@pytest.mark.parametrize(
    "address",
    ["/api", "/api/cycles", f"/api/cycles/{CYCLE}", f"/api/cycles/{CYCLE}/board", f"/api/reviews/phase/{CYCLE}/FRA/1"],
)
async def test_an_unchanged_answer_is_not_sent_again(client: httpx.AsyncClient, pool: Pool, address: str) -> None:
    await keep_cycle(pool)
    await keep_status(pool, phase("FRA", "dialogue"))

    first = await client.get(address)
    second = await client.get(address, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})

    assert first.headers["content-type"] == "application/json"
    assert first.headers["cache-control"] == "private, no-cache"
    assert (second.status_code, second.content) == (304, b"")
