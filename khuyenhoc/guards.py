from .triggers import Log, freeze

LOGGED = [Log("khuyenhoc.StoredFile", hidden=("content",))]

GUARDS = [
    *freeze("change", "khuyenhoc.Change", "TRUE", "Nhật ký không sửa, không xóa được."),
    *freeze("storedfile", "khuyenhoc.StoredFile", "TRUE", "Tệp đã lưu không sửa, không xóa được."),
]
