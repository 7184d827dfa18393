import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("funds", "0002_the_whole_book"),
    ]

    operations = [
        migrations.AddField(
            model_name="count",
            name="pieces",
            field=models.JSONField(blank=True, default=dict, verbose_name="số tờ theo mệnh giá"),
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
    ]
