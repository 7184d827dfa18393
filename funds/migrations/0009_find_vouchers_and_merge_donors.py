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
    dependencies = [("funds", "0008_giver_reason_of_forgetting")]

    operations = [
        migrations.AddField(
            model_name="voucher",
            name="search_key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="donor",
            name="merged_because",
            field=models.CharField(blank=True, max_length=200, verbose_name="gộp vì", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="donor",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="merged",
                to="funds.donor",
                verbose_name="gộp vào hồ sơ",
            ),
        ),
        migrations.AddConstraint(
            model_name="donor",
            constraint=models.CheckConstraint(
                condition=models.Q(merged_into=None, merged_because="")
                | (models.Q(merged_into__isnull=False) & ~models.Q(merged_because="")),
                name="donor_merged_with_a_reason",
                violation_error_message="Xin ghi vì sao gộp hai hồ sơ.",
            ),
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
    ]
