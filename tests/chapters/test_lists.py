"""The lists that stand beside the great ones ask the database as often for three rows as for one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chapters.actions import (
    admit_member,
    create_unit,
    create_user,
    elect_officer,
    open_term,
    record_consents,
    tell_apart,
    write_wording,
)
from chapters.models import ConsentWording, Term

from ..conftest import PASSWORD


def member(cast, name, unit=None, **facts):
    return admit_member(unit=unit or cast.ban_cao, name=name, since=date(2020, 1, 1), by=cast.office, **facts)


def pair_told_apart(cast, name):
    tell_apart(one=member(cast, f"Vi Văn {name}"), other=member(cast, f"Vi Văn {name}"), by=cast.office)


def chapter(cast, name):
    facts = {"kind": "chapter", "setting": "hamlet", "keeps_roster": True}
    unit = create_unit(parent=cast.con_minh, name=f"Chi hội thôn {name}", by=cast.office, **facts)
    member(cast, "Nông Thị Hoa", unit)
    elect_officer(unit=unit, post="chapter_vice_head", name="Nông Thị Hoa", since=date(2020, 1, 1), by=cast.office)


def wording(cast, name):
    write_wording(text=f"Tôi đồng ý. Bản của {name}.", by=cast.office)


def account(cast, name):
    username = f"can-bo-{len(name)}"
    create_user(
        username=username, name=name, password=PASSWORD, unit=cast.con_minh, role="commune_officer", by=cast.office
    )


def double(cast, name):
    member(cast, "Hoàng Thị Lan", birth_year=1960, address=name)


def officer_of_before(cast, name):
    if not Term.objects.exists():
        years = {"since": date(2022, 1, 1), "planned_until": date(2027, 1, 1)}
        open_term(unit=cast.con_minh, name="2022–2027", by=cast.office, **years)
    elect_officer(unit=cast.con_minh, post="vice_chair", name=name, since=date(2018, 1, 1), by=cast.office)


def consent(cast, name):
    how = {"way": "phone", "note": "bà Lan nghe", "given_on": date(2026, 1, 1)}
    who = [member(cast, name)]
    record_consents(unit=cast.ban_cao, members=who, wording=ConsentWording.objects.get(), by=cast.office, **how)


def address(name, *, of=None, **query):
    return lambda cast: reverse(f"chapters:{name}", args=[getattr(cast, of).pk] if of else None, query=query or None)


def carrying_over(cast):
    return reverse("chapters:term-carry-over", args=[Term.objects.get().pk])


def choosing(cast):
    return reverse("chapters:merge", query={"a": cast.lan.pk, "q": "lan"})


LISTS = {
    "told apart": (pair_told_apart, address("double-list", **{"tinh-trang": "khong-phai"}), "Rút lại<span"),
    "whom to merge with": (double, choosing, "Hoàng Thị Lan</a>"),
    "consents of the chapters below": (chapter, address("unit-consents", of="con_minh"), "Chi hội thôn "),
    "a sheet to sign": (member, address("consent-sheet", of="ban_cao"), "Lò Văn "),
    "versions of the wording": (wording, address("wording-list"), "Bản của Lò Văn "),
    "vacant posts": (chapter, address("officer-matters"), "Chi hội thôn Lò Văn "),
    "who goes on": (officer_of_before, carrying_over, 'value="'),
    "who sees a unit": (account, address("who-sees", of="ban_cao"), "Lò Văn "),
    "units that are searched": (chapter, address("unit-list", q="chi hoi"), "Lò Văn "),
    "members of whom all have agreed": (consent, address("unit-consents", of="ban_cao"), "Lò Văn "),
}


@pytest.mark.parametrize("add, page, word", LISTS.values(), ids=LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(add, page, word, cast, as_user):
    def look():
        client = as_user(cast.office)
        client.get("/huong-dan/")
        with CaptureQueriesContext(connection) as asked:
            text = client.get(page(cast)).text
        return len(asked), text.count(word)

    add(cast, "Lò Văn A")
    queries, shown = look()
    add(cast, "Lò Văn Bé")
    add(cast, "Lò Văn Cao")
    queries_of_three, shown_of_three = look()

    assert shown_of_three > shown
    assert queries_of_three == queries
