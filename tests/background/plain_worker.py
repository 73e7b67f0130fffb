"""A worker of its own with the duties of the service: `python plain_worker.py STUDY`."""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"

import django

django.setup()

from florilege.web.background import worker  # noqa: E402

worker.work(sys.argv[1])
