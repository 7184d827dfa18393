from typing import Any

from chapters.forms.excel import UploadForm
from chapters.models import User

from ..models import AwardRound
from .nominations import RoundChoiceField


class NominationUploadForm(UploadForm):
    round = RoundChoiceField(
        AwardRound.objects.none(),
        label="Đợt khen thưởng",
        required=False,
        empty_label="Ngoài đợt: năm nay",
        help_text="Cả tệp vào một đợt. Chỉ hiện các đợt đang nhận đề nghị.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = AwardRound.objects.known_to(user).open().select_related("unit")
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["round"].initial = rounds.first()

    def choices(self) -> dict[str, str]:
        award_round = self.cleaned_data.get("round")
        return {"round": str(award_round.pk)} if award_round else {}
