"""Carries the plan out with the verbs that the pages use, so the demonstration is held to every rule."""

from datetime import date
from itertools import groupby

from django.db import transaction

from chapters.actions import (
    Founder,
    Newcomer,
    admit_members,
    create_unit,
    create_user,
    end_membership,
    found,
    join_unit,
)
from chapters.kinds import Kind
from chapters.models import Member, Membership, Unit, User
from khuyenhoc.actor import acting, through

from .choice import number
from .load_books import load_books
from .load_conference import load_conference
from .load_emulation import load_emulation
from .load_honours import load_honours
from .load_inspections import load_inspections
from .load_learning import load_learning
from .load_officers import load_officers
from .load_summaries import load_summaries
from .load_years import load_years
from .people import Person
from .places import COMMUNES, CON_MINH, ROOT, VAN_LANG, Place
from .plan import make_plan
from .scene import Scene

PASSWORD = "NaRi-2023-demo"  # noqa: S105  published; a demo account signs in from the machine itself only
# username, invented name, unit, role
ADMINISTRATOR = ("quantri", "Nông Thị Lịch")
ACCOUNTS = (
    ("vanphong", "Lường Thị Hiên", ROOT, "office"),
    ("thuquy", "Hoàng Thị Nhẫn", ROOT, "treasurer"),
    ("kiemtra", "Nông Đức Thiềng", ROOT, "inspection"),
    ("chutich", "Lý Quang Sầm", ROOT, "chair"),
    ("lanhdao", "Triệu Đức Khiêm", ROOT, "leadership"),
    ("conminh", "Triệu Thị Mẩy", CON_MINH, "commune_officer"),
    ("vanlang", "Hà Văn Chấn", VAN_LANG, "commune_officer"),
    ("bancao", "Hoàng Văn Tài", f"{CON_MINH}/Chi hội thôn Bản Cào", "chapter_officer"),
)


def load() -> None:
    """Load the demonstration into an empty database, all or nothing."""
    with transaction.atomic(), through("dữ liệu trình diễn"):
        scene = Scene(make_plan())
        _found(scene)
        with acting(scene.users["quantri"]):
            _open_units(scene)
            _open_accounts(scene)
        _admit_members(scene)
        load_officers(scene)
        load_books(scene)
        load_honours(scene)
        load_learning(scene)
        load_inspections(scene)
        load_emulation(scene)
        load_years(scene)
        load_summaries(scene)
        load_conference(scene)


def _found(scene: Scene) -> None:
    username, name = ADMINISTRATOR
    scene.units[ROOT], scene.users[username] = found(
        code=ROOT,
        kind=Kind.DISTRICT,
        designation="huyện",
        name="Na Rì",
        association_since=date(1999, 10, 2),
        username=username,
        user_name=name,
        password=PASSWORD,
        is_demo=True,
        by=Founder(),
    )


def _open_units(scene: Scene) -> None:
    for commune in COMMUNES:
        scene.units[commune.code] = create_unit(
            parent=scene.units[ROOT],
            kind=Kind.COMMUNE,
            code=commune.code,
            designation=commune.designation,
            name=commune.name,
            association_since=commune.association_since,
            by=scene.users["quantri"],
        )
    for place in scene.plan.places:
        scene.units[place.key] = _open_place(scene, place)


def _open_place(scene: Scene, place: Place) -> Unit:
    return create_unit(
        parent=scene.units[place.above],
        kind=place.kind,
        setting=place.setting,
        local_word=place.local_word,
        name=place.name,
        opened_on=place.opened_on,
        keeps_roster=place.keeps_roster,
        by=scene.users["quantri"],
    )


def _open_accounts(scene: Scene) -> None:
    for username, name, unit, role in ACCOUNTS:
        scene.users[username] = create_user(
            username=username,
            name=name,
            password=PASSWORD,
            unit=scene.units[unit],
            role=role,
            is_demo=True,
            by=scene.users["quantri"],
        )


def _admit_members(scene: Scene) -> None:
    for by, people in groupby(scene.plan.people, key=lambda person: scene.clerk(person.spells[0].place)):
        with acting(by):
            admitted = list(people)
            firsts = admit_members(newcomers=[_newcomer(scene, person) for person in admitted], by=by)
            for person, membership in zip(admitted, firsts, strict=True):
                _go_on(scene, person, membership, by)
                scene.members.append(membership.member)


def _newcomer(scene: Scene, person: Person) -> Newcomer:
    first = person.spells[0]
    member = Member(
        name=person.name,
        sex=person.sex,
        birth_year=person.birth_year,
        address=person.address,
        has_card=person.has_card,
        dues_year=2024 if number(10, person.name, person.birth_year, "dues") < 8 else 2021,
    )
    return Newcomer(member, scene.units[first.place], first.since, first.entry)


def _go_on(scene: Scene, person: Person, membership: Membership, by: User) -> None:
    """How her first belonging ended, and where she belonged after it."""
    first, *later = person.spells
    if first.until:
        end_membership(membership=membership, until=first.until, exit=first.exit, by=by)
    for spell in later:
        unit = scene.units[spell.place]
        membership = join_unit(member=membership.member, unit=unit, since=spell.since, entry=spell.entry, by=by)
        if spell.until:
            end_membership(membership=membership, until=spell.until, exit=spell.exit, by=by)
