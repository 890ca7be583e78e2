"""What agents do in a schedule by activity: work on contacts, breaks and other work, or nothing since they are off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WORK, AWAY, OFF = "work", "away", "off"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OFF_QUEUE = _words("off-phone off-phones off-queue off-line offline non-phone nonphone not-ready off-line-work off-site-work")
_OFF = _words(
    "off vacation vacations holiday holidays pto vto rdo leave sick sickness ill illness absent absence absences loa fmla "
    "jury bereavement no-show frei urlaub krank krankheit abwesend congé congés vacances maladie absent vacaciones libre baja "
    "vac hol sck ooo unscheduled day-off time-off nonworking non-working"
)
_OFF_CODES = _words(
    "wo woff wkoff pl cl sl el al ml co coff compoff upl ul lwp lop lwop ncns ncnc phol pubhol bhol ph bh do toil pto upto wko "
    "paternity maternity parental sabbatical furlough"
)
"""Abbreviations of rosters: week off, privilege, casual, sick, earned, annual and maternity leave, comp off, no call no show."""
_AWAY = _words(
    "break breaks brk brk1 brk2 lunch lun lunches meal meals dinner supper coffee tea rest pause pausen pausa pausas "
    "mittag mittagspause "
    "kaffeepause déjeuner almuerzo comida descanso breakfast restroom wellness wellbeing "
    "meeting meetings mtg huddle huddles briefing briefings standup townhall one-on-one 1:1 1-1 1on1 1-on-1 one-to-one "
    "coaching feedback review reviews mentoring shadowing side-by-side "
    "training trainings course courses class classroom workshop seminar elearning e-learning learning study onboarding "
    "induction schulung schulungen besprechung formation réunion formación reunión "
    "project projects admin administration administrative backoffice back-office paperwork quality qa calibration "
    "union works-council appointment doctor fire-drill system-down"
)
_WORK = _words(
    "open available on-queue queue queues phone phones on-phone on-phones call calls calling inbound shift work working works "
    "productive production ready online telephone telephony telefon telefonie arbeit arbeitszeit regular reg normal contact "
    "contacts handling duty on-duty dienst schicht acd staffed voice overtime ot extra logged-in login primary base "
    "travail appels trabajo llamadas offen anrufe taking in customer customers service on-call-handling scheduled"
)
_GLUE = _words(
    "the a an of on in to for and with by at time times hours hour hrs paid unpaid am pm short long team group staff daily "
    "weekly monthly annual public planned unplanned approved full half day days first second third mandatory optional "
    "block activity"
)
_JOINED = re.compile(
    r"\b(off|on|non|not|no|day|time|back|e|one|side|system|fire|works|logged)[\s-]+(phones?|queue|line|ready|site|show|off|office|"
    r"learning|on-one|on one|to one|by side|down|drill|council|in|duty|working)\b"
)


def meaning_of(text: str, work: Iterable[str] = (), away: Iterable[str] = (), queues: Sequence[str] = ()) -> str:
    """What an activity is: ``work``, ``away`` or ``off``; empty where its words do not say.

    Parameters
    ----------
    text : str
        As the file has it.
    work, away : iterable of str
        Activities as the scenario takes them, which goes first.
    queues : sequence of str
        Queues of the group: an activity called like one is work on it.
    """
    low = " ".join(text.lower().split())
    for names, meaning in ((work, WORK), (away, AWAY)):
        if low in {" ".join(name.lower().split()) for name in names}:
            return meaning
    if re.sub(r"[\W_]+", "", low) in _OFF_CODES:
        return OFF
    joined = _JOINED.sub(lambda match: re.sub(r"[\s-]+", "-", match[0]), low)
    words = frozenset(re.findall(r"\d[:-]\d|[^\W_]+(?:-[^\W_]+)*", joined.replace("_", " ")))
    words |= {part for word in words for part in word.split("-")} if not words & (_OFF_QUEUE | _OFF | _AWAY | _WORK) else set()
    if words & (_AWAY | _OFF_QUEUE):
        return AWAY
    if words & _OFF:
        return OFF
    mine = [frozenset(name.lower().split("_")) for name in queues]
    if words & _WORK and not words - _WORK - _GLUE - frozenset().union(*mine):
        return WORK
    return WORK if any(name <= words for name in mine) else ""


def of_activities(texts: Sequence[str], *, named: bool = False) -> bool:
    """Whether a column is of activities: it has breaks or days off, and work or, where its name says so, anything else."""
    meanings = {text: meaning_of(text) for text in dict.fromkeys(texts)}
    known = sum(1 for text in texts if meanings[text])
    rests = bool({AWAY, OFF} & set(meanings.values()))
    return rests and (named or (WORK in meanings.values() and 2 * known > len(texts)))
