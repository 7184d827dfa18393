from django.db import migrations


def fill(apps, schema_editor):
    """What the triggers do from now on (DERIVED in chapters/guards/), for the members that are there already."""
    Member, NameWord = apps.get_model("chapters", "Member"), apps.get_model("chapters", "NameWord")
    batch = []
    for pk, key in Member.objects.values_list("pk", "search_key").iterator(2000):
        batch += [NameWord(word=word, member_id=pk) for word in set(key.split())]
        if len(batch) >= 5000:
            NameWord.objects.bulk_create(batch)
            batch = []
    NameWord.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("chapters", "0004_people_officers_privacy_and_merges")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
