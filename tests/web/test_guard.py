"""What every answer carries, who may ask, and that nothing is fetched from elsewhere."""

import re

import httpx
import pytest
from starlette.applications import Starlette

from models.phase.stage import Stage
from store.pool import Pool
from tests.build import CYCLE, SUR, phase_at
from tests.web.build import keep, keep_cycle
from web.app import assembled
from web.atlas import Atlas
from web.guard import HEADERS
from web.pages import ROOM, STATIC

PAGES = ("/cycles/untoc-1", "/cycles/untoc-1?by=group", "/cycles/untoc-1/board", f"/reviews/phase/{CYCLE}/{SUR}/1")
ANSWERS = (*PAGES, "/", "/nowhere", "/api", "/healthz", "/static/dashboard.css", "/static/nothing.css")


@pytest.mark.parametrize("address", ANSWERS)
async def test_every_answer_carries_the_headers(client: httpx.AsyncClient, pool: Pool, address: str) -> None:
    await keep_cycle(pool)
    await keep(pool, phase_at(Stage.DIALOGUE))

    answer = await client.get(address)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", PAGES)
async def test_pages_obey_their_own_content_security_policy(
    client: httpx.AsyncClient, pool: Pool, address: str
) -> None:
    await keep_cycle(pool)
    await keep(pool, phase_at(Stage.DIALOGUE))

    text = (await client.get(address)).text

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert re.findall(r"<script[^>]*>(.)", text) == ["<"]
    assert not re.search(r'(?:src|href)="(?!/|#)', text)


@pytest.mark.parametrize("file", [*STATIC.iterdir(), *(ROOM / "templates").iterdir()], ids=lambda file: file.name)
def test_nothing_is_fetched_from_elsewhere(file: object) -> None:
    text = str(getattr(file, "read_text")())  # noqa: B009 - a path

    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*|@import|url\([^)]*\)", text))

    assert addresses <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("LOCALHOST:8080", 200),
        ("[::1]:8080", 200),
        ("review.example.org", 200),
        ("attacker.example", 421),
        ("127.0.0.1.attacker.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
async def test_another_host_is_not_answered(database_url: str, atlas: Atlas, host: str, status: int) -> None:
    app = assembled(database_url, atlas, hosts={"review.example.org"})

    async with app.router.lifespan_context(app):
        answer = await _asked_as(app, host)

    assert answer.status_code == status


async def _asked_as(app: Starlette, host: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        return await client.get("/healthz", headers={"Host": host})


async def test_static_files_are_named_by_what_all_of_them_contain(client: httpx.AsyncClient) -> None:
    text = (await client.get("/")).text

    builds = set(re.findall(r'/static/[\w.]+\?v=([0-9a-f]+)"', text))

    assert len(builds) == 1


async def test_the_page_tells_whose_view_it_is(client: httpx.AsyncClient) -> None:
    text = " ".join((await client.get("/")).text.split())

    assert "own working view, for this machine only; not for publication." in text
    assert "It does not rank or score" in text
