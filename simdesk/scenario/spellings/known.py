"""All spellings that are understood besides the documented ones."""

from __future__ import annotations

from simdesk.scenario.spellings.agents import AGENTS
from simdesk.scenario.spellings.arrivals import ARRIVALS
from simdesk.scenario.spellings.backlogs import BACKLOGS
from simdesk.scenario.spellings.bands import BANDS
from simdesk.scenario.spellings.besides import BESIDES
from simdesk.scenario.spellings.bots import BOTS
from simdesk.scenario.spellings.calendar import CALENDAR
from simdesk.scenario.spellings.choices import CHOICES
from simdesk.scenario.spellings.classes import CLASSES
from simdesk.scenario.spellings.columns import COLUMNS, TIMES_OF_FILES
from simdesk.scenario.spellings.concurrency import CONCURRENCY
from simdesk.scenario.spellings.conversations import CONVERSATIONS
from simdesk.scenario.spellings.disciplines import DISCIPLINES
from simdesk.scenario.spellings.distributions import DISTRIBUTIONS, HOLDS
from simdesk.scenario.spellings.events import EVENTS
from simdesk.scenario.spellings.groups import GROUPS
from simdesk.scenario.spellings.helping_groups import HELPING_GROUPS
from simdesk.scenario.spellings.hires import HIRES
from simdesk.scenario.spellings.hours import HOURS
from simdesk.scenario.spellings.lateness import LATENESS
from simdesk.scenario.spellings.matrices import MATRICES
from simdesk.scenario.spellings.meetings import MEETINGS
from simdesk.scenario.spellings.nothing import NOTHING
from simdesk.scenario.spellings.occupancy import OCCUPANCY
from simdesk.scenario.spellings.one_offs import ONE_OFFS
from simdesk.scenario.spellings.outages import OUTAGES
from simdesk.scenario.spellings.outbound import OUTBOUND
from simdesk.scenario.spellings.overflow import OVERFLOW
from simdesk.scenario.spellings.part_timers import PART_TIMERS
from simdesk.scenario.spellings.parts import PARTS
from simdesk.scenario.spellings.parts_of_aht import PARTS_OF_AHT
from simdesk.scenario.spellings.piles import PILES
from simdesk.scenario.spellings.queues import QUEUES
from simdesk.scenario.spellings.ranges import RANGES
from simdesk.scenario.spellings.ranks import RANKS
from simdesk.scenario.spellings.repeats import REPEATS
from simdesk.scenario.spellings.results import RESULTS
from simdesk.scenario.spellings.roster_files import ROSTER_FILES
from simdesk.scenario.spellings.rosters import ROSTERS
from simdesk.scenario.spellings.scales import SCALES
from simdesk.scenario.spellings.settings import SETTINGS
from simdesk.scenario.spellings.shares import SHARES
from simdesk.scenario.spellings.shifts import SHIFTS
from simdesk.scenario.spellings.shrinkage import SHRINKAGE
from simdesk.scenario.spellings.skill_numbers import SKILL_NUMBERS
from simdesk.scenario.spellings.skills import SKILLS
from simdesk.scenario.spellings.spelling import Spelling
from simdesk.scenario.spellings.standby import ON_STANDBY
from simdesk.scenario.spellings.tables_of_shares import TABLES_OF_SHARES
from simdesk.scenario.spellings.targets import TARGETS
from simdesk.scenario.spellings.tariffs import TARIFFS
from simdesk.scenario.spellings.transfers import TRANSFERS
from simdesk.scenario.spellings.variants import VARIANTS
from simdesk.scenario.spellings.weekday_patterns import WEEKDAY_PATTERNS
from simdesk.scenario.spellings.whole import WHOLE

SPELLINGS: tuple[Spelling, ...] = (
    *NOTHING,
    *CLASSES,
    *GROUPS,
    *TARIFFS,
    *MATRICES,
    *MEETINGS,
    *PARTS,
    *REPEATS,
    *RESULTS,
    *SHARES,
    *BOTS,
    *OUTBOUND,
    *TABLES_OF_SHARES,
    *BANDS,
    *BESIDES,
    *BACKLOGS,
    *PARTS_OF_AHT,
    *HOLDS,
    *QUEUES,
    *TIMES_OF_FILES,
    *RANGES,
    *DISTRIBUTIONS,
    *WEEKDAY_PATTERNS,
    *PILES,
    *ARRIVALS,
    *SCALES,
    *PART_TIMERS,
    *ROSTER_FILES,
    *ROSTERS,
    *HIRES,
    *SHRINKAGE,
    *AGENTS,
    *SHIFTS,
    *LATENESS,
    *CALENDAR,
    *HOURS,
    *WHOLE,
    *OVERFLOW,
    *ON_STANDBY,
    *HELPING_GROUPS,
    *RANKS,
    *SKILL_NUMBERS,
    *CHOICES,
    *COLUMNS,
    *OCCUPANCY,
    *TRANSFERS,
    *CONCURRENCY,
    *CONVERSATIONS,
    *DISCIPLINES,
    *TARGETS,
    *SETTINGS,
    *VARIANTS,
    *ONE_OFFS,
    *OUTAGES,
    *EVENTS,
    *SKILLS,
)
