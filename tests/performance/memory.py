"""What a command takes in a process of its own: memory at its peak, and CPU time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple

_CHILD = """
import json, resource, sys
from joblib.externals.loky import get_reusable_executor
from simdesk.cli.main import execute

code = execute(sys.argv[1:])
get_reusable_executor(max_workers=1).shutdown(wait=True)
unit = 1 if sys.platform == "darwin" else 1024
usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
own, workers = (each.ru_maxrss * unit for each in usage)
if sys.platform == "linux":  # the other counts what the parent had when this process began
    (line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    own = int(line.split()[1]) * 1024
seconds = sum(each.ru_utime + each.ru_stime for each in usage)
print(json.dumps({"code": code, "own": own, "workers": workers, "seconds": seconds}), file=sys.stderr)
"""


class Taken(NamedTuple):
    """What a command took.

    Parameters
    ----------
    own, workers : float
        Bytes at the peak, of its process and of the largest of its workers.
    seconds : float
        CPU-seconds of all, start of Python included.
    """

    own: float
    workers: float
    seconds: float


def taken(*arguments: str, environment: Mapping[str, str] | None = None) -> Taken:
    """Run ``simdesk`` with these arguments in a new process; it must end well.

    Parameters
    ----------
    *arguments : str
    environment : mapping of str to str, optional
        Variables besides those of this process.
    """
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *arguments],
        capture_output=True,
        text=True,
        timeout=3600,
        check=True,
        env={**os.environ, **(environment or {})},
    )
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] == 0, done.stderr
    return Taken(told["own"], told["workers"], told["seconds"])
