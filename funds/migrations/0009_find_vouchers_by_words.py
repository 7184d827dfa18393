from django.db import migrations, models

from khuyenhoc.names import search_key

BATCH = 2_000


def keep_keys(apps, schema_editor):
    """Of what is written already; the triggers that freeze a posted voucher stand again after migrating."""
    Voucher = apps.get_model("funds", "Voucher")
    written = Voucher.objects.order_by().only("pk", "party", "reason", "goods", "search_key")
    batch = []
    for voucher in written.iterator(chunk_size=BATCH):
        voucher.search_key = search_key(" ".join((voucher.party, voucher.reason, voucher.goods)))
        batch.append(voucher)
        if len(batch) == BATCH:
            Voucher.objects.bulk_update(batch, ["search_key"], batch_size=500)
            batch = []
    Voucher.objects.bulk_update(batch, ["search_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_count_the_vouchers_of_a_month")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="search_key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
    ]
