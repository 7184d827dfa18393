"""A sitting of the council: who sat, the table of results, the signed minutes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from chapters.forms.scans import ScanField
from chapters.kinds import ASSOCIATIONS
from chapters.models import User
from khuyenhoc.fields import DateField, NameField, NumberField

from ..actions import Ballot
from ..models import AwardRound, Council, Nomination, Vote
from .nominations import UnitChoiceField

MOST = 32_767  # what the column holds


class CouncilForm(forms.Form):
    held_on = DateField(label="Họp ngày")
    place = NameField(label="Tại", required=False, max_length=200)
    size = NumberField(label="Số thành viên hội đồng", validators=[MaxValueValidator(MOST)])
    attended = NumberField(label="Số có mặt", validators=[MaxValueValidator(MOST)])
    chair = NameField(label="Chủ trì", required=False, max_length=150)
    secretary = NameField(label="Thư ký", required=False, max_length=150)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        size, attended = values.get("size"), values.get("attended")
        if size is not None and attended is not None and not 1 <= attended <= size:
            self.add_error("attended", "Số có mặt phải từ 1 đến số thành viên hội đồng.")
        return values


class ConveneForm(CouncilForm):
    """Also whose council it is and for which round."""

    award_round = forms.ModelChoiceField(
        label="Đợt khen thưởng", queryset=AwardRound.objects.none(), empty_label="Xin chọn"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind.value for kind in ASSOCIATIONS]
        unit = UnitChoiceField(user.units_reached("decide_awards").filter(kind__in=kinds))
        rounds = AwardRound.objects.known_to(user).filter(closed_at=None).select_related("unit")
        self.fields["award_round"].queryset = rounds  # type: ignore[attr-defined]
        self.fields = {"unit": unit, "award_round": self.fields.pop("award_round"), **self.fields}


class SettleForm(forms.Form):
    scan = ScanField(
        label="Biên bản đã ký", required=False, help_text="Chưa quét thì để trống, kèm sau khi ký cũng được."
    )


RESULTS = [("", "Theo số phiếu"), ("passed", "Đồng ý"), ("refused", "Không đồng ý")]


@dataclass(frozen=True)
class BallotRow:
    """A nomination with its bound fields, and what was written before, if anything."""

    nomination: Nomination
    votes_for: Any
    votes_against: Any
    result: Any
    note: Any
    vote: Vote | None
    attended: int

    @property
    def abstained(self) -> int | None:
        return self.vote.abstained(self.attended) if self.vote else None

    @property
    def is_against_the_votes(self) -> bool:
        return self.vote is not None and self.vote.is_passed != self.vote.has_majority(self.attended)


class BallotForm(forms.Form):
    """Votes for and against, the result and a note for each; a line left empty was not considered."""

    def __init__(self, *args: Any, council: Council, listed: Sequence[Nomination], **kwargs: Any) -> None:
        self.council, self.listed = council, listed
        self.votes = {vote.nomination_id: vote for vote in council.votes.all()}
        super().__init__(*args, **kwargs)
        self.initial = dict(self._written())
        for each in listed:
            name = each.recipient_name
            self._add(f"for_{each.pk}", _votes(f"Đồng ý: {name}"))
            self._add(f"against_{each.pk}", _votes(f"Không đồng ý: {name}"))
            self._add(f"result_{each.pk}", forms.ChoiceField(label=f"Kết quả: {name}", choices=RESULTS, required=False))
            self._add(f"note_{each.pk}", NameField(label=f"Ghi chú: {name}", required=False, max_length=300))

    def _add(self, name: str, field: forms.Field) -> None:
        is_choice = isinstance(field, forms.ChoiceField)
        field.widget.attrs |= {"class": "form-select" if is_choice else "form-control", "aria-label": field.label}
        self.fields[name] = field

    def _written(self) -> Iterator[tuple[str, Any]]:
        """A result that follows from the votes stays "theo số phiếu", so that it follows them when they change."""
        for pk, vote in self.votes.items():
            result = "passed" if vote.is_passed else "refused"
            yield f"for_{pk}", vote.votes_for
            yield f"against_{pk}", vote.votes_against
            yield f"result_{pk}", "" if vote.is_passed == vote.has_majority(self.council.attended) else result
            yield f"note_{pk}", vote.note

    @property
    def rows(self) -> list[BallotRow]:
        return [
            BallotRow(
                each,
                self[f"for_{each.pk}"],
                self[f"against_{each.pk}"],
                self[f"result_{each.pk}"],
                self[f"note_{each.pk}"],
                self.votes.get(each.pk),
                self.council.attended,
            )
            for each in self.listed
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.ballots: list[Ballot] = []
        self.left_out: list[Nomination] = []
        for each in self.listed:
            self._read(each, values)
        return values

    def _read(self, each: Nomination, values: dict[str, Any]) -> None:
        votes_for, against = values.get(f"for_{each.pk}"), values.get(f"against_{each.pk}")
        result, note = values.get(f"result_{each.pk}", ""), values.get(f"note_{each.pk}", "")
        if any(self.has_error(f"{name}_{each.pk}") for name in ("for", "against", "result", "note")):
            return
        if votes_for is None:
            if against is not None or result or note:
                self.add_error(f"for_{each.pk}", "Xin điền số phiếu đồng ý, hoặc để trống cả dòng nếu chưa xét.")
            else:
                self.left_out.append(each)
            return
        against = against or 0
        if votes_for + against > self.council.attended:
            self.add_error(
                f"for_{each.pk}",
                f"{votes_for + against} phiếu, nhưng chỉ có {self.council.attended} thành viên có mặt. "
                "Xin xem lại số phiếu.",
            )
            return
        is_majority = Vote(votes_for=votes_for).has_majority(self.council.attended)
        is_passed = result == "passed" if result else is_majority
        self.ballots.append(Ballot(each, votes_for, against, is_passed, note))


def _votes(label: str) -> NumberField:
    field = NumberField(label=label, required=False)
    field.widget.attrs["data-cell"] = ""
    return field
