"""The words that head columns in exports, in English, German, French and Spanish: one table for all that reads files.

Whole names are in their folded form (``Interval Start`` is ``interval_start``); words are those a name is made of.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STARTS = (
    *("start", "interval", "time", "interval_start", "start_time", "from", "datetime", "date_time", "timestamp"),
    *(
        "interval_start_time",
        "start_of_interval",
        "time_from",
        "from_time",
        "period_start",
        "begin",
        "begins",
        "period",
        "half_hour",
    ),
    *("intervall", "uhrzeit", "zeit", "von", "beginn", "ab", "uhrzeit_von", "zeit_von", "startzeit", "beginnzeit", "zeitraum"),
    *("heure", "heure_de_début", "heure_debut", "début", "debut", "de", "intervalle", "plage", "horaire"),
    *("hora", "hora_inicio", "hora_de_inicio", "inicio", "desde", "intervalo"),
)
"""Names of the column with the intervals' starts, best first."""

END_WORDS = _words("end ends until to finish stop bis ende endzeit fin jusqu à a hasta final")
START_WORDS = _words("start begin begins beginning from interval beginn von ab startzeit début debut de inicio desde")

DATES = (
    "date",
    "day",
    "datum",
    "tag",
    "fecha",
    "día",
    "dia",
    "jour",
    "interval_date",
    "business_date",
    "call_date",
    "report_date",
)
"""Columns with the date of a clock time that stands in another column."""

OWNERS = ("queue", "queue_name", "skill", "skill_name", "group", "group_name", "agent_group", "team", "queuename", "skillname")
"""Columns that say of which queue or group a row is, where a file has the rows of several one below the other."""

CONTACTS = _words(
    "contacts contact calls call volume volumes vol offered forecast forecasts fcst arrivals chats emails mails tickets "
    "cases interactions nco cv "
    "anrufe anruf kontakte anrufvolumen kontaktvolumen volumen anrufzahl angeboten prognose vorgänge "
    "appels appel contacts flux prévision prévisions "
    "llamadas llamada contactos ofrecidas volumen pronóstico "
)
"""Of contacts that arrive or are expected."""
NO_CONTACTS = _words(
    "aht att acw asa handle handling handled talk wait waiting time times duration seconds secs sec min mins minutes "
    "answered abandoned abandons abandon lost missed blocked rate share percent pct level sl agents agent heads headcount "
    "fte ftes staff required req requirement scheduled "
    "occupancy shrinkage target cost id name type error deviation accuracy mape variance sd "
    "bearbeitungszeit bearbeitungsdauer gesprächszeit nachbearbeitung nachbearbeitungszeit wartezeit zeit dauer sek "
    "minuten angenommen angenommene bearbeitet verloren verlorene abgebrochen aufgelegt agenten mitarbeiter bedarf abweichung "
    "durée dmt temps perdus abandonnés traités répondus "
    "tiempo tmo duración abandonadas atendidas contestadas perdidas agentes "
)
HANDLE_TIMES = _words("aht handletime bearbeitungszeit bearbeitungsdauer gesamtbearbeitungszeit dmt tmo tmt ")
"""Of average handle times: talk, hold and wrap-up together."""
PARTS_OF_HANDLE_TIMES = _words(
    "att talk acw wrap wrapup hold gesprächszeit gesprächsdauer sprechzeit nachbearbeitung nachbearbeitungszeit "
    "nachbearbeitungsdauer dmc tmc "
)
"""Of durations of a contact that are a part of it."""
WRAP_UPS = _words("acw wrap wrapup nachbearbeitung nachbearbeitungszeit nachbearbeitungsdauer")
NO_HANDLE_TIMES = _words(
    "target total sum sd deviation stdev variance summe gesamt gesamtzeit ziel abweichung objectif objetivo "
)
AGENTS = _words("agents agent heads headcount fte ftes staff staffed advisors agenten mitarbeiter agentes conseillers ")
NO_AGENTS = _words("calls contacts volume aht time cost rate name id occupancy skill group anrufe zeit ")
STAFFED = _words(
    "scheduled schedule sched planned plan rostered staffed staffing actual actuals open assigned available present logged floor "
    "duty geplant eingeplant dienstplan besetzt besetzung anwesend ist planifiés planifiées présents programados planificados "
)
"""Of agents that are there, or are to be there."""
NO_STAFFED = _words("sl level asa hours hour h std percent pct break breaks lunch shrinkage minutes min seconds s wait")
REQUIRED = _words(
    "required requirement requirements req needed need necessary target optimal ideal bedarf benötigt soll requis besoin "
    "besoins requeridos necesarios "
)
"""Of agents that are needed, whoever is there."""
DIFFERENCES = _words(
    "over under difference diff gap variance surplus shortage shortfall delta deviation abweichung differenz écart "
    "diferencia overstaffed understaffed overstaffing understaffing "
)
"""Of agents more or fewer than needed."""
WEIGHTS = _words(
    "share shares probability probabilities prob weight weights count counts frequency freq percent percentage pct "
    "cumulative cum cdf proportion n anzahl anteil "
)
UNITS = {
    "s": "s sec secs second seconds sek sekunde sekunden segundos seg secondes",
    "min": "min mins minute minutes minuten minutos",
    "h": "hours hrs stunden std heures horas",
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
"""Units in the names of columns."""
