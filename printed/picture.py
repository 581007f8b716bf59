"""The picture of a draw: regions as arcs of a circle, their States as points, a curve from each reviewer to its State.

One SVG serves the page, the HTML record and the PDF: every colour and line stands in attributes of the drawing, which
the PDF library reads, and a style sheet may overrule them for a dark screen. The curve of a principal is broad where
it leaves the reviewer and thin where it arrives; that of a supplement is dashed and leaves from a bead. The same draw
gives the same bytes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from math import cos, hypot, pi, sin

from models.register import Region
from printed import words

SIDE = 1000
CENTRE = SIDE / 2
RIM = 408.0
"""Radius on which the points of the States stand."""

CODES, ARC, REGION_NAMES = RIM + 9, RIM + 50, RIM + 66
GAP = 0.055
"""Angle between two regions, in radians."""

LARGEST_CODE, SMALLEST_CODE = 12.6, 4.5
"""Size of the letters of the codes; smaller ones are left out."""

SAME, OTHER, INK, SOFT, PAPER = "#b4530a", "#1d5f91", "#1c2733", "#5d6875", "#ffffff"
DOTS = {1: INK, 2: "#98a2ad", 3: PAPER, 0: PAPER}
"""How the point of a State says its group: dark, grey, white."""

BROAD, THIN = 2.7, 0.5
"""Width of a principal's curve where it leaves and where it arrives."""

BEND_SAME, BEND_OTHER = 0.44, 0.62
"""How far a curve bends towards the centre: those inside a region stay near the rim, the others leave it room."""


class Form(Enum):
    """What the picture is for."""

    PAGE = "page"
    """A page of the dashboard: curves have names, points are links."""
    FILE = "file"
    """A file that is looked at with a browser: curves say who they are under the pointer."""
    PAPER = "paper"
    """The PDF, whose library knows neither titles nor links."""


@dataclass(frozen=True)
class Point:
    """A State on the rim; group 0 before groups are drawn."""

    code: str
    name: str
    region: Region
    group: int = 0


@dataclass(frozen=True)
class Link:
    """One review."""

    reviewer: str
    under_review: str
    is_same_region: bool
    is_principal: bool


@dataclass(frozen=True)
class Look:
    """How a picture is drawn: `chosen` is the code of a State whose reviews stand out, `address` where points lead.

    `address` has `{code}` in it.
    """

    form: Form = Form.FILE
    chosen: str = ""
    address: str = ""


def picture(points: Sequence[Point], links: Sequence[Link], look: Look | None = None) -> str:
    """Return the SVG; points stand in the order given inside their region. Links of unknown States are left out."""
    look = look or Look()
    angles = _angles(points)
    known = [link for link in links if {link.reviewer, link.under_review} <= angles.keys()]
    names = {point.code: point.name for point in points}
    order = sorted(known, key=lambda link: (not link.is_principal, link.is_same_region))
    parts = [_head(points, known, look)]
    for is_principal in (True, False):
        for is_same in (False, True):
            mine = [link for link in order if (link.is_principal, link.is_same_region) == (is_principal, is_same)]
            parts.append(_layer(mine, angles, names, look))
    near = {code for link in known if _touches(link, look.chosen) for code in (link.reviewer, link.under_review)}
    parts += [_regions(points, angles), _points(points, angles, look, near), "</svg>"]
    return "\n".join(part for part in parts if part) + "\n"


def _angles(points: Sequence[Point]) -> dict[str, float]:
    """Where each State stands: clockwise from the top, regions in their order with gaps between them."""
    regions = [region for region in Region if any(point.region is region for point in points)]
    gap = GAP if len(regions) > 1 else 0.0
    step = (2 * pi - gap * len(regions)) / max(1, len(points))
    angles: dict[str, float] = {}
    at = gap / 2
    for region in regions:
        for point in points:
            if point.region is region:
                angles[point.code] = at + step / 2
                at += step
        at += gap
    return angles


def _head(points: Sequence[Point], links: Sequence[Link], look: Look) -> str:
    start = f'<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"'
    if look.form is Form.PAPER:
        return f"{start}>"
    principals = sum(link.is_principal for link in links)
    regions = sum(any(point.region is region for point in points) for region in Region)
    said = (
        f"{len(points)} States stand on a circle in {regions} regional arcs. {principals} curves lead from principal "
        f"reviewers to the States that they review, {len(links) - principals} dashed ones from supplementary "
        "reviewers. The tables have every review in words."
    )
    return (
        f'{start} role="img" aria-labelledby="picture-title picture-text">\n'
        '<title id="picture-title">Who reviews whom</title>\n'
        f'<desc id="picture-text">{said}</desc>'
    )


def _layer(links: Sequence[Link], angles: Mapping[str, float], names: Mapping[str, str], look: Look) -> str:
    """All links of one kind; those that do not touch the chosen State fall back."""
    if not links:
        return ""
    first = links[0]
    kind = "same" if first.is_same_region else "other"
    colour = SAME if first.is_same_region else OTHER
    if first.is_principal:
        paint = f'class="principal {kind}" fill="{colour}" fill-opacity="0.55" stroke="none"'
    else:
        paint = f'class="supplement {kind}" fill="none" stroke="{colour}" stroke-width="1.15" stroke-opacity="0.8"'
    drawn = [_link(link, angles, names, look) for link in sorted(links, key=lambda link: _touches(link, look.chosen))]
    return "\n".join([f"<g {paint}>", *drawn, "</g>"])


def _link(link: Link, angles: Mapping[str, float], names: Mapping[str, str], look: Look) -> str:
    start, end = angles[link.reviewer], angles[link.under_review]
    bend = BEND_SAME if link.is_same_region else BEND_OTHER
    if link.is_principal:
        element = f'path d="{_tapered(start, end, bend)}"'
    else:
        element = f'path d="{_bead(start)}{_curve(start, end, bend)}" stroke-dasharray="5 3.2"'
    if look.chosen:
        is_near = _touches(link, look.chosen)
        element += ' class="near" fill-opacity="1" stroke-opacity="1"' if is_near else ' class="far" opacity="0.1"'
    if look.form is Form.PAPER:
        return f"<{element}/>"
    role = "same region" if link.is_same_region else "other region"
    part = "principal" if link.is_principal else "supplementary"
    name, reviewed = (names[code] for code in (link.reviewer, link.under_review))
    mark = f' id="link-{link.reviewer}-{link.under_review}"' if look.form is Form.PAGE else ""
    return f"<{element}{mark}><title>{escape(f'{name} reviews {reviewed} ({part}, {role})')}</title></path>"


def _touches(link: Link, chosen: str) -> bool:
    return bool(chosen) and chosen in (link.reviewer, link.under_review)


def _at(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE + radius * sin(angle), CENTRE - radius * cos(angle)


def _handles(start: float, end: float, bend: float) -> tuple[tuple[float, float], ...]:
    """The four points of a curve from one place on the rim to another: the farther apart, the nearer to the centre."""
    apart = abs((end - start + pi) % (2 * pi) - pi)
    depth = RIM * max(0.06, 1 - bend * apart**0.75)
    inner = RIM - 7
    return _at(start, inner), _at(start, depth), _at(end, depth), _at(end, inner)


def _curve(start: float, end: float, bend: float) -> str:
    first, *rest = _handles(start, end, bend)
    return f"M{_xy(first)}C{' '.join(_xy(each) for each in rest)}"


def _tapered(start: float, end: float, bend: float) -> str:
    """A closed shape along the curve, broad at its beginning and thin at its end."""
    a, b, c, d = _handles(start, end, bend)
    sides: list[tuple[tuple[float, float], ...]] = []
    for sign in (1, -1):
        widths = (BROAD, BROAD + (THIN - BROAD) / 3, THIN + (BROAD - THIN) / 3, THIN)
        directions = ((a, b), (a, c), (b, d), (c, d))
        sides.append(
            tuple(
                _aside(point, direction, sign * width / 2)
                for point, direction, width in zip((a, b, c, d), directions, widths, strict=True)
            )
        )
    there, back = sides[0], sides[1][::-1]
    return (
        f"M{_xy(there[0])}C{' '.join(_xy(each) for each in there[1:])}"
        f"L{_xy(back[0])}C{' '.join(_xy(each) for each in back[1:])}Z"
    )


def _aside(
    point: tuple[float, float], direction: tuple[tuple[float, float], tuple[float, float]], by: float
) -> tuple[float, float]:
    (x0, y0), (x1, y1) = direction
    dx, dy = x1 - x0, y1 - y0
    length = hypot(dx, dy) or 1.0
    return point[0] - dy / length * by, point[1] + dx / length * by


def _bead(angle: float) -> str:
    """A small ring at the beginning of a dashed curve."""
    x, y = _at(angle, RIM - 7)
    return f"M{_xy((x - 2, y))}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0"


def _regions(points: Sequence[Point], angles: Mapping[str, float]) -> str:
    step = (2 * pi - GAP * len({point.region for point in points})) / max(1, len(points))
    lines = [f'<g class="regions" fill="none" stroke="{SOFT}" stroke-width="2.4">']
    texts = [f'<g class="region-names" fill="{INK}" font-family="Helvetica, Arial, sans-serif" font-size="14.5">']
    for region in Region:
        mine = [angles[point.code] for point in points if point.region is region]
        if not mine:
            continue
        first, last = min(mine) - step / 2, max(mine) + step / 2
        is_long = int(last - first > pi)
        lines.append(f'<path d="M{_xy(_at(first, ARC))}A{ARC:g} {ARC:g} 0 {is_long} 1 {_xy(_at(last, ARC))}"/>')
        texts.append(_along(words.SHORT_REGIONS[region], (first + last) / 2))
    return "\n".join([*lines, "</g>", *texts, "</g>"])


def _along(text: str, angle: float) -> str:
    """Text at a place outside the rim, at right angles to its radius and never upside down."""
    is_below = pi / 2 < angle % (2 * pi) < 3 * pi / 2
    turn = angle * 180 / pi + (180 if is_below else 0)
    x, y = _at(angle, REGION_NAMES + (10 if is_below else 0))
    return f'<text transform="translate({_xy((x, y))}) rotate({turn:.2f})" text-anchor="middle">{escape(text)}</text>'


def _points(points: Sequence[Point], angles: Mapping[str, float], look: Look, near: Collection[str]) -> str:
    size = min(LARGEST_CODE, 2 * pi * CODES / max(1, len(points)) * 0.93)
    dot = min(3.6, 2 * pi * RIM / max(1, len(points)) * 0.32)
    lines = [f'<g class="points" font-family="Helvetica, Arial, sans-serif" font-size="{size:.1f}">']
    for point in points:
        angle = angles[point.code]
        x, y = _at(angle, RIM)
        mark = (
            f'<circle class="group-{point.group}" cx="{x:.1f}" cy="{y:.1f}" r="{dot:.1f}" '
            f'fill="{DOTS.get(point.group, PAPER)}" stroke="{INK}" stroke-width="0.9"/>'
        )
        if size >= SMALLEST_CODE:
            mark += _outward(point, angle, is_near=point.code in near or point.code == look.chosen)
        if look.form is not Form.PAPER:
            mark = f"<g><title>{escape(_said(point))}</title>{mark}</g>"
        if look.form is Form.PAGE and look.address:
            mark = f'<a href="{escape(look.address.replace("{code}", point.code))}" tabindex="-1">{mark}</a>'
        lines.append(mark)
    return "\n".join([*lines, "</g>"])


def _outward(point: Point, angle: float, *, is_near: bool) -> str:
    is_left = angle % (2 * pi) > pi
    turn = angle * 180 / pi - 90 + (180 if is_left else 0)
    x, y = _at(angle, CODES)
    weight = ' font-weight="bold"' if is_near else ""
    kind = "code near" if is_near else "code"
    return (
        f'<text class="{kind}" transform="translate({_xy((x, y))}) rotate({turn:.2f})" dy="0.35em" '
        f'text-anchor="{"end" if is_left else "start"}" fill="{INK}"{weight}>{escape(point.code)}</text>'
    )


def _said(point: Point) -> str:
    group = f", group {point.group}" if point.group else ""
    return f"{point.name} ({words.REGIONS[point.region]}{group})"


def _xy(place: tuple[float, float]) -> str:
    return f"{place[0]:.1f} {place[1]:.1f}"
