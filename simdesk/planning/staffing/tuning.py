"""Every constant that steers the staffing search, in one place.

None of them changes what a plan must meet. They decide how many days and plans the search simulates and how close to the cheapest
plan it gets. A *cell* is an agent group in an interval; a *constraint* is a target, or a target in an interval.
"""

from __future__ import annotations

import numpy as np

# --- Days: how many of them a plan is simulated on ---------------------------------------------------------------------------

FEW_DAYS_CONTACTS = 120_000
"""Contacts simulated for a plan while the search moves far. More makes each plan surer and the search slower."""
FEW_DAYS = (12, 20)
"""Fewest and most days for ``FEW_DAYS_CONTACTS``. Higher bounds cost time with long, respectively short, days."""
MANY_DAYS_CONTACTS = 400_000
"""Contacts simulated for a plan near the end of the search. More lets the search see smaller savings, at a higher cost."""
MANY_DAYS = (30, 60)
"""Fewest and most days for ``MANY_DAYS_CONTACTS``. Higher bounds cost time with long, respectively short, days."""
CHECK_DAYS_CONTACTS = 1_500_000
"""Contacts simulated to measure the optimism of the search days. More gives a safety margin that is nearer the truth."""
CHECK_DAYS = (100, 120)
"""Fewest and most check days. With fewer, the safety margin itself is mostly random."""
VERIFICATION_DAYS_CONTACTS = 2_000_000
"""Contacts simulated to verify the plan. More narrows the confidence intervals of the verdicts."""
VERIFICATION_DAYS = (150, 250)
"""Fewest and most verification days, unless the user asks for a number."""
SMALL_PROBLEM_CELLS = 12
"""Cells up to which a problem is small and the most search days are multiplied by ``SMALL_PROBLEM_MORE_DAYS``."""
SMALL_PROBLEM_MORE_DAYS = 5 / 3
"""Factor on the most search days of a small problem, which has few plans to simulate. Larger is slower and more exact."""
LOAD_CONTACTS = 100_000
"""Contacts from which the loads for the formulas are measured. Formulas are steep, so fewer would make their answer random."""
LOAD_DAYS = (12, 100)
"""Fewest and most days for ``LOAD_CONTACTS``."""
ATTAINABLE_DAYS = 12
"""Days on which the highest headcount shows which targets are attainable. More classifies borderline targets better."""
SEARCH_DAYS_FROM = 1_000_000
"""First replication number of the search days. Runs and verification begin at 0, so they never share a day with the search."""
CHECK_DAYS_FROM = 2_000_000
"""First replication number of the check days, far enough from the search days that the two never share a day."""
DRAWN_DAYS_BYTES = 400e6
"""Bytes of drawn days kept in memory: some four million contacts. Others are drawn again for each plan, which is slower."""

# --- Targets -----------------------------------------------------------------------------------------------------------------

ROUNDING = 1e-9
"""Margin below zero, a day, that still counts as met. It only absorbs rounding; larger would hide real misses."""
UNATTAINABLE_TOLERANCE = 0.01
"""Share of its bound by which an unattainable target may fall short of the best figure. Smaller costs agents without limit."""
NOT_REQUIRED = -1e9
"""Margin required of a target that the search ignores. Finite, because linear programs and differences use it."""
SAFETY_ERRORS = 1.0
"""Standard errors by which check days are distrusted as well. Larger gives plans that cost more and fail verification less."""
VERIFICATION_FALSE_ALARM = 0.025
"""Chance that a plan which meets its targets in every interval is raised after verification (Bonferroni). Larger raises more."""
CLEAR_ON_VERIFICATION_ERRORS = 2.0
"""Standard errors beyond which the verification days call an agent needed. Larger calls fewer agents needed."""

# --- Start of the search -----------------------------------------------------------------------------------------------------

AMPLE_LOAD_FACTOR = 1.5
"""Factor on the busiest interval's load in the highest headcount tried. Smaller could leave customers waiting there."""
AMPLE_EXTRA_AGENTS = 10.0
"""Agents on duty added to that headcount, so that small groups have enough as well."""
FORMULA_MOST_AGENTS = 100_000
"""Agents at which the search of a formula's answer gives up. Larger only costs time."""
UNCOVERED_WORK_PRICE = 1e3
"""Price of an agent missing at the start, in prices of the dearest cell. Large, so that all work is covered where it can be."""
NEARLY_UNUSED_SHARE = 0.1
"""Share of its headcount in the file below which a group counts as left out. Larger tries the file's plan more often."""
ALTERNATIVE_COST_FACTOR = 1.5
"""Cost at which an alternative start is given up, in costs of the plan at hand. Larger searches expensive plans for longer."""

# --- Effects: what one agent fewer does --------------------------------------------------------------------------------------

BATCH_SPACING = 6
"""Intervals between two cells that lose an agent in the same simulation. Smaller needs fewer simulations but mixes effects."""
FELT_INTERVALS = range(-1, 4)
"""Intervals in which an agent fewer is felt, counted from the agent's own. Must be shorter than ``BATCH_SPACING``."""
LONG_DAY_INTERVALS = 24
"""Intervals from which only every second cell is measured, because the others follow from the fit. Larger measures more."""
SMOOTHING = np.array([1.0, 2.0, 1.0])
"""Weights of an interval and its neighbours in smoothed figures. Wider weights blur peaks, narrower ones pass on noise."""

# --- Descent: steps to cheaper plans -----------------------------------------------------------------------------------------

ROUNDS = 24
"""Most steps of the first descent. More could find cheaper plans where the search still moves."""
FINAL_ROUNDS = 8
"""Most steps of the descent near the end, which moves one agent a cell at a time."""
PATIENCE_ROUNDS = 3
"""Steps without a cheaper plan after which a descent ends. Larger searches longer."""
STEP_LIMITS = (3, 2, 2, 1)
"""Agents by which a cell may change in the first, second, third and later steps. Larger moves faster and overshoots more."""
MEASURE_AGAIN_ROUNDS = (1, 3, 7)
"""Steps at which effects are measured again and averaged with the earlier ones. More of them cost simulations."""
REMOVAL_FACTORS = (1.0, 1.35, 1.8)
"""Effect of the first, second and third agent removed from a cell, in measured effects. Larger makes big cuts rarer."""
ADDITION_FACTORS = (0.75, 0.55, 0.4)
"""Effect of the first, second and third agent added to a cell, in measured effects. Smaller adds more agents to be safe."""
SHORTFALL_PRICE = 1e3
"""Price of missing a target by one agent's effect, in prices of the dearest cell. Large, so that targets come before cost."""
DISTANCE_PRICE = 1e-4
"""Extra price of a step, as a share of an agent's price, so that plans of equal cost do not swap agents back and forth."""
INTERACTION_RANGE = (0.7, 3.0)
"""Smallest and largest estimate of how much more agents do together than alone. Wider lets one noisy step mislead the next."""
INTERACTION_COUNTED = 0.1
"""Share of the largest predicted loss from which a constraint counts for that estimate. Smaller lets noise in."""

# --- Raising headcount -------------------------------------------------------------------------------------------------------

RAISE_GROWTH = 1.5
"""Factor by which each round aims beyond the remaining shortfall. Larger needs fewer rounds and overshoots more."""
RAISE_MEASURE_ROUNDS = (4, 12, 30)
"""Rounds of raising after which effects are measured again, because the plan has moved far from where they were measured."""
RAISE_MEASURE_DAYS = 20
"""Most days of these measurements. More is slower and less random."""
MINOR_GROUP_SHARE = 0.05
"""Share of all headcount below which an overworked group may be dropped. Larger drops bigger groups."""
SAFETY_MARGIN_SHARE = 0.5
"""Largest safety margin, as a share of the margin at the highest headcount. A larger margin might not be attainable."""
RAISE_ATTEMPTS = 4
"""Most times headcount is raised after a check, and verified anew. More attempts take longer and leave fewer targets missed."""

# --- Removing agents one at a time -------------------------------------------------------------------------------------------

REMOVAL_LOOKS = (10, 5)
"""A removal is judged on a tenth, then a fifth of the days (these divisors), before all of them. Larger divisors stop earlier."""
REMOVAL_LEAST_DAYS = 4
"""Fewest days of such a partial look. Fewer would give no usable standard error."""
REMOVAL_CLEAR_ERRORS = 2.5
"""Standard errors by which a removal must miss a target to be called clear early. Larger simulates more days."""
CELLS_TESTED_ON_ALL_DAYS = 16
"""Cells up to which every removal is tested until clear. With more cells, a likely miss is enough, to save time."""
BATCH_PASSES = 3
"""Most passes over all cells when removals are batched. More find agents that only later passes set free."""
BATCH_LEAST_DAYS = 12
"""Days a partial look needs before it may decide a batch. Fewer would let random variation decide."""

# --- Swapping agents ---------------------------------------------------------------------------------------------------------

SWAP_ROUNDS = 2
"""Times swaps are tried, each followed by a check. More find further savings, ever smaller ones."""
SWAP_SECOND_REMOVAL = 1.3
"""Effect of a second agent removed from a cell, in effects of the first. Larger makes such swaps rarer."""
SWAP_ADDITION = 0.8
"""Effect of an added agent, in effects of the last one there. Smaller makes predictions more careful."""
SWAP_CANDIDATES = 40
"""Most cells considered for removal, and for addition. More finds more swaps and takes quadratically longer."""
SWAP_SINGLE_GROUP_CELLS = 12
"""Cells up to which swaps are tried with a single group. Beyond, the linear programs have already weighed them."""
SWAP_SHORTFALL = 0.5
"""Predicted shortfall, in effects of one agent, at which a swap is still tried, as effects do not quite add up."""
SWAP_BUDGET = 3
"""Days simulated for swaps, as a multiple of the search days. Larger tries more swaps."""
SWAP_BUDGET_CELLS = 24
"""Divided by the cells and added to ``SWAP_BUDGET``, so that small problems, cheap to simulate, try more swaps."""
SWAP_LEAST_SAVING = 1e-3
"""Saving below which a swap is not tried, as a share of total cost. Verification days could not tell such plans apart."""
SWAP_EFFECT_SPREAD = 0.5
"""Spread of single cells around the fitted effect, as a share of it. Larger trusts what was seen in a cell more."""
