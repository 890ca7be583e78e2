"""What the report pages share: the template environment, content common to all pages, and writing a page."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.files import written_whole
from simdesk.report.tables import glossary, service_level_glossary

if TYPE_CHECKING:
    from jinja2 import Environment

    from simdesk.scenario import Scenario

AT_ONCE = 1_000_000
"""Characters of a page that are written together."""
MOST_YAML = 60_000
"""Characters of a scenario shown in a page. A longer one, with data files included, is shown as its file was written."""


def render_page(template: str, /, **content: object) -> str:
    """Render a page that fetches nothing: styles, scripts and data are in it.

    Parameters
    ----------
    template : str
        File name of the template.
    **content
        What the page shows, besides the charts' library, the glossaries and the verdicts' signs, which every page gets.

    Returns
    -------
    str
    """
    from markupsafe import Markup

    from simdesk.results.shown.words import SIGNS, days_met_words

    shared = {
        "glossary": glossary(),
        "service_level_glossary": service_level_glossary(),
        "signs": SIGNS,
        "days_met": days_met_words,
        "plotly": Markup(_charts_library()),
        "markup": Markup,
    }
    return _environment().get_template(template).render(shared | content)


def _charts_library() -> str:
    """The script that draws the charts, as plotly brings it; plotly itself is not imported."""
    found = find_spec("plotly")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0], "package_data", "plotly.min.js").read_text(encoding="utf-8")


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from simdesk.formats import format_measure

    environment = Environment(
        loader=PackageLoader("simdesk.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["measure"] = format_measure
    environment.filters["capital"] = lambda text: text[:1].upper() + text[1:]
    return environment


def scenario_text(scenario: Scenario) -> tuple[str, bool]:
    """The scenario as YAML, and whether it is complete.

    A long scenario, with data files included, is given as its file was written instead.
    """
    whole = scenario.resolved_yaml()
    return (whole, True) if len(whole) <= MOST_YAML else (scenario.text, False)


def write_page(page: str, path: str | os.PathLike[str]) -> Path:
    """Write a page, the whole file or nothing."""
    place = Path(path)
    with written_whole(place) as temporary, temporary.open("w", encoding="utf-8") as file:
        for begin in range(0, len(page), AT_ONCE):  # or the encoded page would be in memory beside the page
            file.write(page[begin : begin + AT_ONCE])
    return place
