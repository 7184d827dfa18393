"""Officers of the district, and the addresses of their pages."""

from datetime import date
from types import SimpleNamespace

from django.urls import reverse

from chapters.actions import elect_officer, open_term

LIST = reverse("chapters:officer-list")
MATTERS = reverse("chapters:officer-matters")
FIRST = date(2022, 5, 20)


def unit_page(unit):
    return reverse("chapters:unit-officers", args=[unit.pk])


def new_at(unit, **query):
    return reverse("chapters:officer-create", args=[unit.pk], query=query)


def form_of(name, record):
    return reverse(f"chapters:{name}", args=[record.pk])


def make_house(cast: SimpleNamespace) -> SimpleNamespace:
    """A district with a term, a chair and two more, a chair in Côn Minh, a head in Bản Cào."""
    by = cast.office
    cast.term = open_term(
        unit=cast.district,
        name="2022–2027",
        since=FIRST,
        planned_until=date(2027, 5, 20),
        executive_seats=4,
        by=by,
    )

    def elect(unit, post, name, **facts):
        return elect_officer(unit=unit, post=post, name=name, by=by, **{"since": FIRST} | facts)

    cast.chair = elect(
        cast.district, "chair", "Lý Quang Sầm", sex="male", birth_year=1957, phone="0912000001", term=cast.term
    )
    cast.auditor = elect(cast.district, "inspection_head", "Nông Đức Thiềng", term=cast.term, committees=["executive"])
    cast.member = elect(cast.district, "executive_member", "Bàn Văn Ánh", sex="male", term=cast.term)
    cast.commune_chair = elect(cast.con_minh, "chair", "Triệu Thị Mẩy", sex="female", birth_year=1970)
    cast.head = elect(cast.ban_cao, "chapter_head", "Hoàng Văn Tài", since=date(2023, 7, 1))
    return cast
