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
    ]
