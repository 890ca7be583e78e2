"""What every test shares: how hypothesis draws its examples.

``fast`` draws the same examples every time. ``explore`` draws others each time: CI plays all tests that draw examples with it,
slow ones too, and prints the seed, with which ``--hypothesis-profile explore --hypothesis-seed SEED`` draws them again. Tests
``at_length`` have some hundred examples: what one run of CI misses, the next may find.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fast",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("explore", settings.get_profile("fast"), derandomize=False, print_blob=True)
settings.load_profile("fast")

os.environ["SIMDESK_COMPILE_BESIDE"] = "0"  # no test leaves a process behind

pytest_plugins = ["evidence"]
