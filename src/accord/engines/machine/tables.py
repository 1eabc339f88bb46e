"""Graphs as rows of integers, as the compiled machine reads them: header, stages, nodes, decisions, lists."""

from collections.abc import Sequence

import numpy as np

from accord.engines.stages import Graph, Kind, Node
from accord.engines.tables import NEVER, Ints

STAGES, NODES, DECISIONS, STAGE_COUNT, BIT_COUNT, REASON_COUNT, EAGER_FIRST = range(7)
DISQUALIFY_FROM, DISQUALIFY_TO, TURNS, HEADER = 7, 8, 9, 10
ENTER, RESTING, CLOSING, DISQUALIFIED, ONWARD_FROM, ONWARD_TO, WAYS_FROM, WAYS_TO = range(8)
ANEW, OFFERED, OVER, EAGER, STAGE_WIDTH = 8, 9, 10, 11, 12
KIND, ARG, UNITS, FROM, TO, SCORE_OF, ON_TRUE, ON_FALSE, LOW, HIGH, NODE_WIDTH = range(11)
D_TO, D_COOL, D_DECIDES, D_NEEDS, D_OPENS, D_TAKES, D_REASON, D_MOST, D_ELSE, DECISION_WIDTH = range(10)
NO_PROGRAM = -3


def graphs_of(graphs: Sequence[Graph]) -> Ints:
    """One row for each graph. They differ in the thresholds of their nodes only: the same stages and decisions. LOW
    and HIGH of a node are the least and the greatest threshold that any of the graphs has there."""
    spans = [_span([graph.nodes[place] for graph in graphs]) for place in range(len(graphs[0].nodes))]
    rows = [_row(graph, spans) for graph in graphs]
    width = max(map(len, rows))
    return np.array([row + [0] * (width - len(row)) for row in rows], np.int64)


def _span(nodes: Sequence[Node]) -> tuple[int, int]:
    is_same = all(node == nodes[0] for node in nodes)
    units = [node.units for node in nodes]
    is_known = is_same or all(node.kind is Kind.LEAST for node in nodes)
    return (min(units), max(units)) if is_known else (-NEVER, NEVER)


def _row(graph: Graph, spans: Sequence[tuple[int, int]]) -> list[int]:
    stages_at = HEADER
    nodes_at = stages_at + len(graph.stages) * STAGE_WIDTH
    decisions_at = nodes_at + len(graph.nodes) * NODE_WIDTH
    lists_at = decisions_at + len(graph.decisions) * DECISION_WIDTH
    lists: list[int] = []

    def kept(items: Sequence[int]) -> tuple[int, int]:
        start = lists_at + len(lists)
        lists.extend(items)
        return start, start + len(items)

    found = [stages_at, nodes_at, decisions_at, len(graph.stages), graph.bits, graph.reasons, graph.is_eager]
    found += kept(graph.disqualifiers)
    found += kept([edge for some in graph.turns for edge in kept(some)])[:1]
    for stage in graph.stages:
        enter = NO_PROGRAM if stage.enter is None else stage.enter
        found += [enter, stage.is_resting, stage.is_closing, stage.disqualified]
        found += [*kept(stage.onward), *kept(stage.ways)]
        found += [stage.is_anew, stage.is_offered, stage.is_over, stage.is_eager]
    for node, span in zip(graph.nodes, spans, strict=True):
        start, end = kept(node.turns)
        kept([int(one) for one in node.truth])
        if node.kind is Kind.DID:
            start, end = (node.within or NEVER), 0
        score = node.score if node.kind is Kind.DID else node.arg
        found += [node.kind, node.arg, node.units, start, end, score, node.on_true, node.on_false, *span]
    for one in graph.decisions:
        found += [one.to, one.cool_down, one.decides, one.needs_handoff, one.is_opening, one.takes]
        found += [one.reason, one.at_most, one.otherwise]
    return [*map(int, found), *lists]
