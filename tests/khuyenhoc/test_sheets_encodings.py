import itertools
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.sheets import LegacyEncoding, mark_faults, read_tables
from khuyenhoc.sheets.encodings import TCVN3, VNI, capitalised, converted, detect, remains

from .workbooks import BE, HEADINGS, HOA, MEMBERS, read, xlsx

# The codes written down once more from the standards, so that a slip in the tables shows.
TCVN3_CODES = {
    "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB, "ơ": 0xAC, "ư": 0xAD, "đ": 0xAE,
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9,
    "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
    "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB,
    "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1,
    "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6,
    "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE,
    "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4,
    "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE,
    "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9,
    "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
VNI_LETTERS = {
    "ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö", "đ": "ñ",
    "à": "aø", "ả": "aû", "ã": "aõ", "á": "aù", "ạ": "aï",
    "ằ": "aè", "ẳ": "aú", "ẵ": "aü", "ắ": "aé", "ặ": "aë",
    "ầ": "aà", "ẩ": "aå", "ẫ": "aã", "ấ": "aá", "ậ": "aä",
    "è": "eø", "ẻ": "eû", "ẽ": "eõ", "é": "eù", "ẹ": "eï",
    "ề": "eà", "ể": "eå", "ễ": "eã", "ế": "eá", "ệ": "eä",
    "ì": "ì", "ỉ": "æ", "ĩ": "ó", "í": "í", "ị": "ò",
    "ò": "oø", "ỏ": "oû", "õ": "oõ", "ó": "où", "ọ": "oï",
    "ồ": "oà", "ổ": "oå", "ỗ": "oã", "ố": "oá", "ộ": "oä",
    "ờ": "ôø", "ở": "ôû", "ỡ": "ôõ", "ớ": "ôù", "ợ": "ôï",
    "ù": "uø", "ủ": "uû", "ũ": "uõ", "ú": "uù", "ụ": "uï",
    "ừ": "öø", "ử": "öû", "ữ": "öõ", "ứ": "öù", "ự": "öï",
    "ỳ": "yø", "ỷ": "yû", "ỹ": "yõ", "ý": "yù", "ỵ": "î",
}  # fmt: skip
VNI_LETTERS |= {letter.upper(): written.upper() for letter, written in VNI_LETTERS.items()}

ALL_LETTERS = [
    unicodedata.normalize("NFC", vowel + tone)
    for vowel, tone in itertools.product("aăâeêioôơuưy", ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"])
] + ["đ"]  # fmt: skip
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Nông",
    "Triệu",
    "Đàm",
    "Lường",
    "Hứa",
    "Bế",
    "Mã",
]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Ngọc", "Quốc", "Xuân", "Thuỳ", "Khánh", "Phương", "Đình", "Mỹ", "Tuyết"]
GIVEN = [
    "Hoà",
    "Bé",
    "Mai",
    "Tài",
    "Hiền",
    "Thuỷ",
    "Dũng",
    "Nghĩa",
    "Quỳnh",
    "Thắng",
    "Loan",
    "Hưởng",
    "Tuấn",
    "Yến",
    "Kiều",
    "Nhượng",
    "Ước",
    "Ấn",
    "Sửu",
    "Kỷ",
    "Trưởng",
    "Ngoãn",
]
NAMES = [" ".join(parts) for parts in itertools.product(FAMILY, MIDDLE, GIVEN)]

PLACES = ["Thôn Nà Bó", "Tổ nhân dân Bản Pò", "Trường Tiểu học Côn Minh", "Xã Đổng Xá", "Chi hội thôn Lũng Vạng"]
FOREIGN = [
    ["François Hélène", "José Núñez", "Zoë Brontë", "Müller Jürgen", "Ángel Muñoz", "Søren Ångström", "Château Côté"],
    ["Crème brûlée", "naïve", "Señor Piñata", "Übergröße", "Æsop", "garçon", "élève", "été", "forêt", "hôtel", "où"],
    ["m² 25 m³", "½ ngày", "¼", "¾", "n° 5", "© ®", "§ 7", "± 3°", "10 µm", "«A»"],
]
HONEST = [
    *FOREIGN,
    ["Niê Kdăm", "H'Mông", "Y Ngông", "Ksor Phước", "Siu H'Bê", "Đinh Núp", "Rơ Châm Rơi", "Bríu Pố", "Zơrâm Nhiên"],
    ["Hà", "Và", "Bé", "Tú", "Thò", "Vò", "Ông", "Ý", "Lò", "Hò", "Mùa A Tòng"],
    NAMES[:200],
    PLACES,
    HEADINGS,
]


def in_tcvn3(text):
    """As typed for .VnTime: capitals with a tone have no code and are typed small."""
    return "".join(chr(TCVN3_CODES.get(c) or TCVN3_CODES.get(c.lower()) or ord(c)) for c in text)


def in_vni(text):
    return "".join(VNI_LETTERS.get(c, c) for c in text)


OLD = [(in_tcvn3, TCVN3), (in_vni, VNI)]


def test_both_tables_know_all_134_letters_with_a_mark():
    marked = [letter for letter in ALL_LETTERS if not letter.isascii()]
    assert len(marked) == 67

    assert [letter for letter in marked if converted(chr(TCVN3_CODES[letter]), TCVN3) != letter] == []
    both_cases = [*marked, *map(str.upper, marked)]
    assert [letter for letter in both_cases if converted(VNI_LETTERS[letter], VNI) != letter] == []


@pytest.mark.parametrize("write, encoding", OLD)
def test_thousands_of_names_come_back(write, encoding):
    assert len(NAMES) > 6_000

    assert [name for name in NAMES if converted(write(name), encoding) not in (name, name.replace("Ấ", "ấ"))] == []


@pytest.mark.parametrize("write, encoding", OLD)
def test_names_in_capitals_come_back_in_capitals(write, encoding):
    names = [name.upper() for name in NAMES if re.search("[A-Z]{2}", name.upper())]  # else nobody can tell

    assert [name for name in names if converted(write(name), encoding) != name] == []


def test_names_typed_small_for_the_font_of_capitals_get_their_capitals():
    assert capitalised(converted(in_tcvn3("nguyễn thị hoà"), TCVN3)) == "Nguyễn Thị Hoà"
    assert capitalised("Nguyễn thị Hoà") == "Nguyễn thị Hoà"


@given(
    st.lists(st.sampled_from(NAMES), min_size=8, max_size=30, unique=True),
    st.sampled_from([(in_tcvn3, TCVN3), (in_vni, VNI)]),
)
@settings(max_examples=40, deadline=None)
def test_a_file_of_an_old_font_is_told_by_any_few_of_its_names(names, old):
    write, encoding = old

    assert detect(map(write, names)) == encoding


@pytest.mark.parametrize("texts", HONEST)
def test_honest_text_is_never_taken_for_an_old_font(texts):
    assert detect(texts) is None
    assert remains(texts) is None


@given(st.lists(st.sampled_from([*NAMES, *PLACES, *itertools.chain(*FOREIGN)]), max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_mixture_of_honest_texts_is_taken_for_an_old_font(texts):
    assert detect(texts) is None


@given(st.lists(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF), max_size=12), max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_weighed_and_converted(texts):
    detect(texts)

    assert all(isinstance(converted(text, encoding), str) for text in texts for encoding in (TCVN3, VNI))


def test_unicode_stays_as_it_is_beside_old_text():
    assert converted("Nguyễn Thị Hoà", TCVN3) == converted("Nguyễn Thị Hoà", VNI) == "Nguyễn Thị Hoà"


def old_list(write):
    rows = [HEADINGS, BE, HOA, [3, "Triệu Đức Thắng", "Nam", 1970, "Trường Tiểu học Côn Minh"]]
    return xlsx([[write(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])


@pytest.mark.parametrize("write, encoding", OLD)
def test_a_list_in_an_old_font_is_refused_with_a_sample_and_the_way_out(write, encoding):
    with pytest.raises(LegacyEncoding) as refused:
        read_tables(old_list(write), "cu.xlsx", MEMBERS)

    sample = write("Trường Tiểu học Côn Minh")
    assert (refused.value.encoding, refused.value.sample) == (encoding, sample)
    assert refused.value.converted == "Trường Tiểu học Côn Minh"
    assert str(refused.value) == (
        f"Tệp này viết bằng bảng mã {encoding} (phông chữ cũ): “{sample}” đọc ra là “Trường Tiểu học Côn Minh”. "
        "Xin chọn “Chuyển sang Unicode và đọc tiếp”, hoặc chuyển bảng mã của tệp sang Unicode rồi tải lại."
    )


@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_the_same_list_is_read_converted_when_that_is_wished(write):
    rows = read(old_list(write), convert=True)

    assert [(row.values["name"], row.values["gender"], row.values["unit"], row.faults) for row in rows] == [
        ("Hoàng Văn Bé", "male", "Thôn Nà Bó", []),
        ("Nguyễn Thị Hoà", "female", "Thôn Nà Bó", []),
        ("Triệu Đức Thắng", "male", "Trường Tiểu học Côn Minh", []),
    ]


def test_a_list_in_capitals_of_the_old_font_gets_names_with_capitals():
    rows = [HEADINGS, *[[n, name.lower(), "nam", 1970, "thôn nà bó"] for n, name in enumerate(NAMES[:5])]]

    read_rows = read(xlsx([[in_tcvn3(c) if isinstance(c, str) else c for c in row] for row in rows]), convert=True)

    assert [row.values["name"] for row in read_rows] == NAMES[:5]


def test_a_few_old_words_in_a_unicode_list_are_noted():
    old = [[n, in_tcvn3(name), "Nam", 1970, "Thôn Nà Bó"] for n, name in enumerate(NAMES[:6:2])]
    new = [[n, name, "Nam", 1970, "Thôn Nà Bó"] for n, name in enumerate(NAMES[100:900])]

    notes = read_tables(xlsx([HEADINGS, *new, *old]), "a.xlsx", MEMBERS).notes

    assert len(notes) == 1
    assert notes[0].startswith("Có chữ trông như viết bằng phông chữ cũ, ví dụ “")


def test_a_list_in_an_old_font_can_be_handed_back_marked():
    content = old_list(in_tcvn3)
    (first, *_) = read(content, convert=True)
    fault = first.fault(None, "Người này đã có. Xin xóa dòng.")

    marked = read(mark_faults(content, "cu.xlsx", [fault], MEMBERS), convert=True)

    assert [row.values["name"] for row in marked] == ["Hoàng Văn Bé", "Nguyễn Thị Hoà", "Triệu Đức Thắng"]
