from django.conf import settings

from reports.indicators import CATALOGUE
from reports.management.commands.figures import figures_page


def test_the_list_of_figures_in_the_docs_is_what_the_catalogue_says_now():
    written = (settings.BASE_DIR / "docs" / "figures.md").read_text(encoding="utf-8")

    assert written == figures_page(), "run manage.py figures"


def test_every_indicator_stands_in_the_list_once():
    page = figures_page()

    assert [code for code in CATALOGUE if page.count(f"\n| `{code}` |") != 1] == []
    assert "| `members_share` | Tỷ lệ hội viên trên dân số | `members_closing` ÷ `population`, trên các đơn vị" in page
