"""Awards of years past from Excel: the whole way at once, and back as if they had never been written."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from awards import actions
from awards.eligibility import obstacles
from awards.models import Decision, Nomination
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.imports.files import export, template
from khuyenhoc.imports.models import Import
from khuyenhoc.imports.registry import importer_of
from khuyenhoc.models import Change
from reports import records
from tests.chapters.excel import as_file, confirm, counts, edited, opened, undo, upload, workbook

HEADINGS = (
    *("Năm khen thưởng", "Hình thức khen", "Cơ quan khen", "Đối tượng", "Tên người, tập thể", "Năm sinh"),
    *("Mã đơn vị", "Số quyết định", "Ngày quyết định"),
)
OWN = "Hội Khuyến học huyện Na Rì"
LAN = (2019, "Giấy khen", OWN, "cá nhân", "Hoàng Thị Lan", 1960, "02173", "9/QĐ-HKH", "20/12/2019")
UNIT = (2019, "Giấy khen", "", "tập thể", "", None, "02173", "9/QĐ-HKH", date(2019, 12, 20))
MEDAL = (2018, "Kỷ niệm chương", "", "cá nhân", "Nông Văn Cựu", 1940, "Chi hội thôn Bản Cào", "88/QĐ", "1/6/2018")


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def upload_past(cast, *rows, by=None):
    return upload(cast.district, workbook(HEADINGS, *rows), by or cast.office, kind="past_awards")


def write(cast, *rows):
    return confirm(upload_past(cast, *rows), cast.office)


def faults(imported):
    return [(fault["label"], fault["sentence"]) for fault in imported.faults]


def figures(cast):
    units = type(cast.district).objects.values("pk")
    return {
        (year, unit): dict(found)
        for year in (2018, 2019)
        for unit, found in records.figures_of(
            records.awards(SimpleNamespace(year=year, cut_off=date(year, 12, 31)), units)
        ).items()
    }


def test_a_preview_writes_nothing(cast, forms):
    imported = upload_past(cast, LAN, UNIT, MEDAL)

    assert (imported.state, counts(imported).new, counts(imported).faulty) == ("previewed", 3, 0)
    assert (Nomination.objects.count(), Decision.objects.count()) == (0, 0)


def test_each_row_becomes_an_award_that_was_given_and_each_number_one_decision(cast, forms):
    write(cast, LAN, UNIT, MEDAL)

    assert list(Decision.objects.order_by("signed_on").values_list("grantor_name", "number", "year", "size")) == [
        ("Hội Khuyến học Việt Nam", "88/QĐ", 2018, 1),
        (OWN, "9/QĐ-HKH", 2019, 2),
    ]
    assert list(
        Nomination.objects.order_by("pk").values_list("recipient_name", "state", "year", "unit__code", "given_on")
    ) == [
        ("Hoàng Thị Lan", "given", 2019, "02173", date(2019, 12, 20)),
        ("Hội Khuyến học xã Côn Minh", "given", 2019, "02173", date(2019, 12, 20)),
        ("Nông Văn Cựu", "given", 2018, cast.ban_cao.code, date(2018, 6, 1)),
    ]
    lan, unit, other = Nomination.objects.order_by("pk")
    assert (lan.member, unit.recipient_unit, other.member) == (cast.lan, cast.con_minh, None)
    assert lan.search_key
    change = Change.objects.of(lan).last()
    assert (change.actor_name, change.through) == ("Thường trực Hội", f"nhập Excel số {Import.objects.get().pk}")


def test_old_awards_count_in_the_figures_of_their_year_and_feed_the_rules(cast, forms, nominate):
    actions.add_rule(form=forms.certificate, code="once", by=cast.office)
    write(cast, LAN, UNIT, MEDAL)

    assert sum(figures(cast)[2019, cast.con_minh.pk].values()) == 4  # two put forward, two given
    assert "chỉ tặng một lần" in obstacles(nominate("", member=cast.lan, sends=False))[0].sentence


def test_an_import_taken_back_leaves_no_award_and_its_numbers_free(cast, forms, nominate, as_user):
    actions.add_rule(form=forms.certificate, code="once", by=cast.office)
    imported = write(cast, LAN, UNIT, MEDAL)

    undo(imported, cast.office)

    assert figures(cast) == {}
    assert list(Nomination.objects.visible_to(cast.office)) == []
    assert list(Decision.objects.visible_to(cast.office)) == []
    assert "Chưa ghi khen thưởng nào" in text(as_user(cast.office).get("/khen-thuong/lich-su/"))
    assert "Khen thưởng đã nhận" not in text(as_user(cast.office).get(cast.lan.get_absolute_url()))
    for decision in Decision.objects.all():
        assert as_user(cast.office).get(decision.get_absolute_url()).status_code == 404
    assert obstacles(nominate("", member=cast.lan, sends=False)) == []
    assert (Nomination.objects.filter(state="revoked").count(), Decision.objects.count()) == (3, 2)

    again = write(cast, LAN, UNIT)
    assert (again.state, Decision.objects.filter(voided_at=None).count()) == ("done", 1)


def test_an_import_is_not_taken_back_over_what_happened_since(cast, forms):
    imported = write(cast, LAN, UNIT)
    lan = Nomination.objects.get(member=cast.lan)
    actions.revoke(nomination=lan, number="1/QĐ", signed_on=date(2020, 2, 1), reason="Khai sai", by=cast.office)

    with pytest.raises(Refusal, match="Không hoàn tác được: sau lần nhập này đã có người sửa Hoàng Thị Lan"):
        undo(imported, cast.office)


def test_a_decision_that_stands_is_not_voided_by_sql(cast, forms):
    write(cast, LAN)

    with pytest.raises(IntegrityError, match="đang có hiệu lực thì không bỏ được"), transaction.atomic():
        Decision.objects.update(voided_at="2024-01-01 00:00+00:00")
    undo(Import.objects.get(), cast.office)
    with pytest.raises(IntegrityError, match="đã ký không sửa"), transaction.atomic():
        Decision.objects.update(voided_at=None)


@pytest.mark.parametrize(
    "place,value,label,sentence",
    [
        (1, "Huân chương", "Hình thức khen", "Danh mục chưa có hình thức này."),
        (2, "UBND huyện", "Hình thức khen", "Danh mục chưa có hình thức này."),
        (3, "dòng họ", "Đối tượng", "không dành cho dòng họ."),
        (4, "", "Tên người, tập thể", "Chưa ghi tên."),
        (6, "09999", "Đơn vị", "Không có đơn vị nào tên hay mã “09999”"),
        (7, "", "Số quyết định", ""),
        (8, "31/2/2019", "Ngày quyết định", ""),
        (8, date(2090, 1, 1), "Ngày quyết định", "Ngày ký đang ở tương lai."),
        (0, 2091, "Năm khen thưởng", "Năm khen thưởng không đúng."),
    ],
)
def test_a_faulty_row_is_told_with_its_cell(cast, forms, place, value, label, sentence):
    row = [*LAN]
    row[place] = value

    imported = upload_past(cast, row)

    assert counts(imported).faulty == 1
    assert any(told == label and sentence in said for told, said in faults(imported)), faults(imported)


def test_a_form_outside_its_years_and_a_number_of_two_years_are_refused(cast, forms):
    early = (2009, *MEDAL[1:7], "7/QĐ", "1/6/2009")
    other_year = (2018, *LAN[1:4], "Người khác", *LAN[5:])

    told = faults(upload_past(cast, early, LAN, other_year, LAN))

    assert "không áp dụng trong năm 2009" in told[0][1]
    sentences = {said for _, said in told}
    assert "Một quyết định chỉ của một năm khen thưởng; ở dòng trên số này là năm 2019." in sentences
    assert "Dòng 3 đã ghi trường hợp này. Xin bỏ bớt một dòng." in sentences


def test_while_a_row_of_a_decision_is_faulty_none_of_it_is_written(cast, forms):
    imported = upload_past(cast, LAN, (*UNIT[:1], "Huân chương", *UNIT[2:]), MEDAL)

    assert (counts(imported).new, counts(imported).faulty) == (1, 2)
    assert faults(imported)[0] == (
        "Số quyết định",
        "Dòng 3 cùng số quyết định này còn lỗi. Danh sách của một quyết định chỉ ghi được một lần, nên xin sửa dòng đó "
        "rồi tải lên lại.",
    )
    confirm(imported, cast.office, only_good=True)
    assert list(Decision.objects.values_list("number", flat=True)) == ["88/QĐ"]


def test_a_member_has_a_form_once_a_year_in_the_register_and_in_the_file(cast, forms, nominate):
    nominate("", member=cast.lan, year=2018)
    other_number = (*LAN[:7], "10/QĐ-HKH", LAN[8])
    in_2018 = (2018, *LAN[1:7], "3/QĐ-HKH", "20/12/2018")

    imported = upload_past(cast, LAN, other_number, in_2018)

    assert (counts(imported).new, counts(imported).faulty) == (1, 2)
    assert {said for _, said in faults(imported)} == {
        "Hội viên này đã có đề nghị hoặc khen thưởng hình thức đó trong năm. Xin bỏ dòng này."
    }


def test_a_decision_that_is_recorded_takes_nobody_more(cast, forms):
    write(cast, LAN)

    told = faults(upload_past(cast, UNIT))

    assert told == [
        (
            "Số quyết định",
            f"Quyết định số 9/QĐ-HKH ngày 20/12/2019 của {OWN} đã có trong sổ với 1 trường hợp; danh sách đã ký không "
            "thêm được. Xin xem lại số và ngày, hoặc bỏ dòng này.",
        )
    ]


def test_a_number_is_the_same_however_it_is_spelt(cast, forms):
    write(cast, LAN, (*UNIT[:7], "09/qđ-hkh", UNIT[8]))
    assert list(Decision.objects.values_list("number", "size")) == [("9/QĐ-HKH", 2)]

    (told,) = faults(upload_past(cast, (*LAN[:4], "Nông Văn Cựu", 1940, "02173", "09 /QĐ-HKH", LAN[8])))
    assert "Quyết định số 9/QĐ-HKH ngày 20/12/2019" in told[1]


def test_a_number_on_two_days_of_a_year_is_a_slip_of_the_pen(cast, forms):
    imported = upload_past(cast, LAN, (*UNIT[:8], "21/12/2019"))

    assert (counts(imported).new, counts(imported).faulty) == (0, 2)
    assert (
        "Ngày quyết định",
        "Dòng 2 ghi số quyết định này ngày 20/12/2019. Mỗi năm một số chỉ dùng một lần; xin xem lại số và ngày.",
    ) in faults(imported)


def test_the_list_comes_back_unchanged_and_a_changed_row_is_refused(cast, forms):
    write(cast, LAN, UNIT, MEDAL)
    content = export(importer_of("past_awards"), cast.office, cast.district.pk).content

    same = upload(cast.district, content, cast.office, kind="past_awards")
    name = next(cell.coordinate for cell in opened(content).worksheets[0]["F"] if cell.value == "Nông Văn Cựu")
    changed = upload(cast.district, edited(content, **{name: "Khác"}), cast.office, kind="past_awards")

    assert (counts(same).unchanged, counts(same).new, counts(same).faulty) == (3, 0, 0)
    assert [said for _, said in faults(changed)] == [
        "Khen thưởng đã ghi không sửa bằng tệp được. Xin để nguyên dòng này như khi tải về."
    ]


def test_the_template_has_a_drop_down_of_the_catalogue(cast, forms):
    book = opened(template(importer_of("past_awards"), cast.office, cast.district.pk).content)

    headings = [cell.value for row in book.worksheets[0].iter_rows(max_row=4) for cell in row if cell.value]
    assert any("Số quyết định" in str(heading) for heading in headings)
    assert any(str(cell.value) == str(forms.certificate) for sheet in book.worksheets for row in sheet for cell in row)


def test_only_who_decides_brings_old_awards(cast, forms, as_user):
    with pytest.raises(NotAllowed):
        actions.record_past_awards(
            unit=cast.con_minh,
            awards=[actions.PastAward(Nomination(unit=cast.con_minh, form=forms.medal), "1", date(2019, 1, 1))],
            by=cast.con_minh_officer,
        )
    assert as_user(cast.con_minh_officer).get("/khen-thuong/lich-su/excel/").status_code == 403
    html = text(as_user(cast.office).get("/khen-thuong/lich-su/excel/"))
    assert "<h1>Lịch sử khen thưởng bằng Excel</h1>" in html
    sent = {"file": as_file(workbook(HEADINGS, LAN))}
    assert "Hoàng Thị Lan" in text(as_user(cast.office).post("/khen-thuong/lich-su/excel/", sent, follow=True))


def test_a_hundred_rows_are_checked_with_as_many_questions_as_one(cast, forms, django_assert_max_num_queries):
    rows = [(*LAN[:4], f"Người thứ {number}", 1950, *LAN[6:]) for number in range(100)]
    content = workbook(HEADINGS, *rows)

    with django_assert_max_num_queries(45):
        imported = upload(cast.district, content, cast.office, kind="past_awards")
    assert counts(imported).new == 100
    with django_assert_max_num_queries(90):
        confirm(imported, cast.office)
    assert Decision.objects.get().size == 100
