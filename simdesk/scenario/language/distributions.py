"""How a duration that varies is written: ``{lognormal: {mean: 4 min, sd: 4 min}}`` and its relatives."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, ClassVar

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from simdesk.scenario.language.quantities import (
    LONGEST_DURATION,
    Block,
    Duration,
    DurationOrUnlimited,
    OneOf,
    PositiveDuration,
    Quantity,
    Share,
    wrong,
)
from simdesk.scenario.language.series import DurationSeries, MeanSeries

MOST_VARIATION = 100.0
"""A standard deviation of more than a hundred means is a slip of the pen, and gamma draws break down there."""


Deviation = Annotated[
    float,
    Quantity("duration", above=0.0, at_most=LONGEST_DURATION, hint="times that never vary are written {constant: 4 min}"),
]


def _check_sd(mean: float, sd: float, family: str) -> None:
    if sd > MOST_VARIATION * mean:
        raise wrong(
            f"the sd is more than {MOST_VARIATION:g} times the mean", f"check the units of the {family}'s mean and sd", ("sd",)
        )


class Exponential(Block):
    """Exponential: the usual first guess for patience."""

    example: ClassVar[str] = "{exponential: {mean: 4 min}}"

    mean: PositiveDuration
    """Mean."""


class Lognormal(Block):
    """Lognormal: the usual shape of handle times, with a long tail."""

    example: ClassVar[str] = "{lognormal: {mean: 4.5 min, sd: 4 min}}"

    mean: PositiveDuration
    """Mean of the durations themselves (not of their logarithm)."""
    sd: Deviation
    """Standard deviation of the durations themselves."""

    @model_validator(mode="after")
    def _sane(self) -> Lognormal:
        _check_sd(self.mean, self.sd, "lognormal")
        return self


class Gamma(Block):
    """Gamma by mean and standard deviation."""

    example: ClassVar[str] = "{gamma: {mean: 4 min, sd: 2 min}}"

    mean: PositiveDuration
    """Mean."""
    sd: Deviation
    """Standard deviation."""

    @model_validator(mode="after")
    def _sane(self) -> Gamma:
        _check_sd(self.mean, self.sd, "gamma")
        return self


class Erlang(Block):
    """Erlang: the sum of equal exponential phases; more phases vary less."""

    example: ClassVar[str] = "{erlang: {mean: 4 min, phases: 2}}"

    mean: PositiveDuration
    """Mean of the whole."""
    phases: Annotated[int, Quantity("whole", at_least=1, at_most=10_000)]
    """Number of phases; 1 is exponential."""


class Weibull(Block):
    """Weibull by mean and shape."""

    example: ClassVar[str] = "{weibull: {mean: 3 min, shape: 1.8}}"

    mean: PositiveDuration
    """Mean."""
    shape: Annotated[float, Quantity("number", at_least=0.1, at_most=100)]
    """1 is exponential; above 1, the end becomes more likely the longer it lasts."""


class Uniform(Block):
    """Uniform between two durations."""

    example: ClassVar[str] = "{uniform: {low: 2 min, high: 6 min}}"

    low: Duration
    """Shortest."""
    high: Duration
    """Longest."""

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if not self.low < self.high:
            raise wrong("high must be above low", "swap them, or write a constant", ("high",))
        return self


class Triangular(Block):
    """Triangular: for when only shortest, usual and longest are known."""

    example: ClassVar[str] = "{triangular: {low: 1 min, mode: 3 min, high: 10 min}}"

    low: Duration
    """Shortest."""
    mode: Duration
    """Most frequent."""
    high: Duration
    """Longest."""

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        if not self.low < self.high:
            raise wrong("high must be above low", "the order is low, mode, high", ("high",))
        if not self.low <= self.mode <= self.high:
            raise wrong("mode must lie between low and high", "the order is low, mode, high", ("mode",))
        return self


class Hyperexponential(Block):
    """A mixture of exponentials: most contacts are short, some are very long."""

    example: ClassVar[str] = "{hyperexponential: {means: [1 min, 9 min], shares: [80%, 20%]}}"

    means: tuple[PositiveDuration, ...]
    """Mean of each kind."""
    shares: tuple[Share, ...]
    """Share of each kind; together 100%."""

    @model_validator(mode="after")
    def _matched(self) -> Hyperexponential:
        if not self.means:
            raise wrong("the list is empty", f"write {self.example}", ("means",))
        if len(self.means) != len(self.shares):
            raise wrong(f"needs one share for each mean ({len(self.means)} means, {len(self.shares)} shares)", "", ("shares",))
        total = math.fsum(self.shares)
        if abs(total - 1) > 1e-6:
            raise wrong(f"the shares must sum to 100% (they sum to {total * 100:.6g}%)", "", ("shares",))
        return self


_UP_TO = re.compile(r"\s*(?:within|up to|at most|until|no more than|<=?)\s*(?P<high>\d[\d.]*\s*[a-z]+)\s*", re.IGNORECASE)
_FROM_TO = re.compile(
    r"\s*(?:from |between )?(?P<low>\d[\d.]*)(?:\s*(?P<own>[a-z]+))?(?:[-–]|\s+(?:[-–]|to|and)\s+|\.\.)"
    r"(?P<high>\d[\d.]*\s*(?P<unit>[a-z]+))\s*",
    re.IGNORECASE,
)


def _check_no_range(text: str) -> None:
    """Refuse ``within 2 h`` and ``1-2 h``: how long it is between them is not said.

    Raises
    ------
    PydanticCustomError
    """
    up_to, ends = _UP_TO.fullmatch(text), _FROM_TO.fullmatch(text)
    if up_to is None and ends is None:
        return
    low = "0 s" if ends is None else f"{ends['low']} {ends['own'] or ends['unit']}"
    high = str((up_to or ends)["high"])  # type: ignore[index]
    raise wrong(
        f"'{text.strip()}' is a range, and does not say how durations vary in it",
        f"write {{uniform: {{low: {low}, high: {high}}}}} if all durations between them are equally likely",
    )


FAMILIES = (
    "constant",
    "exponential",
    "lognormal",
    "gamma",
    "erlang",
    "weibull",
    "uniform",
    "triangular",
    "hyperexponential",
    "empirical",
    "by_interval",
)
"""The keys of a distribution of which exactly one is given."""


class DistributionForm(Block):
    """A duration: a plain one (``3 min``), a distribution by name, or one that changes over the day. A plain duration is a
    constant, except for ``handle_time`` and ``patience``, where it is the mean of an exponential distribution."""

    example: ClassVar[str] = "{exponential: {mean: 4 min}}"
    plain: ClassVar[str] = "constant"
    """The family of a plain duration."""
    one_of: ClassVar[tuple[OneOf, ...]] = (
        OneOf(FAMILIES, "the distribution", {"at_least": (), "at_most": (), "mean_by_interval": ()}),
    )

    constant: DurationOrUnlimited | None = None
    """A constant: every duration is the same. For all but ``handle_time`` and ``patience``, ``3 min`` alone means this."""
    exponential: Exponential | None = None
    """Exponential with a mean. For ``handle_time`` and ``patience``, ``3 min`` alone means this."""
    lognormal: Lognormal | None = None
    """Lognormal with mean and standard deviation."""
    gamma: Gamma | None = None
    """Gamma with mean and standard deviation."""
    erlang: Erlang | None = None
    """Erlang with mean and number of phases."""
    weibull: Weibull | None = None
    """Weibull with mean and shape."""
    uniform: Uniform | None = None
    """Uniform between low and high."""
    triangular: Triangular | None = None
    """Triangular with low, mode and high."""
    hyperexponential: Hyperexponential | None = None
    """A mixture of exponentials."""
    empirical: DurationSeries | None = None
    """Observed durations, all equally likely: a list, a file (CSV or workbook) or a column of one."""
    by_interval: dict[str, DistributionForm] | None = None
    """The distribution for contacts that arrive from each time of day: ``{"08:00": 3 min, "12:00": 4 min}``."""
    at_least: Duration | None = None
    """Every drawn duration is raised to this."""
    at_most: PositiveDuration | None = None
    """Every drawn duration is cut to this."""
    mean_by_interval: MeanSeries | None = None
    """The mean in each interval of the day; the shape stays the same. Alone, each mean is taken as a plain duration is. Clock
    times hold until the next: ``{"08:00": 4 min, "12:00": 5 min}``. Also by day: ``{monday: 5 min, others: 4 min}``."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            _check_no_range(value)
        if isinstance(value, str | int | float):
            return cls._of_plain(value)
        if isinstance(value, tuple | list):
            raise wrong(
                "must be a duration or a distribution (got a list)",
                "write {mean_by_interval: […]} for means by interval, or {empirical: […]} for observed durations",
            )
        return value

    @classmethod
    def _of_plain(cls, value: str | float) -> dict[str, Any]:
        return {"constant": value}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        reference = handler(schema)
        written = handler.resolve_ref_schema(reference)
        mapping = dict(written)
        text = Quantity("duration", or_unlimited=True).__get_pydantic_json_schema__(schema, handler)
        written.clear()
        written.update({"title": "Duration or distribution", "description": cls.__doc__, "anyOf": [text, mapping]})
        return reference

    @property
    def unlimited(self) -> bool:
        """Whether it says that nobody ever gives up."""
        return self.constant is not None and math.isinf(self.constant)


class MeanForm(DistributionForm):
    """A duration of which a plain one (``3 min``) is the mean of an exponential distribution, as in the Erlang formulas."""

    plain: ClassVar[str] = "exponential"

    by_interval: dict[str, MeanForm] | None = None  # type: ignore[assignment]
    """The distribution for contacts that arrive from each time of day: ``{"08:00": 3 min, "12:00": 4 min}``."""

    @classmethod
    def _of_plain(cls, value: str | float) -> dict[str, Any]:
        try:
            mean = Quantity("duration", or_unlimited=True).read(value)
        except PydanticCustomError:
            return {"constant": value}  # which tells what is wrong with it
        return {"exponential": {"mean": value}} if 0 < mean < math.inf else {"constant": value}
