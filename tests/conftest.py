"""What holds for every test: no example fails for being slow on a busy machine (times belong to benchmarks/)."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("florilege", deadline=None, print_blob=True)
settings.load_profile("florilege")
