from khuyenhoc.triggers import Guard, Log, keep

_UNIT = "(SELECT m.unit_id FROM awards_learningmodel m WHERE m.id = {row}.learning_model_id)"
_ANOTHER_YEAR = "NEW.year <> OLD.year OR NEW.learning_model_id <> OLD.learning_model_id"
_ANOTHER_REGISTER = "NEW.unit_id <> OLD.unit_id OR NEW.kind <> OLD.kind"

LOGGED = [
    Log(
        "awards.LearningModel",
        unit="{row}.unit_id",
        hidden=("sort_key", "search_key"),
        behind=(("address", "read_contacts"),),
    ),
    Log("awards.Registration", unit=_UNIT),
]

GUARDS = [
    *keep("learning_model", "awards.LearningModel", "Mô hình học tập đã ghi không xóa được."),
    *keep("registration", "awards.Registration", "Đăng ký đã ghi không xóa được, chỉ ghi là đã rút."),
    Guard(
        "learning_model_stays",
        "awards.LearningModel",
        "UPDATE",
        _ANOTHER_REGISTER,
        "Mô hình học tập không chuyển sang đơn vị hay loại khác được.",
    ),
    Guard(
        "registration_stays",
        "awards.Registration",
        "UPDATE",
        _ANOTHER_YEAR,
        "Đăng ký đã ghi không chuyển sang năm hay mô hình khác được.",
    ),
]
