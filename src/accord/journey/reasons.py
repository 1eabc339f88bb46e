"""Why somebody is in a queue, in the words of the agreement: what they did first, then who they are."""

from collections.abc import Mapping

from accord.agreement.spec import Agreement
from accord.agreement.wording import rule_words
from accord.steps.scoring.contracts import ScoreCard

DEEDS, TRAITS = 3, 2


def in_words(agreement: Agreement, cards: Mapping[str, ScoreCard]) -> str:
    """`Asked for a demo · Looked at prices 3× · Right size`; "" where nothing counts in their favour.

    The words are the rule's `means`, or its id where it has none.
    """
    behaviour = [score.id for score in agreement.scores if not score.grades]
    words = {rule.id: rule_words(rule) for score in agreement.scores for rule in score.rules}
    deeds = [line for name in behaviour if name in cards for line in cards[name].top]
    traits = [line for name, card in cards.items() if name not in behaviour for line in card.top]
    chosen = [*_weightiest(deeds, DEEDS), *_weightiest(traits, TRAITS)]
    return " · ".join(_phrase(words.get(rule, rule), count) for rule, count, _ in chosen)


def _weightiest(lines: list[tuple[str, int, int]], most: int) -> list[tuple[str, int, int]]:
    return sorted((line for line in lines if line[2] > 0), key=lambda line: (-line[2], line[0]))[:most]


def _phrase(words: str, count: int) -> str:
    return words.rstrip(".") + (f" {count}×" if count > 1 else "")
