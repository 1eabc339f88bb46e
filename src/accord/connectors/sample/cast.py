"""Who works at Northwind."""

from typing import NamedTuple


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
EVERYBODY = (
    Part("admin@northwind.example", "Ada Admin", "admin"),
    MARA,
    RHEA,
    *REPS,
    Part("elena@northwind.example", "Elena Moretti", "executive"),
    Part("pia@northwind.example", "Pia Brandt", "marketer", False),
)
