"""Every check by one command: ``nox`` before a commit, ``nox --tags ci`` for all that must pass in CI.

CI also runs ``nox --tags more``: new examples, other Pythons and the lowest versions. ``nox --list`` shows all sessions.

The checks run where nox is installed (``pip install -e '.[dev]'``). Those of other Pythons, and of the lowest versions that
``pyproject.toml`` declares, make environments of their own and keep them under ``.nox/``. A Python that the machine lacks is
skipped, and nox says so.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
DECLARED = nox.project.python_versions(PYPROJECT)
"""The Pythons that the classifiers name, the oldest first."""
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
IN_TURN = ("-m", "pytest", "-q", "-n", "2", "--dist", "worksteal")
COUNTED = ("--cov", "--cov-report=term:skip-covered")

nox.needs_version = ">=2025.11.12"
nox.options.sessions = ["lint", "types", "imports", "tests"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False
nox.options.download_python = "never"


def _runs(command: str) -> bool:
    """Whether an interpreter is there and works: a manager of Pythons may offer a name that it refuses to run."""
    found = shutil.which(command)
    return found is not None and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0


def _find_interpreters() -> None:
    """Put the Pythons that pyenv keeps where nox finds them."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in DECLARED:
        folders = sorted(kept.glob(f"{version}.*/bin"))
        if not _runs(f"python{version}") and folders:
            os.environ["PATH"] = os.pathsep.join((str(folders[-1]), os.environ["PATH"]))


_find_interpreters()


def _python(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run this Python, or that of the session's environment."""
    session.run("python" if session.python else sys.executable, *arguments, env=env, external=not session.python)


def _explore() -> tuple[str, ...]:
    """Let hypothesis draw other examples than before, from a seed that is printed."""
    seed = os.environ.get("SIMDESK_SEED") or str(secrets.randbelow(2**31))
    print(f"hypothesis explores from seed {seed}; SIMDESK_SEED={seed} draws the same examples again", flush=True)  # noqa: T201
    return "--hypothesis-profile", "explore", "--hypothesis-seed", seed


@nox.session(venv_backend="none", tags=["ci"])
def lint(session: nox.Session) -> None:
    """Style and format of the code."""
    _python(session, "-m", "ruff", "check", ".")
    _python(session, "-m", "ruff", "format", "--check", ".")


@nox.session(venv_backend="none", tags=["ci"])
def types(session: nox.Session) -> None:
    """The types, strictly."""
    _python(session, "-m", "mypy")


@nox.session(venv_backend="none", tags=["ci"])
def imports(session: nox.Session) -> None:
    """The contracts of who may import whom."""
    _python(session, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """The fast tests: README's second line. They play the same examples every time."""
    _python(session, *IN_TURN, *session.posargs)


@nox.session(venv_backend="none", tags=["ci"])
def slow(session: nox.Session) -> None:
    """The slow tests, with the same examples every time."""
    _python(session, *IN_TURN, "-m", "slow", *session.posargs)


@nox.session(venv_backend="none", tags=["more"])
def explore(session: nox.Session) -> None:
    """All tests that draw examples, slow ones too, with new ones. A failure is a finding; the seed printed draws it again.

    None of them is statistical: what they claim holds for every example, so that no failure is by chance.
    """
    _python(session, *IN_TURN, "-m", "hypothesis", *_explore(), *session.posargs)


@nox.session(venv_backend="none", tags=["ci"])
def notebooks(session: nox.Session) -> None:
    """The notebooks, from top to bottom."""
    _python(session, *IN_TURN, "-m", "notebook", "tests/notebooks", *session.posargs)


@nox.session(venv_backend="none", tags=["ci"])
def browser(session: nox.Session) -> None:
    """The pages in Chromium."""
    _python(session, *IN_TURN, "-m", "browser", "tests/browser", *session.posargs)


@nox.session(venv_backend="none", tags=["ci"])
def docs(session: nox.Session) -> None:
    """The documentation site, strictly."""
    _python(session, "tools/site.py", *session.posargs)


@nox.session(venv_backend="none")
def coverage(session: nox.Session) -> None:
    """How much of the code the fast tests run. In CI ``supported`` counts it, on the newest Python.

    What numba compiles is seen where the SimPy clock plays the same rules; the compiled clock's own loop is not.
    """
    _python(session, *IN_TURN, *COUNTED, *session.posargs)


@nox.session(venv_backend="none", tags=["ci"])
def benchmark(session: nox.Session) -> None:
    """The speed of simdesk beside what others make of the same work."""
    _python(session, "-m", "tests.performance.works", *session.posargs)


OTHERS = [version for version in DECLARED if version != RUNNING]


@nox.session(python=OTHERS, tags=["more"])
def supported(session: nox.Session) -> None:
    """The fast tests on another Python, with the newest versions of all libraries. The newest Python counts coverage as well.

    ``nox -s supported -- -m slow`` runs the slow tests there.
    """
    session.install("-e", ".[test,performance,cluster]", "pytest-cov")
    counted = COUNTED if session.python == OTHERS[-1] and not session.posargs else ()
    _python(session, *IN_TURN, *counted, *session.posargs, env={"COVERAGE_CORE": "sysmon"} if counted else {})


@nox.session(python=DECLARED[0], tags=["more"])
def lowest(session: nox.Session) -> None:
    """The fast tests with the lowest versions that ``pyproject.toml`` declares, on the oldest Python."""
    # Not in nox's temporary folder: the tests' own would lie there as well, inside the project.
    constraints = Path(session.virtualenv.location) / "lowest.txt"
    told = subprocess.run([sys.executable, ROOT / ".ci" / "lowest.py"], capture_output=True, text=True, check=True)
    constraints.write_text(told.stdout, encoding="utf-8")
    session.install("-e", ".[test,performance,cluster]", "-c", str(constraints))
    _python(session, *IN_TURN, *session.posargs)
