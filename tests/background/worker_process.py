"""A worker of its own with the duties of the tests: `python worker_process.py STUDY [once]`."""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402

from florilege.faults import InputRefused  # noqa: E402
from florilege.web.background import worker  # noqa: E402

settings.FLORILEGE_DUTIES = "tests.background.duties.DUTIES"
worker.POLL = worker.STAND_BY = 0.05
try:
    if "once" in sys.argv[2:]:
        worker.work_once(sys.argv[1])
    else:
        worker.work(sys.argv[1])
except InputRefused as refused:
    sys.stdout.write(refused.expected.en)
    sys.exit(3)
