"""The names of weekdays and months, and the words between them: in English, German, French, Spanish and Dutch.

Of the two-letter names those are left out that mean one day in one language and another in the next: *ma* is Dutch here (French
writes *mar.* in full), *di* German and Dutch (French *dim.*), *do* likewise (Spanish *dom.*).
"""

from __future__ import annotations

from simdesk.units import WEEKDAYS

_DAYS = (
    "monday mondays mon mo montag montags lundi lundis lun lunes maandag maandags ma",
    "tuesday tuesdays tue tu tues dienstag dienstags di mardi mardis mar martes dinsdag dinsdags",
    "wednesday wednesdays wed we weds mittwoch mittwochs mi mercredi mercredis mer miércoles miercoles mié mie woensdag "
    "woensdags wo",
    "thursday thursdays thu th thur thurs donnerstag donnerstags do jeudi jeudis jeu jueves jue donderdag donderdags",
    "friday fridays fri fr freitag freitags vendredi vendredis ven viernes vie vrijdag vrijdags vr",
    "saturday saturdays sat sa samstag samstags sonnabend sonnabends samedi samedis sam sábado sábados sabado sabados sáb sab "
    "zaterdag zaterdags za",
    "sunday sundays sun su sonntag sonntags so dimanche dimanches dim domingo domingos dom zondag zondags zo",
)
WEEKDAY_OF = {word: day for day, words in zip(WEEKDAYS, _DAYS, strict=True) for word in words.split()}
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
