"""Who works at Northwind."""

from typing import NamedTuple

from accord.members.contracts import Stated


class Part(NamedTuple):
    email: str
    name: str
    role: str
    logs_in: bool = True


PASSWORD = "five-minutes-to-lead"  # noqa: S105 - printed for everybody to see
"""For trying the sample company on one's own machine; `load` refuses an installation that has members already."""

MARA = Part("mara@northwind.example", "Mara Lindqvist", "marketer")
SAM = Part("sam@northwind.example", "Sam Okafor", "rep")
RHEA = Part("rhea@northwind.example", "Rhea Kaplan", "operations")
REPS = (
    SAM,
    Part("yara@northwind.example", "يارا حداد", "rep", False),
    Part("viktor@northwind.example", "Виктор Орлов", "rep", False),
    Part("meilin@northwind.example", "林美玲", "rep", False),
    Part("dora@northwind.example", "Dóra Kovács", "sdr"),
    Part("jun@northwind.example", "王军", "sdr", False),
)
WORK: dict[str, Stated] = {
    "sam@northwind.example": {"languages": ["english", "german"], "regions": ["de", "at", "ch"]},
    "yara@northwind.example": {"languages": ["arabic", "english", "french"], "regions": ["fr", "ae"]},
    "viktor@northwind.example": {"languages": ["english", "german", "russian"], "regions": ["de", "pl"]},
    "meilin@northwind.example": {"languages": ["chinese", "english"], "regions": ["us", "gb"]},
    "dora@northwind.example": {"languages": ["english", "german"], "skills": ["first calls"], "capacity_day": 60},
    "jun@northwind.example": {"languages": ["chinese", "english"], "skills": ["first calls"], "weight": 60},
}
"""How those work who take leads; Sam manages the others. Jun works part-time."""
AWAY = "viktor@northwind.example"
"""Who goes on leave soon after the end of the story."""
EVERYBODY = (
    Part("admin@northwind.example", "Ada Admin", "admin"),
    MARA,
    RHEA,
    *REPS,
    Part("elena@northwind.example", "Elena Moretti", "executive"),
    Part("pia@northwind.example", "Pia Brandt", "marketer", False),
)
