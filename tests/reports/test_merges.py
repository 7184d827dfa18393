"""What a merge of two records does to figures: drafts recount, accepted ones never move, undoing brings them back."""

from datetime import date

from chapters.actions import admit_member, merge_members, undo_merge

from .conftest import hand_in, totals_of

MEMBERS = ("members_opening", "members_joined", "members_moved_in", "members_moved_out", "members_closing")


def members_of(unit):
    totals = totals_of(unit)
    return [totals.get(code, 0) for code in MEMBERS]


def written_again(year, unit, since=date(2023, 2, 1)):
    return admit_member(unit=unit, name="Hoàng Thị Lan", birth_year=1960, since=since, by=year.office)


def test_in_a_draft_one_who_was_written_down_twice_counts_once(year):
    again = written_again(year, year.ban_cao)
    assert members_of(year.con_minh) == [1, 1, 0, 0, 2]

    made = merge_members(keep=year.lan, gone=again, by=year.office)

    assert members_of(year.con_minh) == [1, 0, 0, 0, 1]
    undo_merge(merge=made, by=year.office)
    assert members_of(year.con_minh) == [1, 1, 0, 0, 2]


def test_one_who_moved_and_was_admitted_anew_becomes_a_move_and_every_row_still_adds_up(year):
    again = written_again(year, year.to_dooc)
    assert [members_of(unit) for unit in (year.con_minh, year.van_lang)] == [[1, 0, 0, 0, 1], [1, 1, 0, 0, 2]]

    merge_members(keep=year.lan, gone=again, prefers="gone", by=year.office)

    assert [members_of(unit) for unit in (year.con_minh, year.van_lang)] == [[1, 0, 0, 1, 0], [1, 0, 1, 0, 2]]
    assert members_of(year.district) == [2, 0, 1, 1, 2]


def test_an_accepted_figure_does_not_move(year):
    again = written_again(year, year.ban_cao)
    hand_in(year.con_minh, year.office)
    accepted = members_of(year.con_minh)
    assert accepted[-1] == 3  # two by name, one declared

    made = merge_members(keep=year.lan, gone=again, by=year.office)

    assert members_of(year.con_minh) == accepted
    undo_merge(merge=made, by=year.office)
    assert members_of(year.con_minh) == accepted
