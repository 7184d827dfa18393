from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_the_summary"),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="alt",
            field=models.CharField(blank=True, max_length=300, verbose_name="mô tả ảnh"),
        ),
        migrations.AlterConstraint(
            model_name="conference",
            name="conference_once",
            constraint=models.UniqueConstraint(
                fields=("period", "unit"),
                name="conference_once",
                violation_error_message="Hội nghị này đã được lập rồi. Xin mở lại trang hội nghị.",
            ),
        ),
    ]
