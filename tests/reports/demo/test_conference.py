"""The draft of the news beside the founding article of 18/01/2024: the same kind of paragraphs, the figures exact."""

from reports.conference_papers import Gathering
from reports.document import Document
from reports.news import News
from reports.pages.conference import conference_of
from reports.reading import standing_summary
from reports.report import Report


def news_of(demo):
    top = demo.return_of(2023)
    summary = standing_summary(top.period, top.unit_id)
    document = Document(Report(top, summary if summary and summary.is_adopted else None), summary)
    return News(Gathering(document, conference_of(top)))


def test_the_news_tells_what_the_article_tells(demo):
    text = news_of(demo).text

    for words in (
        "Hội nghị tổng kết công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm\N{NO-BREAK SPACE}2023, "
        "triển khai nhiệm vụ năm\N{NO-BREAK SPACE}2024",
        "Sáng ngày 18/01/2024",
        "Bí thư Huyện ủy, Chủ tịch HĐND huyện; đồng chí",
        "17/17 xã, thị trấn có tổ chức Hội; toàn huyện có 274 chi hội, 14 ban khuyến học với 10.360 hội viên, "
        "chiếm 23,52% dân số",
        "100% thôn, tổ dân phố",
        "Cờ thi đua xuất sắc cho 01 tập thể",
        "Bằng khen cho 01 cá nhân",
        "Kỷ niệm chương “Vì sự nghiệp Khuyến học” cho 01 cá nhân",
        "Giấy khen cho 02 tập thể và 01 cá nhân",
        "Hội Khuyến học huyện Na Rì đã tặng Giấy khen cho 28 tập thể và 19 cá nhân",
        "hội nghị đã trao khen thưởng của các cấp cho các tập thể và cá nhân có thành tích",
        "biểu quyết nhất trí thông qua phương hướng, nhiệm vụ năm 2024, gồm 07 nhiệm vụ, 07 chỉ tiêu và 08 giải pháp",
        "Phó Chủ tịch UBND huyện đề nghị: xây dựng các mô hình",
        "không chạy theo thành tích; thường xuyên kiểm tra, đánh giá việc đăng ký các mô hình học tập./.",
    ):
        assert words in text


def test_the_conference_stands_in_the_demonstration_as_invented(demo_client):
    page = demo_client("lanhdao").get("/bao-cao/2023/hoi-nghi/").content.decode()
    assert "tên người, số đại biểu, giờ giấc và chương trình chi tiết là giả định" in page
    assert "100%" in page
