"""Every route as every role, with a neighbouring commune's data present that could leak (DESIGN 3.1)."""

import html
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pypdf
import pytest
import weasyprint
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test import client as test_client

from awards.models import AwardForm
from khuyenhoc.models import Change

from .conftest import standing
from .databases import is_postgresql
from .neighbours import CONTACTS, SECRETS, make_world
from .routes import HOMES, IN_REPORTS, OFFICERS, ROLES, ROUTES, address, all_routes, expected, places

pytestmark = pytest.mark.django_db  # so that the test database is there for `visits`

# Who sees what is decided by the same lines of Python on both engines: each role is walked on one (decision 23), but
# the two neighbours, whose reach is a range of paths in the database, on both.
ON_POSTGRESQL = ("office", "inspector", "leader", "chapter_officer", "anonymous")
WALKED = [role for role in ROLES if role in OFFICERS.split() or (role in ON_POSTGRESQL) == is_postgresql()]
# Who is shown a link is decided in Python too: where both engines have a role, one of them follows its links.
FOLLOWED_ELSEWHERE = "van_lang_officer" if is_postgresql() else "con_minh_officer"
FOLLOWING = [role for role in WALKED if role != FOLLOWED_ELSEWHERE]


@dataclass(frozen=True)
class Visit:
    """What one role met at one route, filled with the records of one commune."""

    name: str
    role: str
    place: str
    method: str
    url: str
    status: int
    wanted: int
    headers: dict[str, str]
    text: str
    has_changed_something: bool

    def __str__(self) -> str:
        return (
            f"{self.role} {self.method.upper()} {self.url} ({self.name}): {self.status}, the table says {self.wanted}"
        )

    @property
    def is_page(self) -> bool:
        """Not the page of components, which shows a page's heading as a sample; nor what has no body."""
        return self.headers["Content-Type"].startswith("text/html") and self.name != "components" and bool(self.text)


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with standing(django_db_blocker, make_world) as world:
        yield world


@pytest.fixture
def world(_world: SimpleNamespace) -> SimpleNamespace:
    return deepcopy(_world)


@pytest.fixture(scope="module")
def walked(_world: SimpleNamespace, django_db_blocker: Any) -> dict[str, SimpleNamespace]:
    """What each role met, walked once; what the requests wrote is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic(), papers_left_undrawn(), only_answers_kept():
        found = {role: walk(deepcopy(_world), role) for role in WALKED}
        transaction.set_rollback(True)
    return found


@contextmanager
def papers_left_undrawn() -> Iterator[None]:
    """What a paper tells is in its HTML, and that is what is asked here; laying it out takes WeasyPrint a second each.

    That each can be drawn, and what it then looks like, is for the tests of the papers themselves.
    """

    class Undrawn:
        def __init__(self, *, string: str, **means: Any) -> None:
            self.string, self.means = string, means

        def write_pdf(self, **options: Any) -> bytes:
            return UNDRAWN + self.string.encode()

        def render(self, **options: Any) -> Any:
            return drawn(string=self.string, **self.means).render(**options)

    drawn = weasyprint.HTML
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weasyprint, "HTML", Undrawn)
        yield


UNDRAWN = b"%PDF undrawn "


@contextmanager
def only_answers_kept() -> Iterator[None]:
    """Django's client keeps a copy of all that each template was given, and pytest all that was logged; nobody asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", lambda *_, **__: None)
        patch.setattr(logging.root.manager, "disable", logging.CRITICAL)
        yield


@pytest.fixture
def visits(walked: dict[str, SimpleNamespace]) -> list[Visit]:
    return [visit for walk in walked.values() for visit in walk.visits]


def walk(world: SimpleNamespace, role: str) -> SimpleNamespace:
    """Look at everything, send an empty form to all that would refuse it, follow every link that was offered."""
    client = client_of(world.cast, role)
    doors = [(name, place) for name in ROUTES for place in places(name, role)]
    looked = [knock(client, world, name, role, place, "get") for name, place in doors]
    refused = [door for door in doors if ROUTES[door[0]].writes and expected(door[0], role, door[1], "post") != 200]
    sent = [knock(client, world, name, role, place, "post") for name, place in refused]
    dead = dead_links(client, looked) if role in FOLLOWING else None
    return SimpleNamespace(visits=looked + sent, dead_links=dead)


def dead_links(client: Client, looked: list[Visit]) -> list[str]:
    """Links to pages of ours that the role who was shown them cannot open."""
    offered = {html.unescape(link): visit.url for visit in looked for link in LINK.findall(visit.text)}
    unseen = offered.keys() - {visit.url for visit in looked if visit.status == 200}
    unseen = {link for link in unseen if not ONE_OF_MANY.search(link)}
    statuses = {link: client.get(link).status_code for link in sorted(unseen) if not link.endswith(".pdf")}
    return [f"{link} on {offered[link]}: {status}" for link, status in statuses.items() if status not in (200, 302)]


# All figures open alike, and all questions to a chapter: one of each was looked at, tests/reports/test_openable.py and
# test_chapter_page.py follow them all.
ONE_OF_MANY = re.compile(r"/so/(?!members_closing/)|/tung-cau/\w")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


def client_of(cast: SimpleNamespace, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(getattr(cast, role))
    return client


def knock(client: Client, world: SimpleNamespace, name: str, role: str, place: str, method: str) -> Visit:
    url = address(name, world.sides[place])
    before = changes()
    response = getattr(client, method)(url)
    changed = changes() != before
    wanted = expected(name, role, place, method)
    text, headers = text_of(response), dict(response.headers)
    return Visit(name, role, place, method, url, response.status_code, wanted, headers, text, changed)


def changes() -> int:
    """How many there are, asked of the database itself: Django thinks longer about such a question than it answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM khuyenhoc_change")
        return cursor.fetchone()[0]


def text_of(response: HttpResponse) -> str:
    """What a reader finds in it, a PDF or a workbook included."""
    if response.headers.get("Content-Type", "").endswith("spreadsheetml.sheet"):
        book = openpyxl.load_workbook(BytesIO(response.content))
        return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    if response.headers.get("Content-Type") != "application/pdf":
        return response.content.decode(errors="replace")  # photographs are no text
    if response.content.startswith(UNDRAWN):
        return html.unescape(response.content.removeprefix(UNDRAWN).decode())
    return words_of(response.content)


@cache
def words_of(pdf: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(pdf)).pages)


def assert_none(found: Iterable[object]) -> None:
    lines = "\n".join(map(str, found))
    assert not lines, lines


def leaks(visits: list[Visit], role: str, secrets: list[str]) -> list[str]:
    of_role = [visit for visit in visits if visit.role == role and visit.name != "components"]
    return [f"{secret} in {visit}" for visit in of_role for secret in secrets if secret in visit.text]


def test_every_route_of_the_project_is_in_the_table_and_no_other():
    assert set(all_routes()) == set(ROUTES)


@pytest.mark.parametrize("role", WALKED)
def test_every_page_answers_a_role_as_the_table_says(visits, role):
    looked = [visit for visit in visits if visit.role == role and visit.method == "get"]

    assert_none(visit for visit in looked if visit.status != visit.wanted)


@pytest.mark.parametrize("role", [role for role in WALKED if role != "anonymous"])
def test_who_may_not_write_is_refused_and_changes_nothing(visits, role):
    sent = [visit for visit in visits if visit.role == role and visit.method == "post"]

    assert sent or role in ("admin", "office")
    assert_none(visit for visit in sent if visit.status != visit.wanted)
    assert_none(visit for visit in sent if visit.has_changed_something)


def test_reading_never_writes(visits):
    assert_none(visit for visit in visits if visit.method == "get" and visit.has_changed_something)


@pytest.mark.skipif("anonymous" not in WALKED, reason="the stranger is walked on PostgreSQL")
def test_a_stranger_is_sent_to_sign_in_and_back(visits):
    knocked = [visit for visit in visits if visit.role == "anonymous" and not ROUTES[visit.name].is_public]

    assert {visit.headers["Location"].split("?")[0] for visit in knocked} == {"/dang-nhap/"}
    assert {visit.text for visit in knocked} == {""}


@pytest.mark.parametrize("role", FOLLOWING)
def test_every_link_a_role_is_shown_opens_for_her(walked, role):
    assert_none(walked[role].dead_links)


def test_the_neighbours_secrets_are_there_to_be_leaked(visits):
    seen = "\n".join(visit.text for visit in visits if visit.role == "van_lang_officer")

    assert [secret for secret in SECRETS if secret not in seen] == []


def test_con_minhs_officer_never_reads_a_word_of_van_lang(visits):
    assert_none(leaks(visits, "con_minh_officer", SECRETS))


@pytest.mark.skipif("chapter_officer" not in WALKED, reason="the chapter's officer is walked on PostgreSQL")
def test_a_chapter_officer_reads_nothing_of_another_chapter(visits):
    """Nông Thị Sen was put forward by her own chapter; who sent figures for the commune is another matter."""
    elsewhere = [visit for visit in visits if not visit.name.startswith("awards:")]
    assert_none(leaks(visits, "chapter_officer", [*SECRETS, "Chi hội thôn Chợ A", "Quỹ Ban Mai"]))
    assert_none(leaks(elsewhere, "chapter_officer", ["Nông Thị Sen"]))


def test_leadership_never_reads_a_phone_number_or_an_address(visits):
    kept = "\n".join(visit.text for visit in visits if visit.role == "con_minh_officer")

    assert "0987654321" in kept
    assert "Nhà số 5 Bản Cào" in kept
    walked = [role for role in ("leader", "chair") if role in WALKED]
    assert walked
    assert_none(leak for role in walked for leak in leaks(visits, role, CONTACTS))


def test_naming_a_neighbour_in_a_report_s_address_finds_nothing(visits):
    asked = [visit for visit in visits if ROUTES[visit.name].asks == IN_REPORTS]
    strangers = [visit for visit in asked if visit.role in OFFICERS.split() and visit.place != HOMES[visit.role]]

    assert {visit.name for visit in strangers} == {name for name, route in ROUTES.items() if route.asks == IN_REPORTS}
    assert_none(visit for visit in strangers if visit.status not in (404, 405))


QUESTIONS = [
    "/to-chuc/?q=to+dooc",
    "/hoi-vien/?q=ly+van+kin",
    "/hoi-vien/?don-vi={chapter.code}",
    "/hoi-vien/moi/?don-vi={chapter.code}",
    "/khen-thuong/?q=dinh+thi+khuat",
    "/khen-thuong/?don-vi={chapter.code}",
    "/khen-thuong/moi/?don-vi={chapter.code}&nam=2023",
    "/mo-hinh/?nam=2023&q=luu+khuat",
    "/mo-hinh/?nam=2023&don-vi={chapter.code}",
    "/mo-hinh/dang-ky-lai/?nam=2024&don-vi={chapter.code}",
    "/mo-hinh/danh-sach.pdf?nam=2023&don-vi={chapter.code}",
    "/can-bo/?q=mong+thi+khuay",
    "/can-bo/?don-vi={commune.code}",
    "/can-bo/khuyet/?don-vi={chapter.code}",
    "/can-bo/don-vi/{chapter.pk}/danh-sach/can-bo/",
    "/quy/?don-vi={commune.code}",
    "/nhat-ky/?nguoi=thu+quy",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_asking_for_the_neighbours_brings_out_nothing(world, question):
    van_lang = world.sides["van_lang"]
    url = question.format(chapter=van_lang.chapter, commune=van_lang.commune)

    answer = text_of(client_of(world.cast, "con_minh_officer").get(url))
    at_home = text_of(client_of(world.cast, "van_lang_officer").get(url))

    assert [secret for secret in SECRETS if secret in answer] == []
    assert [secret for secret in SECRETS if secret in at_home] != []


@pytest.mark.parametrize(
    "name, values",
    [
        ("chapters:member-create", {"name": "Nông Văn Mới", "since": "01/02/2024", "entry": "admitted"}),
        ("chapters:membership-create", {"since": "01/02/2024", "entry": "admitted"}),
        ("awards:nomination-create", {"recipient_class": "person", "recipient_name": "Nông Văn Mới"}),
    ],
)
def test_a_form_takes_no_unit_of_the_neighbours(world, name, values):
    own, other = world.sides["con_minh"], world.sides["van_lang"]
    client = client_of(world.cast, "con_minh_officer")
    url = f"{address(name, own)}?don-vi={other.chapter.code}&nam=2023"
    before = Change.objects.count()

    answer = client.post(url, values | {"unit": other.chapter.pk, "form": AwardForm.objects.get().pk})

    assert answer.status_code == 200
    assert "Tô Đoóc" not in answer.text
    assert Change.objects.count() == before


class Furniture(HTMLParser):
    """Counts what every page must have and collects what the content policy forbids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings = 0
        self.language: str | None = None
        self.title = self.inside = ""
        self.forbidden: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag
        self.headings += tag == "h1"
        if tag == "html":
            self.language = given.get("lang")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(f"<{tag}>")
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        self.forbidden += [value for value in given.values() if value and value.startswith("javascript:")]

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def faults(visit: Visit) -> list[str]:
    page = Furniture(visit.text)
    found = [f"has {one}" for one in page.forbidden]
    if page.headings != 1:
        found.append(f"has {page.headings} <h1>")
    if page.language != "vi":
        found.append("is not marked as Vietnamese")
    if not re.search(r"\w", page.title):
        found.append("has no title")
    if "{{" in visit.text or "{%" in visit.text:
        found.append("shows a template's source")
    return found


def test_every_page_and_every_refusal_has_one_heading_a_title_and_no_inline_code(visits):
    pages = {(visit.name, visit.role, visit.status): visit for visit in visits if visit.is_page}

    assert_none(f"{visit} {fault}" for visit in pages.values() for fault in faults(visit))


def test_every_answer_carries_the_content_policy(visits):
    policies = {visit.headers.get("Content-Security-Policy", str(visit)) for visit in visits}

    assert [set(policy.split("; ")) for policy in policies] == [
        {
            "default-src 'self'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        }
    ]
