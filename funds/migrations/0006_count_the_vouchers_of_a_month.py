import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def hold(apps, schema_editor):
    """What each purse holds by the sums of its months."""
    Fund, KeptBalance = apps.get_model("funds", "Fund"), apps.get_model("funds", "KeptBalance")
    MonthSum = apps.get_model("funds", "MonthSum")
    for fund in Fund.objects.filter(month_sums__isnull=False).distinct():
        sums = MonthSum.objects.filter(fund=fund)
        into, out = (
            sums.filter(**{f"{side}_account__fund": fund}).aggregate(total=models.Sum("amount", default=0))["total"]
            for side in ("to", "from")
        )
        KeptBalance.objects.create(fund=fund, amount=into - out)


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
    dependencies = [("funds", "0005_a_voucher_may_wait")]

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
        migrations.CreateModel(
            name="KeptBalance",
            fields=[
                (
                    "fund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="kept_balance",
                        serialize=False,
                        to="funds.fund",
                        verbose_name="quỹ",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="số tiền (đồng)")),
            ],
            options={"verbose_name": "số dư"},
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.RunPython(hold, migrations.RunPython.noop),
    ]
