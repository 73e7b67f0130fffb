from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_listing_coverage"),
    ]

    operations = [
        migrations.AddField(
            model_name="pairscore",
            name="evidence",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
    ]
