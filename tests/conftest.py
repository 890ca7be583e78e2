"""What every test shares: hypothesis draws the same examples every time, and no example is too slow."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "simdesk",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("simdesk")

pytest_plugins = ["evidence"]
