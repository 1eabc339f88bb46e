"""What each member of a team got in turn beside what their parts of all turns came to, from the hand-offs kept."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from accord.steps.handoff.contracts import Dealing, PassedOver, Portion
from accord.steps.handoff.rules import LEAD


def portions(since: datetime | None) -> list[Portion]:
    """By team and member, from all turns that were taken since; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PORTIONS, {"since": since, "lead": LEAD})
        return [
            Portion(team, member, offered, accepted, back, beside, kept, int(gained) / LEAD, alike)
            for team, member, offered, accepted, back, beside, kept, gained, alike in cursor.fetchall()
        ]


def passed_over(since: datetime | None) -> list[PassedOver]:
    """By team, member and reason, of all turns that stand; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PASSED_OVER, {"since": since, "lead": LEAD})
        return [PassedOver(*row) for row in cursor.fetchall()]


def dealings(takers: Collection[tuple[str, int]]) -> dict[tuple[str, int], Dealing]:
    """Every turn of these members in these teams from the beginning; one query."""
    found = {one: (list[datetime](), list[tuple[datetime, datetime]](), list[tuple[datetime, datetime]]())
             for one in takers}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DEALINGS, {"teams": [team for team, _ in found], "members": [member for _, member in found]})
        for team, member, taken, given_back_at, again_at in cursor.fetchall():
            stands, back, again = found[team, member]
            if given_back_at is None:
                stands.append(taken)
            elif again_at is None:
                back.append((taken, given_back_at))
            else:
                again.append((taken, again_at))
    return {one: Dealing(*turns) for one, turns in found.items()}


_PORTIONS = """
    WITH given AS (
            SELECT id, team, member_id, share, assigned_at, accepted_at, closed_as, share <> '{}' AS in_turn
            FROM handoff_handoff
            WHERE member_id IS NOT NULL AND routed_by IS NOT NULL
                AND (%(since)s::timestamptz IS NULL OR assigned_at >= %(since)s::timestamptz)),
        back AS (
            SELECT h.id, b->>'team' AS team, (b->>'member')::bigint AS member_id, b->'share' AS share,
                (b->>'taken')::timestamptz AS taken
            FROM handoff_handoff h, LATERAL jsonb_array_elements(h.turns_back) b
            WHERE h.turns_back <> '[]' AND NOT jsonb_exists(b, 'again')
                AND (%(since)s::timestamptz IS NULL OR (b->>'taken')::timestamptz >= %(since)s::timestamptz)),
        turns AS (
            SELECT id, team, member_id, share, assigned_at AS taken, true AS stands FROM given WHERE in_turn
            UNION ALL SELECT id, team, member_id, share, taken, false FROM back),
        parts AS (
            SELECT t.team, e.key::bigint AS member_id, t.id, t.taken, t.stands,
                e.value::bigint + CASE WHEN t.member_id = e.key::bigint THEN %(lead)s ELSE 0 END AS gain
            FROM turns t, LATERAL jsonb_each_text(t.share) e),
        gained AS (
            SELECT team, member_id, sum(gain) FILTER (WHERE stands) AS gained,
                md5(string_agg(id || ':' || taken || ':' || gain, ',' ORDER BY id, taken)) AS alike
            FROM parts GROUP BY 1, 2),
        got AS (
            SELECT team, member_id, count(*) AS offered, count(*) FILTER (WHERE accepted_at IS NOT NULL) AS accepted,
                0 AS back, count(*) FILTER (WHERE NOT in_turn AND closed_as <> 'rejected') AS beside,
                count(*) FILTER (WHERE in_turn) AS kept
            FROM given g
            WHERE NOT EXISTS (
                SELECT FROM back b WHERE (b.id, b.member_id, b.taken) = (g.id, g.member_id, g.assigned_at))
            GROUP BY 1, 2
            UNION ALL SELECT team, member_id, count(*), 0, count(*), 0, 0 FROM back GROUP BY 1, 2),
        whole AS (
            SELECT team, member_id, sum(offered) AS offered, sum(accepted) AS accepted, sum(back) AS back,
                sum(beside) AS beside, sum(kept) AS kept
            FROM got GROUP BY 1, 2)
    SELECT team, member_id, coalesce(offered, 0)::bigint, coalesce(accepted, 0)::bigint, coalesce(back, 0)::bigint,
        coalesce(beside, 0)::bigint, coalesce(kept, 0)::bigint, coalesce(gained, 0), coalesce(alike, '')
    FROM whole FULL JOIN gained USING (team, member_id)
    ORDER BY 1, 2"""

_DEALINGS = """
    WITH taker AS (SELECT * FROM unnest(%(teams)s::text[], %(members)s::bigint[]) t(team, member_id))
    SELECT t.team, t.member_id, h.assigned_at, NULL::timestamptz, NULL::timestamptz
    FROM taker t JOIN handoff_handoff h USING (team, member_id)
    WHERE h.routed_by IS NOT NULL AND h.share <> '{}' AND h.assigned_at IS NOT NULL
    UNION ALL
    SELECT t.team, t.member_id, (b->>'taken')::timestamptz, (b->>'at')::timestamptz, (b->>'again')::timestamptz
    FROM taker t JOIN handoff_handoff h ON h.turns_back <> '[]'
            AND h.turns_back @> jsonb_build_array(jsonb_build_object('team', t.team, 'member', t.member_id)),
        LATERAL jsonb_array_elements(h.turns_back) b
    WHERE b->>'team' = t.team AND (b->>'member')::bigint = t.member_id"""

_PASSED_OVER = """
    WITH tried AS (
            SELECT h.id, h.team, h.member_id, (c->>'member')::bigint AS who, coalesce(c->>'why', '') AS why,
                coalesce((c->>'credit')::bigint, 0) + coalesce((c->>'gain')::bigint, 0)
                    + CASE WHEN (c->>'member')::bigint = h.member_id THEN %(lead)s ELSE 0 END AS worth
            FROM handoff_handoff h, LATERAL jsonb_array_elements(h.candidates) c
            WHERE h.member_id IS NOT NULL AND h.routed_by IS NOT NULL AND h.share <> '{}'
                AND (%(since)s::timestamptz IS NULL OR h.assigned_at >= %(since)s::timestamptz)),
        ranked AS (
            SELECT *, row_number() OVER (PARTITION BY id ORDER BY why IN ('', 'turn') DESC, worth DESC, who) AS place
            FROM tried)
    SELECT team, who, why, count(*), count(*) FILTER (WHERE place = 1)
    FROM ranked WHERE who <> member_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
