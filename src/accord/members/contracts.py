"""What crosses the wall of the members' room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemberCard:
    id: int
    email: str
    name: str
    role: str
    team: str
    is_active: bool
    time_zone: str

    @property
    def label(self) -> str:
        return self.name or self.email
