"""Work that is due: by the clock, or in opening hours."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from simdesk.measure.undone import due_by

HOUR = 3600.0
DAYS = ((8 * HOUR, 18 * HOUR), (32 * HOUR, 42 * HOUR))
"""Two days, 08:00 to 18:00."""


def test_by_the_clock_nights_count() -> None:
    assert_array_equal(due_by(np.array([9 * HOUR, 17 * HOUR]), 4 * HOUR, False, DAYS), [13 * HOUR, 21 * HOUR])


def test_in_opening_hours_nights_do_not_count() -> None:
    came = np.array([0.0, 9.0, 17.0, 20.0, 32.0, 40.0, 50.0]) * HOUR
    # At midnight: from 08:00. At 17:00: an hour today, three tomorrow. At 20:00 tomorrow from 08:00. At 40:00: beyond the end.
    due = [12 * HOUR, 13 * HOUR, 35 * HOUR, 36 * HOUR, 36 * HOUR, np.inf, np.inf]
    assert_array_equal(due_by(came, 4 * HOUR, True, DAYS), due)


def test_due_at_the_very_closing_is_due_then() -> None:
    assert_array_equal(due_by(np.array([14 * HOUR, 38 * HOUR]), 4 * HOUR, True, DAYS), [18 * HOUR, 42 * HOUR])
