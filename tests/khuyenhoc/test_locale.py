import gettext as gettext_module
import re
from ast import literal_eval
from datetime import UTC, date, datetime
from pathlib import Path

import django
import pytest
from django import forms
from django.conf import global_settings, settings
from django.contrib.auth.forms import AuthenticationForm
from django.core import validators
from django.db.models import fields as model_fields
from django.template import Context, Template
from django.utils import formats, timesince
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext

DJANGO = Path(django.__file__).parent
CATALOGUES = ["conf", "contrib/auth", "contrib/contenttypes", "contrib/sessions"]
OURS = settings.LOCALE_PATHS[0] / "vi" / "LC_MESSAGES"

# Met only by a switch between languages, which we do not have.
LANGUAGE_NAMES = {str(name) for _, name in global_settings.LANGUAGES}
SAME_IN_BOTH = {
    ":",
    ":?.!",
    ", ",
    "…",
    "%(truncated_text)s…",
    "IPv4",
    "IPv6",
    "%(size)d byte",
    "%s KB",
    "%s MB",
    "%s GB",
    "%s TB",
    "%s PB",
}


def read_po(path):
    """The entries of a catalogue as dicts of their keywords (msgctxt, msgid, msgid_plural, msgstr …)."""
    entries: list[dict[str, str]] = [{}]
    keyword = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r'(msg[a-z_]+(?:\[0\])?) (".*")$', line):
            keyword, text = match.groups()
            entries[-1][keyword] = literal_eval(text)
        elif line.startswith('"'):
            entries[-1][keyword] += literal_eval(line)
        elif not line and entries[-1]:
            entries.append({})
    return [entry for entry in entries if entry.get("msgid")]


def translations(entry, count):
    context, message, plural = (entry.get(key) for key in ("msgctxt", "msgid", "msgid_plural"))
    if context and plural:
        return npgettext(context, message, plural, count)
    if context:
        return pgettext(context, message)
    return ngettext(message, plural, count) if plural else gettext(message)


def placeholders(text):
    return set(re.findall(r"%\(\w+\)\w|%[sd]|\{\w*\}", text))


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_message_of_django_that_we_can_meet_is_in_vietnamese(catalogue):
    entries = read_po(DJANGO / catalogue / "locale/en/LC_MESSAGES/django.po")
    expected = [e for e in entries if e["msgid"] not in SAME_IN_BOTH | LANGUAGE_NAMES]

    english = [
        entry["msgid"]
        for entry in expected
        for count in (1, 5)
        if translations(entry, count) in (entry["msgid"], entry.get("msgid_plural"), "")
    ]

    assert len(expected) > 5
    assert english == []


def test_the_messages_built_into_fields_and_validators_are_in_vietnamese():
    classes = [
        member
        for module in (forms.fields, forms.models, model_fields, validators)
        for member in vars(module).values()
        if isinstance(member, type) and module.__name__ in member.__module__
    ]
    messages = [m for c in classes for m in getattr(c, "default_error_messages", {}).values()]
    messages += [c.message for c in classes if hasattr(c, "message")]

    with override(None):
        english = [str(message) for message in messages]

    assert len(messages) > 40
    assert [e for e, message in zip(english, messages, strict=True) if e and str(message) == e] == []


def test_our_translations_keep_the_placeholders():
    for entry in read_po(OURS / "django.po"):
        translated = entry.get("msgstr") or entry["msgstr[0]"]
        wanted = placeholders(entry.get("msgid_plural", entry["msgid"]))

        assert placeholders(translated) == wanted, entry["msgid"]


def test_the_compiled_catalogue_says_what_the_text_says():
    with (OURS / "django.mo").open("rb") as file:
        compiled = gettext_module.GNUTranslations(file)

    for entry in read_po(OURS / "django.po"):
        context, message = entry.get("msgctxt"), entry["msgid"]
        if "msgid_plural" in entry:
            assert compiled.ngettext(message, entry["msgid_plural"], 2) == entry["msgstr[0]"]
        elif context:
            assert compiled.pgettext(context, message) == entry["msgstr"]
        else:
            assert compiled.gettext(message) == entry["msgstr"]


def test_our_catalogue_holds_only_messages_that_django_has():
    known = {
        (entry.get("msgctxt"), entry["msgid"])
        for catalogue in CATALOGUES
        for entry in read_po(DJANGO / catalogue / "locale/en/LC_MESSAGES/django.po")
    }

    assert [e["msgid"] for e in read_po(OURS / "django.po") if (e.get("msgctxt"), e["msgid"]) not in known] == []


def test_sign_in_and_passwords_speak_vietnamese():
    refused = AuthenticationForm.error_messages["invalid_login"] % {"username": gettext("username")}

    assert refused == ("Xin nhập đúng tên đăng nhập và mật khẩu. Chữ hoa và chữ thường được coi là khác nhau.")
    assert gettext("The two password fields didn’t match.") == ("Hai lần nhập mật khẩu không giống nhau. Xin nhập lại.")
    assert gettext("Password reset unsuccessful") == "Chưa đặt lại được mật khẩu"


def test_a_length_of_time_is_told_in_vietnamese():
    told = timesince.timesince(datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 3, 8, tzinfo=UTC))

    assert told.replace("\u00a0", " ") == "1 năm, 2 tháng"


@pytest.mark.parametrize(
    "text, day",
    [
        ("03/04/2025", date(2025, 4, 3)),
        ("31/12/2025", date(2025, 12, 31)),
        ("3-4-2025", date(2025, 4, 3)),
        ("2025-04-03", date(2025, 4, 3)),
    ],
)
def test_djangos_own_date_field_reads_the_day_first(text, day):
    assert forms.DateField().clean(text) == day


def test_djangos_own_date_field_refuses_the_month_first():
    with pytest.raises(forms.ValidationError) as refusal:
        forms.DateField().clean("12/31/2025")

    assert refusal.value.messages == ["Xin nhập ngày/tháng/năm, ví dụ 18/01/2024."]


def test_djangos_own_datetime_field_reads_the_day_first():
    moment = forms.DateTimeField().clean("03/04/2025 09:14")

    assert moment.strftime("%d/%m/%Y %H:%M") == "03/04/2025 09:14"


def test_django_prints_dates_and_numbers_as_we_do():
    moment = datetime(2024, 1, 18, 2, 14, tzinfo=UTC)
    context = Context({"day": date(2024, 1, 18), "moment": moment, "id": 10360, "part": 27.8})
    template = Template("{{ day }} | {{ moment }} | {{ day|date:'SHORT_DATE_FORMAT' }} | {{ id }} | {{ part }}")

    assert template.render(context) == "18/01/2024 | 18/01/2024 09:14 | 18/01/2024 | 10360 | 27,8"
    assert formats.number_format(1234567, force_grouping=True) == "1.234.567"


def test_the_week_starts_on_monday():
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
