"""The live service as a WSGI application: `florilege.web.wsgi:application`."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time

from django.core.wsgi import get_wsgi_application

from florilege.processes import end_with_parent

# what is imported stays: looking through it again and again for what could be freed takes a quarter of the start
gc.disable()
# Whoever writes lets go of the interpreter at each question to the store, and takes it back behind threads that calculate: they
# hold it for as long as this. Ten times less than by default, a burst of fifty registrations passes a fifth sooner.
sys.setswitchinterval(0.0005)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florilege.web.service_settings")
application = get_wsgi_application()


PATIENCE = 60.0
"""Seconds that what makes pages has to make the index of places, after which a worker sees to it."""


def _read_the_rest() -> None:
    """Read what all but the pages that were kept need, so that nobody waits for it: the routes, the rules of
    e-mail addresses, and the index of places."""
    from django.db import connection
    from django.urls import resolve

    from florilege.web.letters.addresses import read_rules
    from florilege.web.publication.contents.served import NotBuilt
    from florilege.web.publication.search.current_index import current_index, is_made

    started = time.monotonic()
    try:
        resolve("/")
        gc.freeze()
        gc.enable()
        read_rules()
        while not is_made() and time.monotonic() - started < PATIENCE:
            time.sleep(0.2)
        current_index()
    except NotBuilt:
        return  # a page says so to whoever comes
    finally:
        gc.enable()
        connection.close()


end_with_parent()
threading.Thread(target=_read_the_rest, name="the rest", daemon=True).start()
