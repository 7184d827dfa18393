"""Posts of officers as data: in which order they are read out, where they exist, on which committees they sit."""

from dataclasses import dataclass

from .kinds import ASSOCIATIONS, BASIC, Kind

EXECUTIVE, STANDING, INSPECTION = "executive", "standing", "inspection"
# A committee's name and how it is written in short; the standing committee is part of the executive one.
COMMITTEES = {
    EXECUTIVE: ("Ban Chấp hành", "BCH"),
    STANDING: ("Ban Thường vụ", "BTV"),
    INSPECTION: ("Ban Kiểm tra", "BKT"),
}
EVERYWHERE = (*ASSOCIATIONS, *BASIC)


@dataclass(frozen=True)
class Post:
    """`seats`: the committees that go with the post. `is_head`: one holder at a time, and its vacancy is said."""

    code: str
    name: str
    kinds: tuple[str, ...]
    seats: tuple[str, ...] = ()
    is_head: bool = False


POSTS = {
    post.code: post
    for post in (
        Post("chair", "Chủ tịch", ASSOCIATIONS, (EXECUTIVE,), is_head=True),
        Post("first_vice_chair", "Phó Chủ tịch thường trực", ASSOCIATIONS, (EXECUTIVE,)),
        Post("vice_chair", "Phó Chủ tịch", ASSOCIATIONS, (EXECUTIVE,)),
        Post("inspection_head", "Trưởng Ban Kiểm tra", ASSOCIATIONS, (INSPECTION,), is_head=True),
        Post("standing_member", "Ủy viên Ban Thường vụ", ASSOCIATIONS, (EXECUTIVE, STANDING)),
        Post("chapter_head", "Chi hội trưởng", (Kind.CHAPTER,), is_head=True),
        Post("chapter_vice_head", "Chi hội phó", (Kind.CHAPTER,)),
        Post("board_head", "Trưởng ban", (Kind.BOARD,), is_head=True),
        Post("board_vice_head", "Phó Trưởng ban", (Kind.BOARD,)),
        Post("secretary", "Thư ký", EVERYWHERE),
        Post("treasurer", "Thủ quỹ", EVERYWHERE),
        Post("accountant", "Kế toán", EVERYWHERE),
        Post("executive_member", "Ủy viên Ban Chấp hành", (*ASSOCIATIONS, Kind.CHAPTER), (EXECUTIVE,)),
        Post("inspection_vice_head", "Phó Trưởng Ban Kiểm tra", ASSOCIATIONS, (INSPECTION,)),
        Post("inspection_member", "Ủy viên Ban Kiểm tra", ASSOCIATIONS, (INSPECTION,)),
        Post("other", "Chức vụ khác", EVERYWHERE),
    )
}
POST_CHOICES = [(post.code, post.name) for post in POSTS.values()]
HEADS = [post.code for post in POSTS.values() if post.is_head]
RANKS = {code: rank for rank, code in enumerate(POSTS)}


def posts_of(kind: str) -> list[Post]:
    """What may be held in a unit of this kind, highest first."""
    return [post for post in POSTS.values() if kind in post.kinds]


def committees_of(kind: str) -> list[str]:
    """The committees that a unit of this kind may have: a chapter has an executive one at most."""
    if kind in ASSOCIATIONS:
        return list(COMMITTEES)
    return [EXECUTIVE] if kind == Kind.CHAPTER else []


def with_seats(post: str, ticked: set[str]) -> set[str]:
    """The committees of a holder: those ticked and those that go with the post; Ban Thường vụ sits in Ban Chấp hành."""
    seats = ticked | set(POSTS[post].seats)
    return seats | {EXECUTIVE} if STANDING in seats else seats
