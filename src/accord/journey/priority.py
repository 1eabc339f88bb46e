"""What orders a queue: the grade of the fit and the height of the engagement."""

from collections.abc import Mapping

from accord.agreement.spec import Agreement
from accord.steps.scoring.contracts import points_of


def priority_of(agreement: Agreement, units: Mapping[str, int]) -> tuple[str, int]:
    """The grade of the first score that has grades ("" without one), and the units of the first that has none.

    Where every score has grades, the units are those of the graded one.
    """
    graded = next((score for score in agreement.scores if score.grades), None)
    plain = next((score for score in agreement.scores if not score.grades), None) or graded
    grade = ""
    if graded is not None and graded.id in units:
        points = points_of(units[graded.id])
        grade = next((name for name, least in graded.grades if points >= least), "")
    return grade, units.get(plain.id, 0) if plain else 0
