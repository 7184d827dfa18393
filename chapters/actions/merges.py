"""Verbs on doubles: two records become one, and two again; two people are told apart."""

from collections.abc import Iterator, Mapping

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date

from ..merging import FACTS, GONE, KEEP, Stay, fingerprint, fuller, plan
from ..models import Member, Membership, Merge, NotDouble, User
from ..reach import within
from ..trace import Step, change, changed_since, repoint, take_back

CHANGED = "Một trong hai hồ sơ vừa có người sửa. Xin xem lại như hiện nay ở dưới rồi gộp."


@verb
def merge_members(
    *,
    keep: Member,
    gone: Member,
    by: User,
    values: Mapping[str, object] | None = None,
    prefers: str = KEEP,
    was: tuple[str, str] | None = None,
) -> Merge:
    """Make `gone` a part of `keep`: facts, belongings, and whatever else hangs on her and is not signed yet.

    `values` are the facts that somebody chose, the others are the fuller ones; `prefers` is the side, "keep" or
    "gone", that says where she is counted when both do. `was`: the fingerprints of both as they were shown.
    """
    keep, gone = _held(keep, gone)
    refuse_merge(keep, gone, by)
    if was and was != (fingerprint(keep), fingerprint(gone)):
        raise Refusal(CHANGED)
    facts = {name: getattr(gone if side == GONE else keep, name) for name, side in fuller(keep, gone).items()}
    for name in (given := dict(values or {})):
        if name not in FACTS:
            raise TypeError(f"merge_members cannot set {name!r}; it takes {', '.join(FACTS)}")
    _refuse_before_birth(facts | given, keep, gone)
    steps = [
        *change(keep, facts | given),
        *_join_belongings(keep, gone, prefers, by),
        *change(gone, {"merged_into": keep}),
        *_move_the_rest(keep, gone),
    ]
    has = Membership.objects.filter(member=keep).values_list("pk", flat=True)
    merge = Merge(keep=keep, gone=gone, merged_by=by, trace={"steps": steps, "memberships": sorted(has)})
    save_checked(merge)
    return merge


def refuse_merge(keep: Member, gone: Member, by: User) -> None:
    """Whoever merges two records must write both, wherever they belong today."""
    if keep.pk == gone.pk:
        raise Refusal("Hai hồ sơ này là một. Xin chọn hai hồ sơ khác nhau.")
    for one in (keep, gone):
        if one.merged_into_id:
            raise Refusal(f"Hồ sơ của {one} đã gộp vào hồ sơ khác rồi. Xin mở lại danh sách trùng và xem lại.")
        if one.erased_at:
            raise Refusal("Thông tin của một trong hai người đã được xóa theo yêu cầu nên không gộp được.")
        if not writes_all_of(one, by):
            raise NotAllowed("Chức trách của bạn không sửa được cả hai hồ sơ. Xin báo Thường trực Hội cấp trên gộp.")
    if _told_apart(keep, gone).exists():
        raise Refusal("Đã có người xác nhận đây không phải một người. Muốn gộp, xin rút lại xác nhận đó trước.")


def writes_all_of(member: Member, user: User) -> bool:
    held = Membership.objects.genuine().current().filter(member=member)
    elsewhere = held.exclude(within(user.paths("write_members"), "unit__path"))
    return Member.objects.editable_by(user).filter(pk=member.pk).exists() and not elsewhere.exists()


def _held(*members: Member) -> list[Member]:
    """Both records as they are now, with their belongings: persons first, as every verb on a belonging holds them."""
    ids = [member.pk for member in members]
    found = {one.pk: one for one in Member.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    list(Membership.objects.select_for_update().filter(member__in=ids).order_by("pk"))
    return [found[pk] for pk in ids]


def belongings(member: Member) -> list[Membership]:
    return list(Membership.objects.genuine().filter(member=member).select_related("unit").order_by("since", "pk"))


def _join_belongings(keep: Member, gone: Member, prefers: str, by: User) -> list[Step]:
    """What is void or ends earlier first, then what grows, then what moves: so nobody is ever counted twice.

    Two that both grow may change places in time, one where the other was: these are not counted for the while.
    """
    stays = plan(belongings(keep), belongings(gone), prefers)
    _refuse_after_death(stays)
    changed = [stay for stay in stays if stay.is_changed]
    if any(not by.can("write_members", stay.membership.unit) for stay in changed):
        raise NotAllowed(
            "Gộp hai hồ sơ này phải sửa cả một dòng sinh hoạt ngoài phạm vi của bạn. "
            "Xin báo Thường trực Hội cấp trên gộp."
        )
    changed.sort(key=lambda stay: (not stay.is_void, stay.is_joint))
    joint = [stay for stay in changed if stay.is_joint]
    steps = [step for stay in joint if joint[1:] for step in change(stay.membership, {"is_counted": False}, whole=True)]
    steps += [step for stay in changed for step in change(stay.membership, stay.values, whole=True)]
    moving = [stay.membership for stay in stays if stay.side == GONE and not stay.is_void]
    return steps + [step for membership in moving for step in change(membership, {"member": keep}, whole=True)]


def _refuse_after_death(stays: list[Stay]) -> None:
    """Who died belongs nowhere afterwards: which of the two records is wrong only people can say."""
    genuine = [stay for stay in stays if not stay.is_void]
    died = min((stay.until for stay in genuine if stay.exit == Membership.Exit.DIED and stay.until), default=None)
    if died and (later := next((stay for stay in genuine if stay.until is None or stay.until > died), None)):
        raise Refusal(
            f"Một hồ sơ ghi từ trần ngày {format_date(died)}, hồ sơ kia còn sinh hoạt ở {later.membership.unit} sau "
            "ngày đó. Nếu đúng là một người, xin ghi thôi hoặc ghi nhầm ở dòng sinh hoạt sai rồi gộp."
        )


def _refuse_before_birth(facts: Mapping[str, object], keep: Member, gone: Member) -> None:
    birth_year = facts.get("birth_year")
    first = min((one.since for member in (keep, gone) for one in belongings(member)), default=None)
    if isinstance(birth_year, int) and first and first.year < birth_year:
        raise Refusal(
            f"Năm sinh {birth_year} ở sau ngày vào chi hội ({format_date(first)}). Xin chọn năm sinh kia, hoặc sửa "
            "năm sinh trước khi gộp.",
            "birth_year",
        )


def related_rows(member: Member) -> Iterator[tuple[str, models.QuerySet[models.Model]]]:
    """What else hangs on a person in this and later apps, each with the column by which it does (decision 4)."""
    for relation in Member._meta.related_objects:
        model, column = relation.related_model, relation.field
        if model not in (Member, Membership, Merge) and column.concrete and not column.many_to_many:
            yield column.attname, model._base_manager.filter(**{column.name: member}).order_by("pk")


def _move_the_rest(keep: Member, gone: Member) -> list[Step]:
    """A row that the database will not move stays with the gone record, and is found through `merged_into`."""
    return [step for column, rows in related_rows(gone) for row in rows for step in repoint(row, column, keep.pk)]


@verb
def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Two records again, exactly as they were; refused when something was built on the merge since."""
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    merge.keep, merge.gone = _held(merge.keep, merge.gone)
    if not writes_all_of(merge.keep, by) and not merge.keep.merged_into_id:
        raise NotAllowed("Chức trách của bạn không sửa được hồ sơ này ở mọi nơi. Xin báo Thường trực Hội cấp trên.")
    for reason in hindrances(merge, by):
        raise Refusal(reason)
    merge.undone_at, merge.undone_by = timezone.now(), by
    save_checked(merge)
    take_back(merge.trace["steps"])
    return merge


def hindrances(merge: Merge, user: User) -> Iterator[str]:
    """Why a merge cannot be undone now, each with what to do."""
    if merge.undone_at:
        yield "Lần gộp này đã được hoàn tác rồi."
        return
    if merge.keep.merged_into_id:
        yield f"Hồ sơ của {merge.keep} đã gộp tiếp vào hồ sơ khác. Xin hoàn tác lần gộp đó trước."
        return
    if not merge.trace:
        yield "Thông tin của người này đã được xóa theo yêu cầu nên không tách lại được."
        return
    later = Merge.objects.standing().filter(keep=merge.keep, pk__gt=merge.pk).select_related("gone").first()
    if later:
        yield f"Sau lần này còn gộp thêm hồ sơ của {later.gone}. Xin hoàn tác lần gộp sau cùng trước."
        return
    newer = Membership.objects.genuine().filter(member=merge.keep).exclude(pk__in=merge.trace["memberships"])
    for membership in newer.select_related("unit"):
        yield f"Sau khi gộp, {merge.keep} còn vào {_place(membership, user)}. Nếu đó là ghi nhầm, xin sửa trước."
    for record in changed_since(merge.trace["steps"]):
        yield f"{_named(record, user)} đã được sửa sau khi gộp. Xin sửa lại như lúc gộp rồi hoàn tác."


def _place(membership: Membership, user: User) -> str:
    return str(membership.unit) if user.can("read_members", membership.unit) else "một đơn vị ngoài phạm vi của bạn"


def _named(record: models.Model, user: User) -> str:
    if isinstance(record, Membership):
        return f"Dòng sinh hoạt ở {_place(record, user)}"
    return capfirst(f"{record._meta.verbose_name} {record}")


@verb
def tell_apart(*, one: Member, other: Member, by: User) -> NotDouble:
    """Two people, whatever their names say; they are not shown as doubles again. Said twice, it is said once."""
    one, other = sorted(_held(one, other), key=lambda member: member.pk)
    for member in (one, other):
        if not Member.objects.editable_by(by).filter(pk=member.pk).exists():
            raise NotAllowed("Chức trách của bạn không sửa được cả hai hồ sơ. Xin báo Thường trực Hội cấp trên.")
    said = _told_apart(one, other).first()
    if said is None:
        said = NotDouble(one=one, other=other, said_by=by)
        save_checked(said)
    return said


def _told_apart(one: Member, other: Member) -> models.QuerySet[NotDouble]:
    low, high = sorted((one.pk, other.pk))
    return NotDouble.objects.standing().filter(one=low, other=high)


@verb
def doubt_again(*, not_double: NotDouble, by: User) -> NotDouble:
    """Take back that two are not one person; they are shown as doubles again if they are alike."""
    said = NotDouble.objects.select_for_update().get(pk=not_double.pk)
    if not NotDouble.objects.editable_by(by).filter(pk=said.pk).exists():
        raise NotAllowed("Chức trách của bạn không sửa được cả hai hồ sơ. Xin báo Thường trực Hội cấp trên.")
    if said.taken_back_at is None:
        said.taken_back_at, said.taken_back_by = timezone.now(), by
        save_checked(said)
    return said
