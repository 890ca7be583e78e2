"""The names of weekdays and months, and the words between them: in English, German, French, Spanish and Dutch.

Some two-letter names mean one day in one language and another in the next: *ma* is Monday in Dutch and Tuesday in French. They
are read as the first language here has them, if the other days of the week are of that language: see ``clocks.unclear_day``.
"""

from __future__ import annotations

from simdesk.units import WEEKDAYS

_DAYS = {
    "English": (
        "monday mondays mon mo",
        "tuesday tuesdays tue tu tues",
        "wednesday wednesdays wed we weds",
        "thursday thursdays thu th thur thurs",
        "friday fridays fri fr",
        "saturday saturdays sat sa",
        "sunday sundays sun su",
    ),
    "German": (
        "montag montags mo",
        "dienstag dienstags di",
        "mittwoch mittwochs mi",
        "donnerstag donnerstags do",
        "freitag freitags fr",
        "samstag samstags sonnabend sonnabends sam sa",
        "sonntag sonntags so",
    ),
    "Dutch": (
        "maandag maandags ma",
        "dinsdag dinsdags di",
        "woensdag woensdags wo",
        "donderdag donderdags do",
        "vrijdag vrijdags vr",
        "zaterdag zaterdags za",
        "zondag zondags zo",
    ),
    "French": (
        "lundi lundis lun lu",
        "mardi mardis mar ma",
        "mercredi mercredis mer me",
        "jeudi jeudis jeu je",
        "vendredi vendredis ven ve",
        "samedi samedis sam sa",
        "dimanche dimanches dim di",
    ),
    "Spanish": (
        "lunes lun lu",
        "martes mar ma",
        "miércoles miercoles mié mie mi",
        "jueves jue ju",
        "viernes vie vi",
        "sábado sábados sabado sabados sáb sab sa",
        "domingo domingos dom do",
    ),
}
LANGUAGES_OF_DAY: dict[str, dict[str, str]] = {}
"""By the name of a day the languages that have it, each with the day it means there."""
for _language, _week in _DAYS.items():
    for _day, _names in zip(WEEKDAYS, _week, strict=True):
        for _name in _names.split():
            LANGUAGES_OF_DAY.setdefault(_name, {})[_language] = _day
WEEKDAY_OF = {word: next(iter(meant.values())) for word, meant in LANGUAGES_OF_DAY.items()}
"""Weekdays by name, in full, as the trade's plural and short."""
WEEKDAYS_OF = {
    **dict.fromkeys(("weekdays", "weekday", "workdays", "working_days", "weekdagen", "doordeweeks"), WEEKDAYS[:5]),
    **dict.fromkeys(("weekend", "weekends", "week_end", "wochenende", "fin_de_semana"), WEEKDAYS[5:]),
}
"""Several weekdays by one name."""
FROM = "from|von|vom|du|de|desde|van"
"""Before the first of several days: a pattern."""
OTHER_DAYS = (
    *(
        "others",
        "other",
        "other_days",
        "all_others",
        "all_other_days",
        "the_rest",
        "rest",
        "otherwise",
        "remaining",
        "rest_of_the_week",
    ),
    *("übrige", "übrige_tage", "andere", "andere_tage", "sonst", "sonstige", "autres", "autres_jours", "les_autres"),
    *("otros", "otros_días", "los_demás", "demás", "overige", "overige_dagen", "andere_dagen"),
)
"""All days that are not named."""
UP_TO = r"-|–|—|\b(?:to|until|through|thru|bis|à|au|al?|tot|hasta)\b|\bt/m\b"
"""Between the first day and the last: a pattern."""
AND = r",|;|&|\+|/|\b(?:and|und|et|y|en)\b"
"""Between days: a pattern."""

SHUT = (
    *("closed", "shut", "off", "none", "no", "false", "geschlossen", "zu", "fermé", "ferme", "fermée", "cerrado", "cerrada"),
    *("gesloten", "dicht"),
)
"""What is said of a day on which nothing is open."""

_MONTHS = (
    "january jan januar januari janvier janv enero ene",
    "february feb februar februari février fevrier févr fevr fév febrero",
    "march mar märz mär maerz mrz mars marzo maart mrt",
    "april apr avril avr abril abr",
    "may mai mayo mei",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre decembre déc diciembre dic",
)
MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
"""Months by name, in full and short, from 1."""
