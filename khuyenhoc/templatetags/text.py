"""Numbers, money and dates in templates. A missing number prints a dash, a missing date nothing."""

from django import template

from khuyenhoc import dates, numbers

register = template.Library()

NO_NUMBER = "–"


def filter_with(name, write, missing):
    def write_or_missing(value):
        return missing if value is None or value == "" else write(value)

    register.filter(name, write_or_missing)


filter_with("number", numbers.format_number, NO_NUMBER)
filter_with("money", numbers.format_money, NO_NUMBER)
filter_with("money_short", numbers.format_money_short, NO_NUMBER)
filter_with("percent", numbers.format_percent, NO_NUMBER)
filter_with("count", numbers.format_count, NO_NUMBER)
filter_with("money_words", numbers.money_in_words, "")
filter_with("vi_date", dates.format_date, "")
filter_with("vi_datetime", dates.format_datetime, "")
filter_with("vi_time", dates.format_time, "")
filter_with("date_words", dates.date_in_words, "")
