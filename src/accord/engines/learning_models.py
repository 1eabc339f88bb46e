"""The models, over numpy, scipy and scikit-learn: the same numbers give the same answer."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

SEED = 1
PENALTIES = (0.03, 0.015, 0.008, 0.004, 0.002, 0.001, 0.0005)
FOLDS = 3
NEAR = 0.006  # of two penalties whose areas are as near as this, the stricter is taken
SMALL = 1e-4  # a trace of L2, so that equal columns share their weight
Z = 1.959963984540054


def fit(rows: Any, truth: Any, signs: Sequence[int], costs: Sequence[float]) -> tuple[tuple[float, ...], float, float]:
    """Weights by column, the bias, and the penalty chosen by folds that each look ahead in time."""
    x, y = np.asarray(rows, float), np.asarray(truth, float)
    spread = x.std(axis=0)
    spread[spread < 1e-12] = np.inf  # a column that says nothing gets no weight
    scaled, signs_of, costs_of = x / spread, np.asarray(signs, int), np.asarray(costs, float)
    with threadpool_limits(1):
        penalty = _penalty(scaled, y, signs_of, costs_of)
        weights, bias = _solve(scaled, y, signs_of, penalty * costs_of)
    return tuple((weights / spread).tolist()), float(bias), penalty


def _penalty(x: Any, y: Any, signs: Any, costs: Any) -> float:
    found = []
    for penalty in PENALTIES:
        areas = [a for a in (_ahead(x, y, signs, penalty * costs, fold) for fold in range(FOLDS)) if a is not None]
        found.append((sum(areas) / len(areas) if areas else 0.0, penalty))
    best = max(value for value, _ in found)
    return max(penalty for value, penalty in found if value >= best - NEAR)


def _ahead(x: Any, y: Any, signs: Any, penalties: Any, fold: int) -> float | None:
    """Learn from the first part, look at the next one."""
    part = len(y) // (FOLDS + 2)
    start, end = part * (fold + 2), part * (fold + 3)
    if len(set(y[:start])) < 2 or len(set(y[start:end])) < 2:
        return None
    weights, _ = _solve(x[:start], y[:start], signs, penalties)
    return float(roc_auc_score(y[start:end], x[start:end] @ weights))


def _solve(x: Any, y: Any, signs: Any, penalties: Any) -> tuple[Any, float]:
    """Each weight is the difference of two that are never below nothing, so that the penalty is smooth."""
    many = x.shape[1]

    def loss(both: Any) -> tuple[float, Any]:
        weights = both[:many] - both[many:-1]
        odds = x @ weights + both[-1]
        off = _sigmoid(odds) - y
        slope = x.T @ off / len(y) + SMALL * weights
        value = float(np.mean(np.logaddexp(0, odds) - y * odds)) + float(penalties @ (both[:many] + both[many:-1]))
        value += SMALL / 2 * float(weights @ weights)
        return value, np.concatenate([slope + penalties, -slope + penalties, [off.mean()]])

    up = [(0.0, None if sign >= 0 else 0.0) for sign in signs]
    down = [(0.0, None if sign <= 0 else 0.0) for sign in signs]
    share = min(max(y.mean(), 1e-6), 1 - 1e-6)
    begin = np.concatenate([np.zeros(2 * many), [np.log(share / (1 - share))]])
    done = minimize(
        loss, begin, jac=True, method="L-BFGS-B", bounds=[*up, *down, (None, None)], options={"maxiter": 400}
    )
    weights = done.x[:many] - done.x[many:-1]
    weights[np.abs(weights) < 1e-4] = 0.0
    return weights, float(done.x[-1])


def _sigmoid(odds: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(odds, -500, 500)))


def weigh(rows: Any, truth: Any) -> list[float]:
    """No penalty: the columns are few."""
    x, y = np.asarray(rows, float), np.asarray(truth, float)
    spread = x.std(axis=0)
    spread[spread < 1e-12] = np.inf
    weights, _ = _solve((x - x.mean(axis=0)) / spread, y, np.zeros(x.shape[1], int), np.zeros(x.shape[1]))
    return list((weights / spread).tolist())


def ceiling(rows: Any, truth: Any, unseen: Any) -> list[float]:
    """Gradient-boosted trees on the same columns, on one thread: the work is small, and those that wait burn a core."""
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=15, min_samples_leaf=20, random_state=SEED
    )
    with threadpool_limits(1):
        model.fit(np.asarray(rows, float), np.asarray(truth, int))
        found: list[float] = model.predict_proba(np.asarray(unseen, float))[:, 1].tolist()
    return found


def area(scores: Any, truth: Any) -> tuple[float, float, float] | None:
    """The area under the curve with its interval."""
    y = np.asarray(truth, int)
    yes, no = int(y.sum()), int(len(y) - y.sum())
    if not yes or not no:
        return None
    a = float(roc_auc_score(y, np.asarray(scores, float)))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    spread = Z * sqrt(max(0.0, a * (1 - a) + (yes - 1) * (q1 - a * a) + (no - 1) * (q2 - a * a)) / (yes * no))
    return a, max(0.0, a - spread), min(1.0, a + spread)


def bands(scores: Any, truth: Any, unseen: Any, unseen_truth: Any, many: int) -> list[tuple[int, float, int]]:
    """Platt's line through the seen, held against the unseen in bands of equal size."""
    x, y = np.asarray(scores, float).reshape(-1, 1), np.asarray(truth, float)
    middle, spread = float(x.mean()), float(x.std()) or 1.0
    weights, bias = _solve((x - middle) / spread, y, [0], np.zeros(1))
    new, came = np.asarray(unseen, float), np.asarray(unseen_truth, int)
    foretold = _sigmoid((new - middle) / spread * weights[0] + bias)
    order = np.argsort(new, kind="stable")
    return [
        (len(part), float(foretold[part].mean()), int(came[part].sum()))
        for part in np.array_split(order, many)
        if len(part)
    ]
