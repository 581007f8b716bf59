"""What PDF, HTML and page show in the same way: the picture of some rows, and what stands behind a reviewer's name."""

from collections.abc import Sequence

from models.lots import Role
from printed.picture import Form, Link, Look, Point, picture
from printed.record import Reviewer, UnderReview


def picture_of(rows: Sequence[UnderReview], look: Look | None = None) -> str:
    """The picture of who reviews whom in these rows, which are all there are."""
    points = tuple(Point(code=row.state.code, name=row.state.name, region=row.region, group=row.group) for row in rows)
    links = tuple(
        Link(
            reviewer=each.state.code,
            under_review=row.state.code,
            is_same_region=each.role is Role.SAME_REGION,
            is_principal=is_principal,
        )
        for row in rows
        for reviewers, is_principal in ((row.same_region + row.other_region, True), (row.supplements, False))
        for each in reviewers
    )
    return picture(points, links, look or Look(form=Form.FILE))


def reviewer_note(reviewer: Reviewer) -> str:
    """What is said behind the name of a reviewer: instruments that are not all, rules, an amendment."""
    parts = [", ".join(reviewer.instruments)] if reviewer.instruments else []
    parts += [f"relaxed {', '.join(reviewer.relaxed)}"] if reviewer.relaxed else []
    parts += [f"amendment {reviewer.amendment}"] if reviewer.amendment else []
    return "; ".join(parts)
