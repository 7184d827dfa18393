from chapters.actions import elect_officer, end_officer, open_term
from chapters.models import Term
from khuyenhoc.actor import acting

from .officers import Post
from .scene import Scene


def load_officers(scene: Scene) -> None:
    """Open the terms, elect, and end what has ended."""
    terms: dict[str, Term] = {}
    for plan in scene.plan.terms:
        executive, standing, inspection = plan.seats
        with acting(by := scene.clerk(plan.unit)):
            terms[plan.unit] = open_term(
                unit=scene.units[plan.unit],
                name=plan.name,
                since=plan.since,
                planned_until=plan.planned_until,
                executive_seats=executive,
                standing_seats=standing,
                inspection_seats=inspection,
                by=by,
            )
    for post in scene.plan.posts:
        _elect(scene, post, terms.get(post.unit))


def _elect(scene: Scene, post: Post, term: Term | None) -> None:
    with acting(by := scene.clerk(post.unit)):
        officer = elect_officer(
            unit=scene.units[post.unit],
            post=post.post,
            name=post.name,
            sex=post.sex,
            birth_year=post.birth_year,
            workplace=post.workplace,
            committees=post.committees,
            since=post.since,
            term=term,
            member=None if post.person is None else scene.members[post.person],
            by=by,
        )
        if post.until:
            end_officer(officer=officer, until=post.until, exit=post.exit, by=by)
