"""Make a run folder as an earlier simdesk would have written it, which did not count some things yet.

    python leave_out.py before_checksums without_some_counts "counts|'left_within'" ...

Arrays are named as in ``counts.npz``; a name that ends in ``*`` stands for all that begin so.
"""

from __future__ import annotations

import fnmatch
import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np


def leave_out(source: Path, target: Path, patterns: list[str]) -> list[str]:
    """Copy a run folder without some arrays and without checksums; gives the names of the arrays left out."""
    shutil.copytree(source, target)
    (target / "checksums.sha256").unlink(missing_ok=True)
    with np.load(target / "counts.npz", allow_pickle=False) as file:
        arrays = dict(file)
    out = [name for name in arrays if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)]
    np.savez_compressed(target / "counts.npz", **{name: array for name, array in arrays.items() if name not in out})
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    manifest.pop("checksums", None)
    manifest["counts"]["sha256"] = sha256((target / "counts.npz").read_bytes()).hexdigest()
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return out


if __name__ == "__main__":
    leave_out(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
