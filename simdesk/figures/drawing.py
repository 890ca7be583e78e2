"""Figures as the report writes them: what plotly's own have in common with them, without plotly's checks of every setting.

A page holds a hundred charts. As plotly figures they cost two seconds, of which half is plotly's import; the checks say nothing
that the tests of ``tests/unit/figures`` do not say once for all.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

_PLAIN: ContextVar[bool] = ContextVar("plain drawings", default=False)
_TEMPLATE = {"data": {"scatter": [{"type": "scatter"}]}}
"""Plotly's template ``none``."""


@contextmanager
def plain_drawings() -> Iterator[None]:
    """Within, ``new_figure`` makes drawings in the place of plotly figures."""
    before = _PLAIN.set(True)
    try:
        yield
    finally:
        _PLAIN.reset(before)


def begun(layout: Mapping[str, Any]) -> go.Figure:
    """An empty figure; within ``plain_drawings`` a drawing."""
    if _PLAIN.get():
        return Drawing(layout)
    import plotly.graph_objects as go

    return go.Figure(layout=layout)


class Settings(dict[str, Any]):
    """Settings that are read by key or as attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Drawing:
    """A figure of traces and a layout, with those methods of a plotly figure that the charts of a run need.

    Parameters
    ----------
    layout : mapping
    """

    def __init__(self, layout: Mapping[str, Any]) -> None:
        self.data: list[Settings] = []
        self.layout = Settings()
        self.update_layout(**layout)

    def add_scatter(self, **settings: Any) -> None:
        """Add lines, markers, text or areas."""
        self._add("scatter", settings)

    def add_bar(self, **settings: Any) -> None:
        """Add bars."""
        self._add("bar", settings)

    def _add(self, kind: str, settings: Mapping[str, Any]) -> None:
        trace = Settings()
        _merge(trace, settings)
        self.data.append(Settings(trace | {"type": kind}))

    def update_layout(self, **settings: Any) -> None:
        """Change settings of the layout; those within a setting that are not named stay."""
        _merge(self.layout, settings)

    def update_xaxes(self, **settings: Any) -> None:
        """Change the first axis across."""
        self.update_layout(xaxis=settings)

    def update_yaxes(self, **settings: Any) -> None:
        """Change the first axis up."""
        self.update_layout(yaxis=settings)

    def add_annotation(self, **settings: Any) -> None:
        """Write a text into the figure."""
        self.layout.setdefault("annotations", []).append(settings)

    def to_json(self) -> str:
        """The figure as the charts' library reads it."""
        layout = self.layout | ({"template": _TEMPLATE} if self.layout.get("template") == "none" else {})
        content = {"data": self.data, "layout": layout}
        try:
            return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        except ValueError:
            return json.dumps(_without_nan(content), separators=(",", ":"), ensure_ascii=False)


def _merge(into: Settings, more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping):
            inner = into.get(name)
            into[name] = Settings(inner) if isinstance(inner, Mapping) else Settings()
            _merge(into[name], value)
        elif value is not None:
            into[name] = value


def _without_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
