from khuyenhoc.triggers import Log, keep

_UNIT = "(SELECT m.unit_id FROM awards_learningmodel m WHERE m.id = {row}.learning_model_id)"

LOGGED = [
    Log("awards.LearningModel", unit="{row}.unit_id", hidden=("sort_key", "search_key")),
    Log("awards.Registration", unit=_UNIT),
]

GUARDS = [
    *keep("learning_model", "awards.LearningModel", "Mô hình học tập đã ghi không xóa được."),
    *keep("registration", "awards.Registration", "Đăng ký đã ghi không xóa được, chỉ ghi là đã rút."),
]
