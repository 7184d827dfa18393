from django.utils.text import capfirst

PICK = [("", "Xin chọn")]


def capitalised(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices]
