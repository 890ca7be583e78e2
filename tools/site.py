"""Build the documentation site: ``python tools/site.py``, then open ``build/site/index.html``.

The pages are README (the first page), ``docs/``, CONTRIBUTING and CHANGELOG, the scenarios and the notebooks. They are
gathered in ``build/pages``, with their links turned into links between pages of the site, and built by Zensical from
``mkdocs.yml``. The build is strict: a link that leads nowhere is an error. Nothing is fetched from elsewhere when the
site is read.

``python tools/site.py --serve`` shows the site and builds it anew when a page in ``build/pages`` changes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "build" / "pages"
SITE = ROOT / "build" / "site"


def sources() -> dict[str, str]:
    """Each file of the project that is shown, and its page in the site. Both from their roots."""
    found = {"README.md": "index.md", "CONTRIBUTING.md": "CONTRIBUTING.md", "CHANGELOG.md": "CHANGELOG.md"}
    for path in sorted((ROOT / "docs").rglob("*")):
        if path.is_file():
            found[_name(path)] = path.relative_to(ROOT / "docs").as_posix()
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        found[_name(path)] = f"scenarios/{path.stem}.md"
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        found[_name(path)] = f"notebooks/{path.stem}.md"
    return found


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def gather() -> None:
    """Write every page of the site to ``build/pages``."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for source, target in sources().items():
        path = PAGES / target
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md":
            shutil.copyfile(ROOT / source, path)
        else:
            path.write_text(_linked(_markdown(ROOT / source), source), encoding="utf-8")


def _markdown(path: Path) -> str:
    """A source file as a page."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        return f"# {path.name}\n\n```yaml\n{text}```\n"
    if path.suffix == ".ipynb":
        cells = [("".join(cell["source"]), cell["cell_type"]) for cell in json.loads(text)["cells"]]
        return "\n\n".join(body if kind == "markdown" else f"```python\n{body}\n```" for body, kind in cells) + "\n"
    return text


def _linked(text: str, source: str) -> str:
    """The page with its links to files of the project turned into links within the site."""
    pages = sources()
    here = PurePosixPath(source).parent

    def link(match: re.Match[str]) -> str:
        file = os.path.normpath(here / match["path"])
        if not match["path"] or ":" in match["path"]:
            return match[0]
        if file not in pages:
            return f"]({match['path']}{match['rest']})"  # the strict build reports it
        path = os.path.relpath(pages[file], PurePosixPath(pages[source]).parent)
        return f"]({path}{match['rest']})"

    fenced = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    prose = [re.sub(r"\]\((?P<path>[^)#\s]*)(?P<rest>[^)]*)\)", link, part) for part in fenced[::2]]
    return "".join(part for pair in zip(prose, [*fenced[1::2], ""], strict=True) for part in pair)


def main() -> int:
    """Gather the pages and build the site."""
    gather()
    command = ["serve"] if "--serve" in sys.argv[1:] else ["build", "--clean", "--strict"]
    code = subprocess.run([sys.executable, "-m", "zensical", *command], cwd=ROOT, check=False).returncode
    fetched = sorted({address for page in SITE.rglob("*.html") for address in _fetched(page)})
    for address in fetched:
        sys.stderr.write(f"a page of the site fetches {address}\n")
    return code or bool(fetched)


def _fetched(page: Path) -> list[str]:
    """What a page of the site loads from elsewhere."""
    loads = r"""<(?:script|img|link rel="?(?:stylesheet|preconnect))[^>]*(?:src|href)=["']?(https?:[^"'> ]*)"""
    return re.findall(loads, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
