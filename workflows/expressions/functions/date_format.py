"""Forms of dates: the `%` letters, the same on every machine and in every locale."""

import re
from datetime import datetime

from workflows.expressions.errors import Code, Fault

_LETTER = re.compile("%(.?)", re.DOTALL)
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
_DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}
_SHORT_DAY = {"en": 3, "de": 2}
_LETTERS = frozenset("YymdHIMSfzjpaAbB%")
_MAX_FORMAT = 100


def check_format(form: str, *, is_for_reading: bool = False) -> None:
    """Raise Fault unless a form is short and has only known letters; for reading, each at most once."""
    if len(form) > _MAX_FORMAT:
        raise Fault(Code.TYPE, f"A form may be {_MAX_FORMAT} characters long.")
    letters = _LETTER.findall(form)
    unknown = [letter for letter in letters if letter not in _LETTERS or not letter]
    if unknown:
        known = " ".join(f"%{letter}" for letter in sorted(_LETTERS))
        raise Fault(Code.TYPE, f"`%{unknown[0]}` is not known in the form of a date.", f"There are {known}.")
    if is_for_reading and len(letters) != len(set(letters)):
        raise Fault(Code.TYPE, "Each part of a date may stand once in a form to read.")


def format_moment(moment: datetime, form: str, locale: str) -> str:
    """Return a moment in the given form, names in English or German."""
    check_format(form)
    if locale not in _MONTHS:
        raise Fault(Code.TYPE, "This locale is not known.", f"There are {', '.join(_MONTHS)}.")
    return _LETTER.sub(lambda found: _part(moment, found.group(1), locale), form)


def _part(moment: datetime, letter: str, locale: str) -> str:
    month, day = _MONTHS[locale][moment.month - 1], _DAYS[locale][moment.weekday()]
    match letter:
        case "Y":
            return f"{moment.year:04d}"
        case "B":
            return month
        case "b":
            return month[:3]
        case "A":
            return day
        case "a":
            return day[: _SHORT_DAY[locale]]
        case "p":
            return "AM" if moment.hour < 12 else "PM"
    # What is left is digits, which strftime writes the same everywhere.
    return moment.strftime(f"%{letter}")
