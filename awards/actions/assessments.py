"""What became of registrations: points, recognition by a decision, refusal with its reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chapters.actions import require
from chapters.actions.shown import changed
from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..models import Registration
from .learning import OUT_OF_REACH, locked_registration

Result = Registration.Result
ASSESSED = ("self_points", "points", "result", "result_reason")


@verb
def assess_registration(
    *, registration: Registration, by: User, was: Mapping[str, Any] | None = None, **values: Any
) -> Registration:
    """Write down points and the result, recognised or not, before or without a decision; `was` is what was shown."""
    for name in values:
        if name not in ASSESSED:
            raise TypeError(f"assess_registration takes {', '.join(ASSESSED)}, not {name!r}")
    registration = locked_registration(registration, "endorse_awards", by)
    if registration.result == Result.WITHDRAWN:
        raise Refusal(f"{registration.learning_model} đã rút đăng ký. Muốn xét, xin đăng ký lại.", "result")
    mine = changed(registration, was, values)
    if registration.is_decided and mine.get("result", registration.result) != registration.result:
        raise Refusal(
            f"Đã công nhận theo quyết định số {registration.decision_number}. "
            "Nếu ghi nhầm, xin mở trang của mô hình và bỏ kết quả trước.",
            "result",
        )
    for name, value in mine.items():
        setattr(registration, name, value)
    if registration.result != Result.REFUSED:
        registration.result_reason = ""
    save_checked(registration)
    return registration


@verb
def refuse_recognition(*, registration: Registration, reason: str, by: User) -> Registration:
    return assess_registration(registration=registration, result=Result.REFUSED, result_reason=nfc(reason), by=by)


@verb
def recognise_models(
    *, registrations: Sequence[Registration], number: str, decided_on: date, by: User
) -> list[Registration]:
    """One decision recognises a whole list; recorded a second time it changes nothing."""
    number = nfc(number)
    if not registrations:
        raise Refusal("Quyết định phải có ít nhất một mô hình. Xin chọn trong danh sách.", "registrations")
    wanted = Registration.objects.filter(pk__in=[one.pk for one in registrations])
    found = list(wanted.select_for_update(of=("self",)).select_related("learning_model__unit").order_by("pk"))
    if len(found) < len({one.pk for one in registrations}):
        raise Refusal(OUT_OF_REACH, "registrations")
    for unit in {one.learning_model.unit_id: one.learning_model.unit for one in found}.values():
        require(by, "endorse_awards", unit)
    if len({one.year for one in found}) > 1:
        raise Refusal("Một quyết định chỉ công nhận các mô hình của một năm.", "registrations")
    _refuse_other_day(found, number, decided_on)
    for registration in found:
        _recognise(registration, number, decided_on)
    return found


def _recognise(registration: Registration, number: str, decided_on: date) -> None:
    if registration.result in (Result.REFUSED, Result.WITHDRAWN):
        raise Refusal(
            f"{registration.learning_model} đã ghi “{registration.get_result_display()}”. "
            "Xin bỏ chọn, hoặc sửa kết quả trước.",
            "registrations",
        )
    if registration.is_decided and (registration.decision_number, registration.decided_on) != (number, decided_on):
        raise Refusal(
            f"{registration.learning_model} đã được công nhận theo quyết định số {registration.decision_number}. "
            "Xin bỏ chọn.",
            "registrations",
        )
    registration.result = Result.RECOGNISED
    registration.decision_number, registration.decided_on = number, decided_on
    save_checked(registration)


def _refuse_other_day(found: Sequence[Registration], number: str, decided_on: date) -> None:
    """A number given to two decisions of one unit's year is a slip of the pen in one of them."""
    units = {one.learning_model.unit_id for one in found}
    alike = Registration.objects.filter(
        learning_model__unit__in=units, year__in={one.year for one in found}, decision_number=number
    )
    other = alike.exclude(decided_on=decided_on).first() if number else None
    if other and other.decided_on:
        raise Refusal(
            f"Số quyết định {number} đã ghi với ngày {format_date(other.decided_on)}. Xin xem lại số và ngày.",
            "number",
        )


@verb
def reopen_registration(*, registration: Registration, by: User) -> Registration:
    """Take off a result that was recorded by mistake, its decision included; the points stay."""
    registration = locked_registration(registration, "endorse_awards", by)
    if registration.result == Result.WITHDRAWN:
        raise Refusal(f"{registration.learning_model} đã rút đăng ký. Muốn xét, xin đăng ký lại.")
    registration.result = registration.result_reason = registration.decision_number = ""
    registration.decided_on = None
    save_checked(registration)
    return registration
