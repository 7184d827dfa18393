"""How long the law gives for a request about personal data (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP; DOMAIN 8)."""

from datetime import date, timedelta

from .holidays import is_working_day

ANSWER_WORKING_DAYS = 2  # the person is told that her request has come and by when it will be done
DONE_DAYS = {"view": 10, "copy": 10, "correct": 10, "erase": 10, "withdraw": 15}
LONGEST_DAYS = {"view": 20, "copy": 20, "correct": 20, "erase": 20, "withdraw": 15}


def answer_due(received_on: date) -> date:
    """Monday to Friday without public holidays: only this time is counted in working days."""
    day, left = received_on, ANSWER_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def done_due(kind: str, received_on: date) -> date:
    return received_on + timedelta(days=DONE_DAYS[kind])


def latest_due(kind: str, received_on: date) -> date:
    """The last day to which the office may put it off when it answers."""
    return received_on + timedelta(days=LONGEST_DAYS[kind])
