"""The picture: every State a point, every review a curve, the same bytes from the same draw."""

import re
from xml.etree import ElementTree as ET

import pytest

from models.register import Region
from printed.picture import Form, Link, Look, Point, picture
from printed.seal import QUIET, dark, modules, qr_svg, seal_text
from printed.shown import picture_of
from tests.printed.build import amended, amendments_of, real, record, small
from tests.rules.lots.registers import code_of

SVG = "{http://www.w3.org/2000/svg}"


def points(count: int) -> list[Point]:
    regions = [region for region in Region if region is not Region.NONE]
    return [
        Point(code=code_of(number), name=f"State {number}", region=regions[number % len(regions)], group=number % 3 + 1)
        for number in range(count)
    ]


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def said(tree: ET.Element) -> list[str]:
    return [each.text or "" for each in tree.iter(f"{SVG}title")]


def test_every_state_is_a_point_and_every_review_a_curve_with_its_words() -> None:
    printed = record(real())

    tree = read(picture_of(printed.under_review))

    assert len(list(tree.iter(f"{SVG}circle"))) == 194
    titles = said(tree)
    assert sum(" region)" in each for each in titles) == len(real()["assignments"])
    first = real()["assignments"][0]
    names = {row.state.code: row.state.name for row in printed.under_review}
    assert f"{names[first['reviewer']]} reviews {names[first['under_review']]} (principal, same region)" in titles


def test_principals_are_broad_curves_and_supplements_dashed() -> None:
    drawn = real()["assignments"]

    svg = picture_of(record(real()).under_review)

    assert svg.count("stroke-dasharray") == sum(not each["principal"] for each in drawn)
    assert len(re.findall(r'<path d="M[^"]*Z"', svg)) == sum(each["principal"] for each in drawn)


def test_the_picture_says_what_it_is_to_those_who_do_not_see_it() -> None:
    tree = read(picture_of(record(small()).under_review))

    title, text = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None
    assert text is not None
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    assert (text.text or "").startswith("7 States stand on a circle in 2 regional arcs. 14 curves lead from")


@pytest.mark.parametrize("form", list(Form))
def test_the_same_draw_gives_the_same_bytes(form: Form) -> None:
    rows = record(real()).under_review

    assert picture_of(rows, Look(form=form)) == picture_of(rows, Look(form=form))


def test_what_the_pdf_library_does_not_know_is_left_out_for_it() -> None:
    tree = read(picture_of(record(real()).under_review, Look(form=Form.PAPER)))

    assert {each.tag.removeprefix(SVG) for each in tree.iter()} == {"svg", "g", "path", "circle", "text"}


def test_everything_stands_inside_its_frame() -> None:
    numbers = re.findall(r"[MLC ]?(-?\d+\.\d) (-?\d+\.\d)", picture_of(record(real()).under_review))

    assert all(0 <= float(number) <= 1000 for pair in numbers for number in pair)


def test_the_reviews_of_a_chosen_state_stand_out() -> None:
    drawn = real()["assignments"]
    touched = sum("FRA" in (each["under_review"], each["reviewer"]) for each in drawn)

    svg = picture_of(record(real()).under_review, Look(chosen="FRA"))

    assert (svg.count('class="near"'), svg.count('class="far"')) == (touched, len(drawn) - touched)
    assert svg.index('class="far"') < svg.index('class="near"'), "what stands out lies above the rest of its layer"


def test_on_a_page_points_lead_on_and_curves_have_names() -> None:
    link = Link(reviewer="AAB", under_review="AAA", is_same_region=False, is_principal=True)

    svg = picture(points(4), [link], Look(form=Form.PAGE, address="/lots?state={code}"))

    assert 'id="link-AAB-AAA"' in svg
    assert svg.count('<a href="/lots?state=AAA" tabindex="-1">') == 1


def test_names_are_text_and_never_markup() -> None:
    evil = Point(code="AAA", name='<script>"&', region=Region.WEOG)

    svg = picture([evil, *points(3)[1:]], [Link("AAB", "AAA", is_same_region=True, is_principal=False)])

    assert "<script>" not in svg
    assert any('<script>"& (Western' in each for each in said(read(svg)))


def test_before_the_draw_there_are_points_alone() -> None:
    svg = picture([Point(code=each.code, name=each.name, region=each.region) for each in points(10)], [])

    assert svg.count("<circle") == svg.count('class="group-0"') == 10
    assert "Z" not in re.sub(r"[^A-Z]", "", "".join(re.findall(r' d="([^"]*)"', svg)))


def test_a_review_of_somebody_unknown_is_left_out() -> None:
    svg = picture(points(3), [Link("ZZZ", "AAA", is_same_region=True, is_principal=True)])

    assert "reviews" not in said(read(svg))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50, 2000])
def test_any_number_of_states_can_be_drawn(count: int) -> None:
    tree = read(picture(points(count), []))

    texts = [each for each in tree.iter(f"{SVG}text") if (each.get("class") or "").startswith("code")]
    assert len(list(tree.iter(f"{SVG}circle"))) == count
    assert len(texts) == (count if count < 2000 else 0), "codes that nobody can read are left out"


def test_an_amended_pairing_is_drawn_as_it_is_now() -> None:
    transcript, _, story = amended()
    amendments = amendments_of(story)

    svg = picture_of(record(transcript, amendments).under_review)

    gone, come = amendments[0].vacated[0], amendments[0].filled[0]
    assert f"{gone.reviewer} reviews {gone.under_review} " not in svg
    assert f"{come.reviewer} reviews {come.under_review} " in svg


def test_the_qr_code_is_drawn_module_by_module_with_its_quiet_zone() -> None:
    text = seal_text("0f" * 32, drawing="untoc-1/1", sha256="f0" * 32)
    rows = modules(text)

    path = re.search(r'<path d="([^"]*)"', qr_svg(text))

    assert path is not None
    drawn = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path[1])
        for step in range(int(width))
    }
    assert drawn == {(x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}


def test_dark_runs_of_a_row_are_found() -> None:
    assert dark((True, True, False, True, False, False, True)) == [(0, 2), (3, 1), (6, 1)]


def test_before_the_draw_the_seal_has_the_inputs_alone() -> None:
    assert seal_text("ab", drawing="untoc-1/1") == "reviewtrack lots untoc-1/1 inputs_sha256=ab"
    assert seal_text("ab", sha256="cd", head="ef") == "reviewtrack lots inputs_sha256=ab sha256=cd amended=ef"
