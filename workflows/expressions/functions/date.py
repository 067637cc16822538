"""Functions on dates. A date is text: RFC 3339 with Z for an instant, 2026-03-01 for a day."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta, tzinfo

from workflows.expressions.errors import Code, Fault
from workflows.expressions.functions.date_format import check_format, format_moment
from workflows.expressions.functions.instant import instant_of, out_of_range, spell_instant, spell_local
from workflows.expressions.functions.kinds import Date
from workflows.expressions.functions.registry import function
from workflows.expressions.functions.zone import zone_of

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}


@function("dates", "date('2026-03-01', 'Europe/Berlin')", "2026-02-28T23:00:00Z")
def date(value: Date, zone: str = "UTC") -> str:
    """The instant a date stands for; the zone is for dates that name none. Numbers are seconds since 1970."""
    return spell_instant(instant_of(value, zone_of(zone)))


@function("dates", "parse_date('01.03.2026', '%d.%m.%Y')", "2026-03-01T00:00:00Z")
def parse_date(text: str, format: str, zone: str = "UTC") -> str:  # noqa: A002
    """The instant in a text of the given form: %Y year, %m month, %d day, %H hour, %M minute, %S second, %z offset."""
    check_format(format, is_for_reading=True)
    if len(text) > 100:
        raise Fault(Code.TYPE, "This text does not have the form given.")
    try:
        moment = datetime.strptime(text, format)
        return spell_instant(moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone)))
    except (ValueError, OverflowError):
        raise Fault(Code.TYPE, "This text does not have the form given.") from None


@function(
    "dates",
    "format_date('2026-03-01T12:00:00Z', '%A, %d. %B %Y %H:%M', 'Europe/Berlin', 'de')",
    "Sonntag, 01. März 2026 13:00",
)
def format_date(value: Date, format: str = "%Y-%m-%d", zone: str = "UTC", locale: str = "en") -> str:  # noqa: A002
    """The date in the given form and zone; names of days and months in English (en) or German (de)."""
    return format_moment(_local(value, zone), format, locale)


@function("dates", "in_zone('2026-07-01T12:00:00Z', 'Europe/Berlin')", "2026-07-01T14:00:00+02:00")
def in_zone(value: Date, zone: str) -> str:
    """The instant written with the clock of a zone and its offset from UTC."""
    moment = _local(value, zone)
    offset = moment.strftime("%z")
    return f"{spell_local(moment)}{offset[:3]}:{offset[3:5]}"


@function("dates", "add('2026-01-31T09:00:00Z', months=1)", "2026-02-28T09:00:00Z")
def add(
    value: Date,
    days: int = 0,
    hours: float = 0,
    minutes: float = 0,
    seconds: float = 0,
    weeks: int = 0,
    months: int = 0,
    years: int = 0,
    zone: str = "UTC",
) -> str:
    """The date moved on. Days, weeks, months and years keep the clock of the zone (and end at the month's last day);
    hours, minutes and seconds are exact."""
    try:
        moment = _add_months(_local(value, zone), months + 12 * years)
        moment = _on_the_clock(moment.replace(tzinfo=None) + timedelta(days=days + 7 * weeks), zone_of(zone))
        return spell_instant(moment.astimezone(UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds))
    except (ValueError, OverflowError):
        raise out_of_range() from None


@function("dates", "diff('2026-03-01', '2026-03-15', 'days')", 14)
def diff(start: Date, end: Date, unit: str = "seconds", zone: str = "UTC") -> int | float:
    """How long it is from start to end in seconds, minutes, hours, days or weeks; negative where end comes first."""
    if unit not in _SECONDS:
        raise Fault(Code.TYPE, "This unit is not known.", f"There are {', '.join(_SECONDS)}.")
    gap = (instant_of(end, zone_of(zone)) - instant_of(start, zone_of(zone))) / timedelta(seconds=_SECONDS[unit])
    return int(gap) if gap.is_integer() else gap


@function("dates", "is_before('2026-03-01', '2026-03-01T00:00:01Z')", True)
def is_before(first: Date, second: Date, zone: str = "UTC") -> bool:
    """Whether the first date comes before the second, however each is written."""
    return instant_of(first, zone_of(zone)) < instant_of(second, zone_of(zone))


@function("dates", "is_after('2026-03-02', '2026-03-01')", True)
def is_after(first: Date, second: Date, zone: str = "UTC") -> bool:
    """Whether the first date comes after the second, however each is written."""
    return instant_of(first, zone_of(zone)) > instant_of(second, zone_of(zone))


@function("dates", "weekday('2026-03-01')", 7)
def weekday(value: Date, zone: str = "UTC") -> int:
    """The day of the week: 1 is Monday, 7 is Sunday."""
    return _local(value, zone).isoweekday()


@function("dates", "date_part('2026-03-01T12:30:00Z', 'hour', 'Europe/Berlin')", 13)
def date_part(value: Date, part: str, zone: str = "UTC") -> int:
    """One part of the date: year, quarter, month, week, day, day_of_year, hour, minute or second."""
    moment = _local(value, zone)
    match part:
        case "year" | "month" | "day" | "hour" | "minute" | "second":
            return int(getattr(moment, part))
        case "quarter":
            return (moment.month + 2) // 3
        case "week":
            return moment.isocalendar().week
        case "day_of_year":
            return moment.timetuple().tm_yday
    raise Fault(
        Code.TYPE, "This part is not known.", "There are year, quarter, month, week, day, hour, minute, second."
    )


@function("dates", "start_of('2026-03-18T12:00:00Z', 'month', 'Europe/Berlin')", "2026-02-28T23:00:00Z")
def start_of(value: Date, unit: str, zone: str = "UTC") -> str:
    """The first instant of the year, quarter, month, week (Monday), day, hour or minute the date lies in."""
    moment = _local(value, zone)
    if unit in ("hour", "minute"):
        cut = {"microsecond": 0, "second": 0} | ({"minute": 0} if unit == "hour" else {})
        return spell_instant(moment.replace(**cut))  # type: ignore[arg-type]
    midnight = moment.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    try:
        return spell_instant(_on_the_clock(_first_day(midnight, unit), zone_of(zone)))
    except (ValueError, OverflowError):
        raise out_of_range() from None


@function("dates", "timestamp('2026-03-01T12:00:00Z')", 1772366400)
def timestamp(value: Date, zone: str = "UTC") -> int | float:
    """The seconds since 1970-01-01T00:00:00Z."""
    seconds = instant_of(value, zone_of(zone)).timestamp()
    return int(seconds) if seconds.is_integer() else seconds


def _local(value: Date, zone: str) -> datetime:
    """Return the date on the clock of a zone."""
    try:
        return instant_of(value, zone_of(zone)).astimezone(zone_of(zone))
    except (ValueError, OverflowError):
        raise out_of_range() from None


def _on_the_clock(moment: datetime, zone: tzinfo) -> datetime:
    """Return a clock's time in a zone; an hour that does not exist there moves on by the gap, as clocks do."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


def _add_months(moment: datetime, months: int) -> datetime:
    if abs(months) > 120_000:
        raise out_of_range()
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise out_of_range()
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _first_day(day: datetime, unit: str) -> datetime:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
    raise Fault(Code.TYPE, "This unit is not known.", "There are year, quarter, month, week, day, hour, minute.")
