"""The funnel as somebody with a pencil would count it, written apart from the one that is served."""

from statistics import median


def naive_funnel(entries, stages, ladder):
    """`entries`: (lead, stage, instant). By stage (entered, from_first, from_previous, median_days), and negatives."""
    firsts = {}
    for lead, stage, at in entries:
        of_lead = firsts.setdefault(lead, {})
        of_lead[stage] = min(at, of_lead.get(stage, at))

    def reached(stage):
        further = set(ladder[ladder.index(stage) :])
        return sum(1 for of_lead in firsts.values() if further & set(of_lead))

    told, negatives = {}, 0
    for stage in stages:
        spans = []
        for of_lead in firsts.values():
            if stage not in of_lead:
                continue
            if stage in ladder:
                earlier = [s for s in ladder[: ladder.index(stage)] if s in of_lead]
                start = of_lead[earlier[-1]] if earlier else None
            else:
                start = min(of_lead.values())
            if start is not None:
                spans.append((of_lead[stage] - start).total_seconds() / 86400)
        negatives += sum(1 for span in spans if span < 0)
        forward = [span for span in spans if span >= 0]
        entered = sum(1 for of_lead in firsts.values() if stage in of_lead)
        first = reached(ladder[0])
        share = reached(stage) if stage in ladder else entered
        previous = None
        if stage in ladder and ladder.index(stage):
            base = reached(ladder[ladder.index(stage) - 1])
            previous = reached(stage) / base if base else None
        told[stage] = (entered, share / first if first else None, previous, median(forward) if forward else None)
    return told, negatives
