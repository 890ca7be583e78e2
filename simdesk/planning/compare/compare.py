"""Compare scenarios under common random numbers: all with the same customers on the same days."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simdesk.errors import UsageError
from simdesk.measure.expression import Expression, parse_expression
from simdesk.planning.common_measures import counted, shared_measures, shared_service_levels
from simdesk.planning.compare.pairs import why_unpaired
from simdesk.planning.compare.result import Comparison, left_out
from simdesk.results.files.stored import load_run
from simdesk.results.results import Results
from simdesk.results.run import Begun, as_run, begin, play_begun
from simdesk.results.running.workers import checked_cores
from simdesk.results.shown.words import title
from simdesk.scenario import Scenario

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Comparison", "compare"]


def compare(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario],
    replications: int | None = None,
    *,
    variants: str | Sequence[str] | None = None,
    baseline: str | os.PathLike[str] | Results | None = None,
    seed: int | None = None,
    metrics: str | Sequence[str] = (),
    engine: str = "auto",
    variance_reduction: str | Sequence[str] | None = None,
    cores: int | None = None,
    cluster: str | Client | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare a scenario's variants with it, several scenarios with the first, or any of them with a stored run.

    Parameters
    ----------
    scenarios : Scenario, sequence or mapping of Scenario
        One scenario: its variants are compared with it. Several: the first is the baseline. All use the baseline's days and
        seed, so that differences are paired by day.
    replications : int, optional
        Days; None takes the baseline's, also if that is a precision.
    variants : str or sequence of str, optional
        Variants of one scenario, instead of all; ``"a+b"`` combines two of them.
    baseline : path or Results, optional
        A run folder, or results, that all scenarios are compared with. It is not simulated again; its days and seed are the
        default. If its days differ from the others' (another seed, number of days, or simdesk), differences are not paired,
        ``Comparison.unpaired`` gives the reasons, and their confidence intervals are Welch's.
    seed : int, optional
        None takes the baseline's. All scenarios use the same seed.
    metrics : str or sequence of str
        Further measures to compare; every scenario must have them.
    engine : {"auto", "simpy", "compiled"}
    variance_reduction : str or sequence of str, optional
        As for ``run``; None takes the baseline's, for all.
    cores : int, optional
    cluster : str or distributed.Client, optional
        As for ``run``; the days of all scenarios are distributed together.
    progress : callable, optional
        Called with (days done, at most this many days) over all scenarios.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        If there is nothing to compare, or the stored run did not count a measure of ``metrics``.
    InvalidScenario
        If combined variants set the same key.
    InputError
        If the run folder is broken or of another version of the format.
    """
    stored = load_run(baseline) if isinstance(baseline, str | os.PathLike) else baseline
    if stored is not None and not isinstance(stored, Results):
        raise UsageError(
            f"a baseline is a run folder or results (got {stored!r})", "give a folder such as 'runs/my-day-3f0c2a91bd'"
        )
    named = _named(scenarios, [variants] if isinstance(variants, str) else variants, stored)
    base = next(iter(named.values()))
    asked = [metrics] if isinstance(metrics, str) else list(metrics)
    if stored is not None:
        seed = stored.facts.seed if seed is None else seed
        replications = stored.facts.replications if replications is None else replications
        reductions = _reductions(stored) if variance_reduction is None else variance_reduction
    else:
        seed = base.seed if seed is None else seed
        reductions = as_run(base, replications, seed, variance_reduction).replications.variance_reduction
    cores = checked_cores(cores, cluster)
    shared, levels = shared_measures(named, asked), shared_service_levels(named)
    missing: list[Expression] = []
    if stored is not None:
        missing = [e for e in shared if not counted(stored, e)]
        _check_asked(missing, asked, stored)
        shared = [e for e in shared if e not in missing]
        levels = {queue: e for queue, e in levels.items() if counted(stored, e)}
    measures = list(dict.fromkeys([*shared, *levels.values()]))

    def prepared(scenario: Scenario, days: int | None) -> Begun:
        # Where the days are not fixed, the baseline itself says what reduces it.
        chosen = variance_reduction if days is None else reductions
        return begin(scenario, days, seed=seed, metrics=measures, engine=engine, variance_reduction=chosen)

    if stored is not None:
        rest = [prepared(scenario, replications) for scenario in list(named.values())[1:]]
        found = [stored, *play_begun(rest, cores=cores, cluster=cluster, progress=progress)]
    else:
        found = _played(list(named.values()), replications, prepared, cores, cluster, progress)
    results = dict(zip(named, found, strict=True))
    reasons = () if stored is None else why_unpaired(stored.facts, found[1].facts)
    return Comparison(results, tuple(shared), levels, reasons, left_out(results, missing))


def _played(
    scenarios: list[Scenario],
    replications: int | None,
    prepared: Callable[[Scenario, int | None], Begun],
    cores: int | None,
    cluster: str | Client | None,
    progress: Callable[[int, int], None] | None,
) -> list[Results]:
    first, *others = scenarios
    begun = prepared(first, replications)
    days = begun.scenario.replications.number
    if days is not None:
        return play_begun([begun, *(prepared(s, days) for s in others)], cores=cores, cluster=cluster, progress=progress)
    # If the baseline stops by precision, the others get as many days, so that differences are paired.
    after = begun.job.at_most * len(others)
    found = play_begun([begun], cores=cores, cluster=cluster, progress=progress, after=after)
    days = found[0].facts.replications
    rest = [prepared(scenario, days) for scenario in others]
    return found + play_begun(rest, cores=cores, cluster=cluster, progress=progress, before=days)


def _named(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario], variants: Sequence[str] | None, stored: Results | None
) -> dict[str, Scenario]:
    """The scenarios by their names. The first is the baseline: the stored run, if there is one."""
    if variants is not None and not isinstance(scenarios, Scenario):
        raise UsageError("variants belong to one scenario", "give that scenario alone")
    if isinstance(scenarios, Scenario):
        named = _with_variants(scenarios, variants, stored)
    elif isinstance(scenarios, str) or not isinstance(scenarios, Sequence | Mapping):
        raise UsageError(f"not a scenario (got {scenarios!r})", "read the file first: simdesk.load('day.yaml')")
    else:
        named = dict(scenarios) if isinstance(scenarios, Mapping) else {}
        listed = [] if isinstance(scenarios, Mapping) else list(scenarios)
        titles = [title(scenario) if isinstance(scenario, Scenario) else repr(scenario) for scenario in listed]
        for scenario, plain in zip(listed, titles, strict=True):
            named[_free(_with_file(plain, scenario) if titles.count(plain) > 1 else plain, named)] = scenario
    wrong = next((scenario for scenario in named.values() if not isinstance(scenario, Scenario)), None)
    if wrong is not None:
        raise UsageError(f"not a scenario (got {wrong!r})", "read the file first: simdesk.load('day.yaml')")
    if stored is not None:
        named = {_free(f"{title(stored.scenario)} (stored)", named): stored.scenario} | named
    if len(named) < 2:
        raise UsageError("a comparison needs at least two scenarios", "name another file, or a scenario with variants")
    return named


def _with_variants(scenario: Scenario, variants: Sequence[str] | None, stored: Results | None) -> dict[str, Scenario]:
    """A scenario and its variants.

    With a stored run as baseline, the scenario itself is left out if it is the one that was run, or if variants were chosen.
    """
    if variants is None and stored is None and not scenario.variants:
        raise UsageError(f"'{scenario.name}' has no variants to compare", "add a variants: block, or name two scenarios")
    names = scenario.variants if variants is None else tuple(dict.fromkeys("".join(name.split()) for name in variants))
    found = {name: scenario.variant(name) for name in names}
    if stored is None:
        return {"baseline": scenario} | found
    if found and (variants is not None or _alike(scenario, stored)):
        return found
    return {_free(title(scenario), found): scenario} | found


def _alike(scenario: Scenario, stored: Results) -> bool:
    """Whether a scenario is the one that was run, days and seed aside."""
    facts = stored.facts

    def digest(one: Scenario) -> str:
        return as_run(one, facts.replications, facts.seed, _reductions(stored)).digest

    return digest(scenario) == digest(stored.scenario)


def _reductions(stored: Results) -> Sequence[str]:
    return stored.facts.variance_reduction or ("none",)


def _check_asked(missing: Sequence[Expression], asked: Sequence[str], stored: Results) -> None:
    texts = {parse_expression(text).text for text in asked}
    text = next((e.text for e in missing if e.text in texts), None)
    if text is not None:
        raise UsageError(
            f"the stored run of '{title(stored.scenario)}' did not count {text}", f"run it again with --metric '{text}'"
        )


def _with_file(name: str, scenario: Scenario) -> str:
    """The name of one of several scenarios of the same title: with its file."""
    file = Path(scenario.path).name if isinstance(scenario, Scenario) else ""
    return f"{name} ({file})" if file and Path(file).stem != name else name


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, followed by a number if it is taken."""
    free, k = name, 2
    while free in taken:
        free, k = f"{name} ({k})", k + 1
    return free
