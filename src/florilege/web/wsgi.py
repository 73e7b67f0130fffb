"""The live service as a WSGI application: `florilege.web.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florilege.web.service_settings")
application = get_wsgi_application()
