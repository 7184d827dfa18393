"""The dashboard of the demonstration: the published year on one page and one sheet."""

from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

PAGE = "/tong-quan/2023/"


def test_the_published_figures_stand_at_the_top_with_their_change(demo_client):
    board = demo_client("lanhdao").get(PAGE).context["board"]

    assert [figure.value for figure in board.key_figures][:3] == ["10.360", "23,52%", "274 · 14"]
    assert board.key_figures[0].change == "tăng 214 (2,11%)"
    assert [year.period.year for year in board.years] == [2022, 2023]
    assert board.settings.description == "Cộng 10.360 hội viên."
    assert len(board.share.bars) == 17


def test_it_fits_one_sheet_of_paper_open_or_accepted_for_district_and_commune(demo_client):
    client = demo_client("lanhdao")
    for address in (PAGE, "/tong-quan/2024/", "/tong-quan/2023/?don-vi=02155"):
        path, _, query = address.partition("?")
        answer = client.get(f"{path}tong-quan.pdf?{query}")
        assert len(PdfReader(BytesIO(answer.content)).pages) == 1, address


def test_an_accepted_year_is_worked_out_once(demo_client):
    client = demo_client("lanhdao")
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))

    assert costs[1] < costs[0] <= 16
