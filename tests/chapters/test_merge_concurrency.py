"""Merging while somebody else does: each on a connection of her own, one is refused, and nobody is lost."""

from datetime import date

from chapters.actions import admit_member, end_membership, join_unit, merge_members, undo_merge
from chapters.models import Member, Membership, Merge
from khuyenhoc.actions import Refusal

from ..crowds import crowd


def written(cast, *names):
    return [admit_member(unit=cast.ban_cao, name=name, since=date(2020, 1, 1), by=cast.admin) for name in names]


def outcome(results):
    """How many succeeded, and the sentences of those who were refused; anything else is a fault."""
    refused = [result for result in results if isinstance(result, Exception)]
    assert [fault for fault in refused if not isinstance(fault, Refusal)] == []
    return len(results) - len(refused), [str(fault) for fault in refused]


def assert_whole(*people):
    """No circle, no belonging of a gone record, and she is counted once today."""
    roots = {Member.objects.get(pk=one.pk).heir for one in people}
    assert not Membership.objects.genuine().exclude(member__merged_into=None).exists()
    for root in roots:
        assert Membership.objects.current().counted().filter(member=root).count() == 1
    return roots


def test_two_who_merge_one_pair_in_opposite_directions(shared):
    lan, again = written(shared, "Hoàng Thị Lan", "Hoàng T. Lan")
    pairs = [(lan, again), (again, lan)]

    results = crowd(lambda n: merge_members(keep=pairs[n][0], gone=pairs[n][1], by=shared.office), 2)

    done, refused = outcome(results)
    assert done == 1
    assert "đã gộp vào hồ sơ khác rồi" in refused[0]
    assert len(assert_whole(lan, again)) == 1


def test_several_who_press_the_same_button(shared):
    lan, again = written(shared, "Hoàng Thị Lan", "Hoàng T. Lan")

    done, refused = outcome(crowd(lambda _: merge_members(keep=lan, gone=again, by=shared.office), 4))

    assert (done, len(refused)) == (1, 3)
    assert Merge.objects.standing().count() == 1
    assert_whole(lan, again)


def test_one_merges_a_into_b_while_another_merges_b_into_c(shared):
    a, b, c = written(shared, "Hoàng T. Lan", "Hoàng Lan", "Hoàng Thị Lan")
    pairs = [(b, a), (c, b)]

    done, refused = outcome(crowd(lambda n: merge_members(keep=pairs[n][0], gone=pairs[n][1], by=shared.office), 2))

    roots = assert_whole(a, b, c)
    assert roots == ({c} if done == 2 else {a, c})
    assert len(refused) == 2 - done


def test_merging_while_she_joins_another_chapter(shared):
    lan, again = written(shared, "Hoàng Thị Lan", "Hoàng T. Lan")
    join = {"member": again, "unit": shared.to_dooc, "since": date(2023, 1, 1), "is_counted": False}

    results = crowd(
        lambda n: join_unit(**join, by=shared.office) if n else merge_members(keep=lan, gone=again, by=shared.office),
        2,
    )

    done, refused = outcome(results)
    assert_whole(lan, again)
    joined = Membership.objects.genuine().filter(unit=shared.to_dooc, member=lan).count()
    assert joined == done - 1
    assert len(refused) == 2 - done


def test_merging_while_her_belonging_is_ended(shared):
    lan, again = written(shared, "Hoàng Thị Lan", "Hoàng T. Lan")
    held = again.memberships.get()
    end = {"membership": held, "until": date(2023, 1, 1), "exit": "moved_out"}

    results = crowd(
        lambda n: (
            end_membership(**end, by=shared.office) if n else merge_members(keep=lan, gone=again, by=shared.office)
        ),
        2,
    )

    done, _ = outcome(results)
    assert done >= 1
    assert Member.objects.get(pk=again.pk).merged_into == lan
    assert_whole(lan, again)


def test_a_merge_that_several_undo_is_undone_once(shared):
    lan, again = written(shared, "Hoàng Thị Lan", "Hoàng T. Lan")
    made = merge_members(keep=lan, gone=again, by=shared.office)

    done, refused = outcome(crowd(lambda _: undo_merge(merge=made, by=shared.office), 3))

    assert done == 1
    assert set(refused) == {"Lần gộp này đã được hoàn tác rồi."}
    assert len(assert_whole(lan, again)) == 2
