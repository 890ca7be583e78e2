"""Print pip's constraints for the lowest versions that ``pyproject.toml`` declares: what ``nox --session lowest`` installs.

Each ``name>=version`` that holds for this Python becomes ``name==version``. Requirements without a lower bound are left out.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def lowest_versions(python: str) -> dict[str, str]:
    """The lowest version of each library.

    Parameters
    ----------
    python : str
        The Python to install them for, such as ``3.11``.

    Returns
    -------
    dict of str to str
        Name to version; the optional dependencies are included.
    """
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(line for lines in project["optional-dependencies"].values() for line in lines)]
    found = {}
    for requirement in map(Requirement, declared):
        holds = requirement.marker is None or requirement.marker.evaluate({"python_version": python})
        bounds = [bound.version for bound in requirement.specifier if bound.operator == ">="]
        if holds and bounds:
            found[requirement.name] = bounds[0]
    return found


def oldest_python() -> str:
    """The oldest Python that the project says it runs on."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    bound = re.search(r">=\s*([\d.]+)", project["requires-python"])
    assert bound is not None
    return bound[1]


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}=={version}\n" for name, version in lowest_versions(oldest_python()).items())
