"""What people do at the sales desk, each verb across rooms in one transaction.

Takes a member and an instant; gives what the screen shows next and a token to take it back for eight seconds. Never
moves a lead but through the lifecycle's one engine.
"""

from accord.journey.desk.acceptance import accept, assign, may_recycle, recycle, reject
from accord.journey.desk.advice import Advice, Standing, advise
from accord.journey.desk.briefing import (
    Before,
    Colleague,
    Company,
    Questions,
    Worked,
    company,
    looked_at,
    questions,
    worked,
)
from accord.journey.desk.choosing import choices, choose, chosen_from
from accord.journey.desk.consent import Consent, consent_of
from accord.journey.desk.deals import lose, open_deal, win
from accord.journey.desk.done import Done
from accord.journey.desk.introduction import StillWaiting, add_lead
from accord.journey.desk.logging import came_at, give_feedback, log
from accord.journey.desk.qualification import qualify
from accord.journey.desk.snoozing import snooze, wake
from accord.journey.desk.taking_back import undo
from accord.journey.desk.together import Together, is_together, together, undo_together

__all__ = [
    "Advice",
    "Before",
    "Colleague",
    "Company",
    "Consent",
    "Done",
    "Questions",
    "Standing",
    "StillWaiting",
    "Together",
    "Worked",
    "accept",
    "add_lead",
    "advise",
    "assign",
    "came_at",
    "choices",
    "choose",
    "chosen_from",
    "company",
    "consent_of",
    "give_feedback",
    "is_together",
    "log",
    "looked_at",
    "lose",
    "may_recycle",
    "open_deal",
    "qualify",
    "questions",
    "recycle",
    "reject",
    "snooze",
    "together",
    "undo",
    "undo_together",
    "wake",
    "win",
    "worked",
]
