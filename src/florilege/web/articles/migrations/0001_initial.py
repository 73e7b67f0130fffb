from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ArticleCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("study", models.CharField(max_length=100)),
                ("article", models.CharField(blank=True, max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("withdrawn", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["study", "article"], name="article_codes_of_a_study"),
                ],
            },
        ),
    ]
