from khuyenhoc.triggers import TODAY, Guard, Log, keep, on_writing

from ..reach import ROOT_PATH
from ..roles import KEEPERS
from .sql import overlaps, quoted

_HELD_TWICE = (
    "EXISTS (SELECT 1 FROM chapters_appointment a WHERE a.user_id = NEW.user_id AND a.unit_id = NEW.unit_id "
    f"AND a.role = NEW.role AND {overlaps('a')})"
)
_KEEPER = (
    "EXISTS (SELECT 1 FROM chapters_appointment a JOIN chapters_unit r ON r.id = a.unit_id "
    "JOIN chapters_user p ON p.id = a.user_id WHERE {those} AND a.until IS NULL AND p.is_active "
    f"AND r.path = '{ROOT_PATH}' AND a.role IN ({quoted(KEEPERS)}))"
)
_LAST_OF_ROOT = (
    "OLD.until IS NULL AND (NEW.until IS NOT NULL OR NEW.role <> OLD.role OR NEW.unit_id <> OLD.unit_id "
    f"OR NEW.user_id <> OLD.user_id) AND {_KEEPER.format(those='a.id = OLD.id')} "
    f"AND NOT {_KEEPER.format(those='a.id <> OLD.id AND a.since <= NEW.until')}"
)
_LAST_ACCOUNT = (
    f"OLD.is_active AND NOT NEW.is_active AND {_KEEPER.format(those='p.id = OLD.id')} "
    f"AND NOT {_KEEPER.format(those='p.id <> OLD.id AND a.since <= ' + TODAY)}"
)

_LAST = "Hội cấp trên cùng phải luôn còn một người cấp được tài khoản."
_HELD = "Người này đã giữ chức trách đó trong thời gian ấy."

LOGGED = [
    Log("chapters.Appointment", unit="{row}.unit_id"),
    Log("chapters.User", hidden=("password", "last_login")),
]

GUARDS = [
    *on_writing("appointment_twice", "chapters.Appointment", _HELD_TWICE, _HELD),
    Guard("appointment_last", "chapters.Appointment", "UPDATE", _LAST_OF_ROOT, _LAST),
    Guard("user_last", "chapters.User", "UPDATE", _LAST_ACCOUNT, _LAST),
    *keep("appointment", "chapters.Appointment", "Chức trách không xóa được, chỉ ghi ngày thôi."),
    *keep("user", "chapters.User", "Tài khoản không xóa được, chỉ ngừng dùng."),
]
