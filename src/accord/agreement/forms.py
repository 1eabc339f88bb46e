"""The forms of an agreement: each mapping with its keys."""

from accord.agreement.calendar_forms import CALENDAR_FORMS
from accord.agreement.plan_forms import PLAN_FORMS
from accord.agreement.vocabulary import Form, Key

DOCUMENT = Form(
    "document",
    "The agreement",
    "One document. Sections may stand in any order; the order of stages, rules, routes and grades matters.",
    (
        Key("agreement", "text", "The title.", True),
        Key("time_zone", "text", "An IANA zone, such as Europe/Berlin.", True),
        Key("currency", "text", "Three capitals, such as EUR; EUR where it is left out."),
        Key("parties", "parties", "Who stands on either side.", True),
        Key(
            "motions", "[motion]", "The ways the company sells, such as product lines; a lead is for one of them.", True
        ),
        Key("calendars", "[calendar]", "Whose hours count as working time; the first one where none is named."),
        Key("goals", "[goal]", "What both sides want to reach together, period by period."),
        Key("plan", "[planned]", "What both sides mean to spend in which period, and when they sit down together."),
        Key("lists", "{values}", "Named lists of values, for `in_list` and `not_in_list`."),
        Key("profile", "{test}", "The ideal customer: tests of the company's traits. All must hold."),
        Key("personas", "[persona]", "Who buys. Somebody is the first persona whose test of the title holds."),
        Key("scores", "{score}", "What is known and done, as numbers.", True),
        Key("stages", "{stage}", "The way of a lead. The first stage is where leads begin.", True),
        Key("disqualify", "[disqualifier]", "Named reasons for which somebody is no buyer; looked at before stages."),
        Key("handoff", "handoff", "When a lead is offered to sales.", True),
        Key("routing", "[route]", "To whom; the first route that matches.", True),
        Key("services", "[service]", "What either side owes the other, and by when."),
        Key("reject_reasons", "[reject_reason]", "Why sales may give a lead back."),
        Key("recycle_reasons", "[recycle_reason]", "Why a lead goes back to marketing."),
        Key("lost_reasons", "[lost_reason]", "Why deals are lost."),
        Key("pilot", "pilot", "In force beside the main version, for some people only and for a while."),
        Key("review", "review", "When both sides look at it together."),
    ),
)
PARTIES = Form(
    "parties",
    "Parties",
    "Both sides. Nobody signs for both.",
    (Key("marketing", "party", "The marketing side.", True), Key("sales", "party", "The sales side.", True)),
    "parties:\n  marketing: {team: Marketing, signs: mara@northwind.example}\n"
    "  sales: {team: Sales, signs: sam@northwind.example}",
)
PARTY = Form(
    "party",
    "Party",
    "One side.",
    (Key("team", "text", "The team's name.", True), Key("signs", "text", "The e-mail address of who signs.", True)),
)
MOTION = Form(
    "motion",
    "Motion",
    "One way the company sells. A person has at most one open lead per motion. Leads of the first motion begin by "
    "themselves, at the first stage; those of further motions are opened by hand, and from there on go the same way.",
    (Key("id", "id", "Its id.", True), Key("means", "text", "What it is.")),
)
TEST = Form(
    "test",
    "Test",
    "All operators given must hold for the value. Texts compare without regard to case. A missing value fails every "
    "operator but `none_of`, `is_not`, `not_in_list` and `known: false`. In short: a bare value is `is`, a bare list "
    "is `any_of`.",
    (
        Key("is", "value", "Equal."),
        Key("is_not", "value", "Not equal."),
        Key("at_least", "number", "A number, this or more."),
        Key("at_most", "number", "A number, this or less."),
        Key("more_than", "number", "A number above this."),
        Key("less_than", "number", "A number below this."),
        Key("any_of", "values", "One of these."),
        Key("none_of", "values", "None of these."),
        Key("starts_with", "text", "Begins with this."),
        Key("ends_with", "text", "Ends with this."),
        Key("contains", "text", "Has this in it."),
        Key("matches", "values", "One of these phrases stands in it as whole words."),
        Key("in_list", "id", "One of the values of a list under `lists`."),
        Key("not_in_list", "id", "None of them."),
        Key("known", "flag", "Whether there is a value at all; `known: false` stands alone."),
    ),
    "profile:\n  employees: {at_least: 50, at_most: 5000}\n  country: [DE, AT, CH]",
)
PERSONA = Form(
    "persona",
    "Persona",
    "Somebody who takes part in a purchase.",
    (
        Key("id", "id", "Its id.", True),
        Key("title", "test", "A test of the job title that makes somebody one of them.", True),
        Key("name", "text", "What to call them; the id where it is left out."),
        Key("biography", "text", "Who they are."),
        Key("demographics", "values", "Age, place, education."),
        Key("behaviours", "values", "What they do."),
        Key("interests", "values", "What they care for."),
        Key("needs", "values", "What they need."),
        Key("pains", "values", "What hurts them."),
        Key("says", "text", "What they say; the opening of a first call."),
    ),
)
SCORE = Form(
    "score",
    "Score",
    "A sum of points. Fit reads traits, engagement reads touches. The limits cut in this order: rule, group, score.",
    (
        Key("rules", "[rule]", "What gives points.", True),
        Key("means", "text", "The question it answers."),
        Key("limit", "limit", "The least and the most it comes to."),
        Key("grades", "{integer}", "Names for its ranges, highest first, each with its least points."),
        Key("groups", "[group]", "Rules whose sum has a limit of its own."),
    ),
)
LIMIT = Form(
    "limit",
    "Limit",
    "Bounds of a sum; one of the two at least. What is cut is one line of the explanation.",
    (Key("at_least", "integer", "Never below."), Key("at_most", "integer", "Never above.")),
    "limit: {at_least: 0, at_most: 100}",
)
GROUP = Form(
    "group",
    "Group",
    "Rules whose sum has a limit of its own.",
    (
        Key("id", "id", "Its id, which rules of this score name under `group`.", True),
        Key("limit", "limit", "Its limit.", True),
        Key("means", "text", "What they have in common."),
    ),
)
RULE = Form(
    "rule",
    "Rule",
    "Points for what somebody does (`touch`) or is (`when`), one of the two. Of the keys below `expects`, only rules "
    "with `touch` have any. They work in this order: `since` selects, `count` counts, `half_life` and `linear` weigh "
    "by whole days of age, `expires_after` ends, `limit` cuts.",
    (
        Key("id", "id", "Its id; no other rule of the agreement has it.", True),
        Key("points", "integer", "Whole points, up or down.", True),
        Key("touch", "text", "`page`, `screen`, or the name of a tracked event."),
        Key("when", "criterion", "What the person or the company must be, as known at the instant asked."),
        Key("means", "text", "What it stands for."),
        Key("group", "id", "The group of this score it counts in."),
        Key(
            "expects",
            "expects",
            "What its author expects of it: `more`, better leads, or `less`, worse ones. `accord suggest` keeps to it.",
        ),
        Key("where", "{test}", "Tests of the touch's properties by path, such as `path`, `form.id`."),
        Key("count", "count", "How often it counts; every time where it is left out."),
        Key("half_life", "duration", "After so long a touch is worth half."),
        Key("linear", "duration", "A touch loses the same every day, until after so long nothing is left."),
        Key("expires_after", "duration", "After so long a touch is worth nothing."),
        Key("since", "duration", "Touches of that age or older are not looked at."),
        Key("limit", "limit", "Bounds of this rule's sum."),
    ),
    "{id: pricing, touch: page, where: {path: {starts_with: /pricing}}, points: 10, count: first 3 per 7 days, "
    "half_life: 30 days}",
)
CRITERION = Form(
    "criterion",
    "Criterion",
    "One condition about a person, or a decision as a bare word. Several keys mean all of them. Besides the keys "
    "below: `score.NAME`, `person.TRAIT` and `account.TRAIT`, each with a test.",
    (
        Key("all", "[criterion]", "All of these hold."),
        Key("any", "[criterion]", "One of these holds."),
        Key("none", "[criterion]", "None of these holds."),
        Key("did", "did", "They did something; a bare event name will do."),
        Key("known", "traits", "These traits have a value."),
        Key("in_profile", "flag", "Whether the company is in the profile."),
        Key("persona", "values", "They are one of these personas."),
    ),
    "enter: {all: [{score.fit: {at_least: 20}}, {score.engagement: {at_least: 40}}, {known: [email, company]}]}",
)
DID = Form(
    "did",
    "What somebody did",
    "A touch, perhaps several times, perhaps lately.",
    (
        Key("touch", "text", "`page`, `screen`, or the name of a tracked event.", True),
        Key("where", "{test}", "Tests of its properties."),
        Key("at_least", "integer", "How often; once where it is left out."),
        Key("within", "duration", "How far back it counts."),
    ),
    "{did: {touch: page, where: {path: {starts_with: /careers}}, at_least: 3, within: 30 days}}",
)
STAGE = Form(
    "stage",
    "Stage",
    "Where a lead is. A lead moves only along `goes_to`; a skip is a way like any other.",
    (
        Key("owner", "side", "Who must act.", True),
        Key("means", "text", "The definition.", True),
        Key("enter", "enter", "What lets a lead in: a criterion, a decision, or people.", True),
        Key("today", "text", "What it means today."),
        Key("next", "text", "What must happen next."),
        Key("goes_to", "values", "The stages a lead may go to from here; none where a journey ends."),
    ),
)
BY_PEOPLE = Form(
    "by_people",
    "Entry by people",
    "People of one side decide, and give the answers asked for.",
    (Key("by", "side", "Who decides.", True), Key("requires", "values", "What they must answer.")),
    "enter: {by: sales, requires: [budget, need, timing]}",
)
DISQUALIFIER = Form(
    "disqualifier",
    "Disqualifier",
    "A named reason for which somebody is no buyer. It must not hold as long as nothing is known.",
    (
        Key("id", "id", "Its id.", True),
        Key("when", "criterion", "When it holds.", True),
        Key("means", "text", "What it means."),
    ),
)
HANDOFF = Form("handoff", "Hand-off", "When a lead is offered.", (Key("at", "values", "The stages.", True),))
ROUTE = Form(
    "route",
    "Route",
    "Who is offered a lead. Of the routes whose `when` holds the first is taken; the last takes every lead. Somebody "
    "is eligible who is active, not on leave, below their capacity and, unless the route says otherwise, at work. A "
    "lead for which nobody is waits in a queue of its own, with the reason for each, and is picked up as soon as "
    "somebody becomes eligible.",
    (
        Key("id", "id", "Its id.", True),
        Key("means", "text", "What it is for."),
        Key("when", "criterion", "For which leads; all where it is left out."),
        Key("to", "to", "A team, or one owner.", True),
        Key("by", "strategy", "Whose turn it is; round_robin where it is left out."),
        Key("capacity", "capacity", "The most leads for one member; the lower of it and of the member's own counts."),
        Key("ramp_up", "duration", "A new member's share grows by whole days from nothing to full within this time."),
        Key("hours", "at_hours", "When; working where the agreement has calendars, any for owners and without them."),
        Key("if_nobody", "if_nobody", "With nobody eligible: wait for a team, next for an owner where it is left out."),
    ),
    "routing:\n  - {id: known-account, to: {owner: account}}\n"
    "  - {id: dach, when: {account.country: {any_of: [DE, AT, CH]}}, to: {team: sales, languages: [german]},\n"
    "     by: weighted_round_robin, if_nobody: next}\n"
    "  - {id: everybody, to: {team: sales}, by: round_robin, capacity: {open: 40, per_day: 10}, ramp_up: 30 days}",
)
TO = Form(
    "to",
    "Destination",
    "Either `owner`, or `team` with whatever narrows it.",
    (
        Key("owner", "owner", "One member."),
        Key("team", "text", "The team whose members take turns."),
        Key("members", "values", "Only these of the team, by e-mail address: for named accounts."),
        Key("skills", "values", "Only those who have all of these."),
        Key("languages", "values", "Only those who speak all of these."),
        Key("matching", "facets", "Only those who serve the lead's region, or speak its language."),
    ),
)
CAPACITY = Form(
    "capacity",
    "Capacity",
    "The most leads one member has; one of the two at least.",
    (
        Key("open", "integer", "Open at the same time."),
        Key(
            "per_day", "integer", "Handed over in a day of the member's own clocks; what they rejected does not count."
        ),
    ),
    "routing:\n  - {id: everybody, to: {team: sales}, capacity: {open: 40, per_day: 10}}",
)
SERVICE = Form(
    "service",
    "Service",
    "A promise of one side. Either a clock, which something `starts` and which must be stopped `within` a time, or a "
    "volume, `at_least` so many leads `per` period; the keys below `means` up to `then` are those of a clock, the last "
    "three those of a volume. A clock that is stopped in the very last moment is kept. A re-assignment restarts the "
    "time unless stated otherwise; one clock re-routes a lead at most twice and then puts it into the pool.",
    (
        Key("id", "id", "Its id.", True),
        Key("owed_by", "side", "Who promises it.", True),
        Key("means", "text", "What it is for."),
        Key("starts", "happening", "What starts the clock."),
        Key(
            "stops",
            "values",
            "What stops it, one or several happenings. First touch is proved by an `activity`, never by a stage.",
        ),
        Key("times", "integer", "How many of them are needed; one where it is left out."),
        Key("within", "allowance", "How much time there is."),
        Key(
            "calendar",
            "id",
            "Whose hours count: a calendar, or `owner`, the hours, zone and leave of whoever owes it; the first "
            "calendar where it is left out.",
        ),
        Key("reassigned", "reassigned", "Whether another owner has the whole time again; restarts where left out."),
        Key("snoozed", "snoozed", "Whether a snooze stops the time; it runs on where left out."),
        Key(
            "pause",
            "duration",
            "How long all pauses of one clock may last together, and for how many working days leave of whoever owes "
            "it holds the clock up; 5 days where it is left out.",
        ),
        Key("then", "[rung]", "What is done as time goes by, each step with its share of the time."),
        Key("at_least", "volume", "How many leads, and the stage they reach."),
        Key("per", "period", "In which period."),
        Key("and", "quality", "What else is asked of them."),
    ),
    "services:\n  - {id: answer, owed_by: sales, starts: handed_off, stops: accepted_or_rejected, "
    "within: 4 working hours,\n     calendar: owner, then: [remind at 50%, tell manager at 100%, reroute at 150%]}\n"
    "  - {id: volume, owed_by: marketing, at_least: 300 mql, per: quarter, and: {acceptance_rate: {at_least: 60%}}}",
)
QUALITY = Form(
    "quality",
    "Quality",
    "What is asked of the leads of a volume.",
    (Key("acceptance_rate", "share", "The share of answered leads that sales accepts.", True),),
)
SHARE = Form("share", "Share", "A bound of a share.", (Key("at_least", "percent", "Never below.", True),))
REJECT_REASON = Form(
    "reject_reason",
    "Reject reason",
    "Why sales gives a lead back, and what becomes of it.",
    (
        Key("id", "id", "Its id.", True),
        Key("means", "text", "What it means.", True),
        Key("then", "consequence", "What follows; recycle where it is left out."),
        Key("as", "id", "The recycle reason it becomes; needed where it is recycled."),
    ),
)
RECYCLE_REASON = Form(
    "recycle_reason",
    "Recycle reason",
    "Why a lead goes back to marketing.",
    (
        Key("id", "id", "Its id.", True),
        Key("means", "text", "What it means.", True),
        Key("cool_down", "duration", "How long it does not qualify again."),
        Key("at_most", "integer", "How often one lead may be recycled for this."),
    ),
)
GOAL = Form(
    "goal",
    "Goal",
    "What both sides want to reach in every period. Progress and forecast are on the goals page and in "
    "`accord report goals`. Amounts of other currencies are shown beside it and never added. Of recurring revenue, "
    "market share, churn and lifetime value the latest figure reported for the period counts.",
    (
        Key("id", "id", "Its id.", True),
        Key("metric", "metric", "What it is measured by.", True),
        Key("period", "period", "In which period.", True),
        Key("target", "target", "How much of it.", True),
        Key("owner", "side", "Which side answers for it.", True),
        Key("means", "text", "Why it matters."),
        Key("incentive", "text", "What hangs on it."),
    ),
    "goals:\n  - {id: new-revenue, metric: won_amount, period: quarter, target: 2_000_000 EUR, owner: sales}\n"
    "  - {id: mqls, metric: mql_count, period: month, target: 120, owner: marketing}\n"
    "  - {id: churn, metric: churn, period: quarter, target: at most 3%, owner: sales,\n"
    "     incentive: the quarterly bonus of both teams hangs on it}",
)
LOST_REASON = Form(
    "lost_reason",
    "Lost reason",
    "Why a deal is lost.",
    (Key("id", "id", "Its id.", True), Key("means", "text", "What it means.", True)),
)
REVIEW = Form(
    "review",
    "Review",
    "When both sides look at the numbers, and after how long the agreement itself is due. A version older than "
    "`revise` is pointed out on its page, by `accord agreement list` and by `accord doctor`.",
    (
        Key("weekly", "weekly", "When they meet."),
        Key("revise", "revise", "How long after a version came into force it is to be revised."),
    ),
    'review: {weekly: "monday 10:00", revise: quarter}',
)
PILOT = Form(
    "pilot",
    "Pilot",
    "A version with this section does not supersede the main one: it is in force beside it until its end, for the "
    "people of one segment (`where`) or for those whose lead is in the hands of one team (`team`), one of the two. "
    "Everybody else is judged by the main version. It has the stages and motions of the main version.",
    (
        Key("means", "text", "What is tried, and why.", True),
        Key("where", "criterion", "What people or their companies are; it reads traits alone."),
        Key("team", "text", "The team that has their lead, from the hand-off on until it is decided."),
        Key("until", "until", "Its last day, or the instant at which it ends.", True),
    ),
    "pilot:\n  means: Logistics companies qualify a little earlier.\n  where: {account.industry: logistics}\n"
    "  until: 2026-09-30",
)
FORMS = (
    DOCUMENT, PARTIES, PARTY, MOTION, TEST, PERSONA, SCORE, LIMIT, GROUP, RULE, CRITERION, DID, STAGE, BY_PEOPLE,
    DISQUALIFIER, HANDOFF, ROUTE, TO, CAPACITY, REJECT_REASON, RECYCLE_REASON, LOST_REASON, REVIEW, GOAL,
    *PLAN_FORMS, PILOT, SERVICE, QUALITY, SHARE, *CALENDAR_FORMS,
)  # fmt: skip
