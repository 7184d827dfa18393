"""Words that stand in the database, and so in its walls too."""

FORGOTTEN = "Người đã xóa thông tin"  # with a number behind it
