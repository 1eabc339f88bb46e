"""The forms of a calendar, and the values that stand in them."""

from accord.agreement.vocabulary import Form, Key, Word

_TIME = "([01]?[0-9]|2[0-4]):[0-5][0-9]"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_RANGE = f"^({'|'.join(_DAYS)})-({'|'.join(_DAYS)})$"

CALENDAR_WORDS = (
    Word("time", "A time of day, from `00:00` to `24:00`.", pattern=f"^{_TIME}$"),
    Word(
        "span",
        "Hours of a day. A closing time that is not later than the opening time is on the next day.",
        pattern=f"^{_TIME}\\s*(-|–|to)\\s*{_TIME}$",
        examples=("09:00-17:30", "22:00-06:00", "00:00-24:00"),
    ),
    Word(
        "days",
        "A day, or several in a row, the last one included.",
        pattern=f"^{_DATE}(\\s+to\\s+{_DATE})?$",
        examples=("2026-12-24", "2026-12-27 to 2026-12-31"),
    ),
)
CALENDAR = Form(
    "calendar",
    "Calendar",
    "Working time. A minute is open when the clock on the wall shows a time within that day's hours, whatever the "
    "clocks have been set to in between; hours over midnight belong to the day on which they begin. On a holiday or a "
    "closed day nothing begins; an open day is open even on a holiday. Where a country exchanges days of the weekend "
    "for a holiday, those are worked, with the hours of the week's first open day. "
    "The first calendar counts where none is named; without any it is Monday to Friday from 9 to 17.",
    (
        Key("id", "id", "Its id; not `owner`.", True),
        Key("means", "text", "Whose it is."),
        Key("time_zone", "text", "An IANA zone; that of whom it is asked for, else the agreement's, where left out."),
        Key("hours", "hours", "When it is open.", True),
        Key("holidays", "holidays", "Public holidays of a country or region, or dates."),
        Key("closed", "days_list", "Days on which it is closed besides."),
        Key("open", "open_days", "Days on which it is open besides."),
    ),
    "calendars:\n  - id: berlin\n    hours: {mon-thu: 09:00-17:30, fri: [09:00-12:30, 13:30-16:00]}\n"
    "    holidays: {country: DE, region: BE}\n    closed: [2026-12-24, 2026-12-27 to 2026-12-31]\n"
    "    open: [{day: 2026-10-10, hours: 09:00-18:00}]",
)
HOURS = Form(
    "hours",
    "Hours",
    "Each day with its hours, one span or several; a day that is left out is closed. `mon-fri` says them for several.",
    tuple(Key(day, "spans", f"The hours of {day}.") for day in _DAYS),
    "hours: {mon-thu: 09:00-17:30, fri: [09:00-12:30, 13:30-16:00], sat: 22:00-06:00}",
)
PUBLIC_HOLIDAYS = Form(
    "public_holidays",
    "Public holidays",
    "Of a country, or of one of its regions, by their ISO 3166 codes, for the years 2000 to 2050. The version of the "
    "data is kept with what was computed; when it changes, open deadlines are computed anew.",
    (
        Key("country", "text", "Two letters, such as DE.", True),
        Key("region", "text", "Its code within the country, such as BE."),
    ),
    "holidays: {country: DE, region: BE}",
)
OPEN_DAY = Form(
    "open_day",
    "Open day",
    "A day that is worked besides, such as a Saturday before a fair. A bare date will do.",
    (
        Key("day", "days", "The day.", True),
        Key("hours", "spans", "Its hours; those of the week's first open day where they are left out."),
    ),
)
CALENDAR_FORMS = (CALENDAR, HOURS, PUBLIC_HOLIDAYS, OPEN_DAY)
