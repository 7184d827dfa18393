"""What the verbs on doubles refuse, the database refuses too."""

from datetime import date

import pytest

from chapters.actions import admit_member, merge_members, tell_apart, undo_merge
from chapters.models import Member, Membership, Merge, NotDouble

from ..refusals import refused

INTO_MERGED = "Hồ sơ này đã gộp vào hồ sơ khác. Xin gộp vào hồ sơ đó."
OF_GONE = "Hồ sơ này đã gộp vào hồ sơ khác, không ghi sinh hoạt ở đây nữa. Xin ghi ở hồ sơ đó."
STAYS = "Lần gộp hồ sơ đã ghi không sửa, không xóa được, chỉ hoàn tác một lần."


@pytest.fixture
def twice(cast):
    return admit_member(unit=cast.ban_cao, name="Hoàng T. Lan", since=date(2018, 3, 1), by=cast.admin)


@pytest.fixture
def made(cast, twice):
    return merge_members(keep=cast.lan, gone=twice, by=cast.office)


def test_nobody_is_merged_into_one_who_is_merged_so_no_circle_closes(cast, twice, made):
    def point(member, to):
        return lambda: Member.objects.filter(pk=member.pk).update(merged_into=to)

    assert refused(point(cast.lan, twice)) == INTO_MERGED
    assert refused(point(cast.secret, twice)) == INTO_MERGED
    assert refused(point(cast.lan, cast.lan)) is None
    assert refused(lambda: Member.objects.create(name="Nông Văn Mới", merged_into=twice)) == INTO_MERGED


def test_a_merged_record_is_not_torn_off_by_an_old_copy_of_it(cast, twice, made):
    assert refused(twice.save) == "Hồ sơ đã gộp chỉ tách ra được bằng Hoàn tác."


def test_a_gone_record_takes_no_belonging(cast, twice, made):
    new = Membership(member=twice, unit=cast.to_dooc, since=date(2024, 1, 1))

    assert refused(lambda: Membership.objects.bulk_create([new])) == OF_GONE
    moved = Membership.objects.filter(member=cast.lan)
    assert refused(lambda: moved.update(member=twice)) == OF_GONE


@pytest.mark.parametrize(
    "changed", [{"keep_id": 2}, {"merged_at": "2020-01-01T00:00:00Z"}, {"trace": {"steps": []}}, {"merged_by_id": 1}]
)
def test_what_a_merge_did_stays_written(changed, cast, made):
    assert made.merged_by_id != 1
    assert refused(lambda: Merge.objects.filter(pk=made.pk).update(**changed)) == STAYS


def test_a_merge_is_undone_once_and_never_deleted(cast, made):
    undo_merge(merge=made, by=cast.office)

    assert refused(lambda: Merge.objects.filter(pk=made.pk).update(undone_at=None, undone_by=None)) == STAYS
    assert refused(lambda: Merge.objects.filter(pk=made.pk).delete()) == STAYS


def test_one_record_is_merged_once_at_a_time(cast, made):
    again = Merge(keep=cast.secret, gone=made.gone, merged_by=cast.office)

    assert refused(lambda: Merge.objects.bulk_create([again])) is None


def test_a_pair_is_told_apart_once_and_in_one_order(cast):
    said = tell_apart(one=cast.lan, other=cast.secret, by=cast.office)

    for one, other in ((said.one, said.other), (said.other, said.one)):
        assert refused(lambda pair=(one, other): write_pair(pair, cast.office)) is None
    assert refused(lambda: NotDouble.objects.filter(pk=said.pk).delete()) == (
        "Xác nhận không phải một người không xóa được, chỉ rút lại."
    )


def write_pair(pair, by):
    return NotDouble.objects.bulk_create([NotDouble(one=pair[0], other=pair[1], said_by=by)])
