"""Repeat the comparison of ``docs/performance.md`` on this machine: ``python tests/performance/repeat.py``.

Makes an environment in a temporary folder, installs simdesk, Ciw and SimPy into it, checks that all simulators agree on what
became of every customer, and measures them. What is given behind goes to ``python -m tests.performance.works``. Needs nothing but
Python; the environment is removed at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Install and measure; the exit code is that of the measurement: 1 if the simulators do not agree."""
    with TemporaryDirectory(prefix="simdesk-works-") as folder:
        place = Path(folder) / "environment"
        venv.create(place, with_pip=True)
        python = str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        alone = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
        installed = subprocess.run([python, "-m", "pip", "install", "--quiet", f"{ROOT}[performance]"], env=alone, check=False)
        if installed.returncode:
            return installed.returncode
        command = [python, "-m", "tests.performance.works", *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, env=alone, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
