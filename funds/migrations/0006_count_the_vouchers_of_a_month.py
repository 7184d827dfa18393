import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def count(apps, schema_editor):
    """What is posted already; from now on triggers keep the number."""
    Voucher, MonthSum = apps.get_model("funds", "Voucher"), apps.get_model("funds", "MonthSum")
    counts = (
        Voucher.objects.filter(number__isnull=False)
        .order_by()
        .annotate(month=models.functions.ExtractMonth("dated_on"), is_reversal=models.Q(reverses__isnull=False))
        .values("fund_id", "year", "month", "from_account_id", "to_account_id", "is_reversal")
        .annotate(voucher_count=models.Count("pk"))
    )
    for line in counts.iterator():
        number = line.pop("voucher_count")
        MonthSum.objects.filter(**line).update(voucher_count=number)


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_the_whole_book")]

    operations = [
        migrations.AddField(
            model_name="monthsum",
            name="voucher_count",
            field=models.PositiveIntegerField(default=0, verbose_name="số phiếu"),
        ),
        migrations.AlterField(
            model_name="voucher",
            name="posted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi sổ",
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
