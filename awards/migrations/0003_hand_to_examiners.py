from django.db import migrations

LEVELS = ["central", "province", "district", "commune"]  # chapters.kinds.ASSOCIATIONS, highest first


def hand_over(apps, schema_editor):
    """Until now the office examined whatever was sent: it lies with the last association on its way.

    That is the first one above, or itself, that is of the grantor's level or has none above it.
    """
    Nomination, Unit = apps.get_model("awards", "Nomination"), apps.get_model("chapters", "Unit")
    on_their_way = Nomination.objects.filter(state__in=["proposed", "endorsed"], at=None)
    if not on_their_way.exists():
        return
    units = {path: (pk, kind) for pk, path, kind in Unit.objects.values_list("pk", "path", "kind")}
    for nomination in on_their_way.select_related("unit", "form").iterator(2000):
        nomination.at_id = _last(units, nomination.unit.path, nomination.form.grantor_level)
        nomination.save(update_fields=["at"])


def _last(units, path, grantor_level):
    rank = LEVELS.index(grantor_level) if grantor_level in LEVELS else 0
    above = [units[path[:length]] for length in range(len(path), 0, -4)]
    associations = [(pk, kind) for pk, kind in above if kind in LEVELS]
    return next((pk for pk, kind in associations if LEVELS.index(kind) <= rank), above[-1][0])


class Migration(migrations.Migration):
    dependencies = [("awards", "0002_honours")]

    operations = [migrations.RunPython(hand_over, migrations.RunPython.noop)]
