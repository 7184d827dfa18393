from django.db import migrations

from khuyenhoc.names import compare_key, phone_key


def fill(apps, schema_editor):
    Member = apps.get_model("chapters", "Member")
    batch = []
    for member in Member.objects.only("pk", "name", "phone").iterator(2000):
        member.compare_key, member.phone_key = compare_key(member.name)[:120], phone_key(member.phone)
        batch.append(member)
        if len(batch) == 1000:
            Member.objects.bulk_update(batch, ["compare_key", "phone_key"])
            batch = []
    Member.objects.bulk_update(batch, ["compare_key", "phone_key"])


class Migration(migrations.Migration):
    dependencies = [("chapters", "0002_keys_sensitive_data_and_passwords")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
