from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.backup_files import STAMP, backups_in, made_at, new_backup_path, rotate, superseded
from khuyenhoc.management.commands.backup import seconds_until


def daily(first, days, hour=2):
    """One backup a day, by name only."""
    start = datetime(*first, hour, 30)  # noqa: DTZ001 a name has no zone
    return [Path(f"khuyenhoc-{start + timedelta(days=day):{STAMP}}.zip") for day in range(days)]


def test_the_last_days_and_the_last_of_each_month_are_kept():
    paths = daily((2024, 1, 1), 100)

    left = sorted(set(paths) - set(superseded(paths, days=3, months=3)), reverse=True)

    assert [path.name[10:20] for path in left] == ["2024-04-09", "2024-04-08", "2024-04-07", "2024-03-31", "2024-02-29"]


def test_of_several_a_day_the_last_is_kept():
    paths = daily((2024, 1, 1), 2, hour=2) + daily((2024, 1, 1), 2, hour=20)

    assert {path.name[10:] for path in superseded(paths, days=5, months=0)} == {
        "2024-01-01-023000.zip",
        "2024-01-02-023000.zip",
    }


@given(
    moments=st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)), max_size=40, unique=True),  # noqa: DTZ001
    days=st.integers(1, 30),
    months=st.integers(0, 30),
)
def test_the_newest_is_never_removed_and_no_more_than_promised_is_kept(moments, days, months):
    paths = [Path(f"khuyenhoc-{moment:{STAMP}}.zip") for moment in {m.replace(microsecond=0) for m in moments}]

    removed = superseded(paths, days=days, months=months)

    if paths:
        assert max(paths, key=lambda path: path.name) not in removed
    assert len(paths) - len(removed) <= days + months
    assert not superseded([path for path in paths if path not in removed], days=days, months=months)


def test_only_our_own_files_are_touched(tmp_path, settings):
    settings.BACKUP_DAYS, settings.BACKUP_MONTHS = 1, 0
    ours, foreign = daily((2024, 1, 1), 3), ["thư riêng.zip", "khuyenhoc-2024-13-99-000000.zip", "khuyenhoc-cũ.zip"]
    for name in [*(path.name for path in ours), *foreign, "khuyenhoc-2024-01-01-000000.zip.part"]:
        (tmp_path / name).write_text("")

    rotate(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {ours[-1].name, *foreign}


@time_machine.travel(datetime(2026, 11, 25, 19, 30, tzinfo=UTC), tick=False)
def test_a_backup_is_named_by_the_clock_on_the_wall_in_vietnam(tmp_path):
    path = new_backup_path(tmp_path / "backups")

    assert path.name == "khuyenhoc-2026-11-26-023000.zip"
    assert made_at(path) == datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
    assert backups_in(tmp_path / "backups") == []


@pytest.mark.parametrize(
    "now, seconds", [((1, 0), 5400), ((2, 29, 59), 1), ((2, 30), 86400), ((2, 31), 86340), ((23, 30), 10800)]
)
def test_the_next_run_is_at_that_time_today_or_tomorrow(now, seconds):
    assert seconds_until(time(2, 30), datetime(2026, 11, 25, *now, tzinfo=UTC)) == seconds
