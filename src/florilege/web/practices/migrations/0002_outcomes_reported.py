"""What came of a trial is reported, and the team takes what was reported or not."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("practices", "0001_initial"),)
    operations = (
        migrations.RenameField("trialwish", "told", "reported"),
        migrations.RenameField("trialwish", "told_state", "reported_state"),
    )
