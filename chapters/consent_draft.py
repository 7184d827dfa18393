"""The first wording of consent, a draft that the association confirms or writes anew (DOMAIN 8)."""

DRAFT = """\
Tôi đồng ý để Hội Khuyến học nơi tôi sinh hoạt và các cấp Hội ở trên ghi, lưu giữ và sử dụng thông tin sau đây \
của tôi: họ tên, giới tính, năm sinh, điện thoại, địa chỉ, nơi và thời gian sinh hoạt, việc được khen thưởng.
Mục đích: quản lý hội viên, thống kê và báo cáo bằng con số, khen thưởng và liên lạc về công việc của Hội. \
Thông tin không dùng vào việc khác, không mua bán, không đưa lên mạng.
Dân tộc chỉ được ghi khi tôi muốn, và không in trong danh sách nào.
Thông tin được giữ trong thời gian tôi là hội viên và theo thời hạn lưu trữ hồ sơ của Hội.
Tôi được biết mình có quyền xem, nhận bản sao, sửa, yêu cầu xóa thông tin và rút lại sự đồng ý này bất cứ lúc nào \
bằng cách báo cho cán bộ Hội; Hội trả lời trong 2 ngày làm việc. Không đồng ý hoặc rút lại \
không làm mất tư cách hội viên.
Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 và Nghị định 356/2025/NĐ-CP."""
