from chapters.models import Member, Unit


def test_an_officer_sees_her_commune_and_what_is_below_it_and_nothing_of_a_neighbour(cast):
    seen = set(Unit.objects.visible_to(cast.con_minh_officer))

    assert seen == {cast.con_minh, cast.ban_cao, cast.cho_a}


def test_a_member_is_reached_through_her_membership(cast):
    assert list(Member.objects.visible_to(cast.con_minh_officer)) == [cast.lan]
    assert set(Member.objects.visible_to(cast.office)) == {cast.lan, cast.secret}
    assert list(Member.objects.visible_to(cast.treasurer)) == []


def test_someone_without_an_office_sees_nothing(cast):
    assert list(Unit.objects.visible_to(cast.nobody)) == []
    assert list(Member.objects.visible_to(cast.nobody)) == []
