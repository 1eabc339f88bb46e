"""The one policy table: which role may do what, on whose records.

A URL's name is an action. A URL that is not in the table fails the build (tests/architecture).
"""

from typing import Literal

from django.utils.translation import gettext_noop as _

Scope = Literal["all", "own"]

ROLES: dict[str, str] = {
    "admin": "Administrator",
    "operations": "Revenue operations",
    "marketer": "Marketer",
    "sdr": "SDR",
    "rep": "Sales rep",
    "executive": "Executive",
}
TEAM_OF_ROLE = {
    "admin": "",
    "operations": "",
    "marketer": "marketing",
    "sdr": "sales",
    "rep": "sales",
    "executive": "",
}

EVERYONE = tuple(ROLES)
SALES = ("admin", "operations", "sdr", "rep")
MARKETING = ("admin", "operations", "marketer")
OPERATIONS = ("admin", "operations")
DRAFTERS = ("admin", "operations", "marketer", "rep", "executive")

# action → role → scope. "own": only records whose owner is the member.
_TABLE: dict[str, dict[str, Scope]] = {}


def allow(action: str, roles: tuple[str, ...], *, own: tuple[str, ...] = ()) -> None:
    """Enter one row: `roles` on all records, `own` on their own only."""
    _TABLE[action] = {**dict.fromkeys(roles, "all"), **dict.fromkeys(own, "own")}


def scope_of(role: str, action: str) -> Scope | None:
    """On whose records the role may do this; None: not at all. KeyError: the action is in no row."""
    return _TABLE[action].get(role)


def actions() -> tuple[str, ...]:
    return tuple(_TABLE)


PUBLIC = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "csp_report",
        "unsubscribe",  # by a signed address
        "calendar_feed",  # by a secret address
    }
)

# Oneself.
for _action in ("home", "look", "account_change_password"):
    allow(_action, EVERYONE)

# Looking: the same people, companies and numbers for both sides.
for _action in (
    "search",
    "people",
    "person",
    "person_touches",
    "accounts",
    "account",
    "lead",
    "lead_hindsight",
    "lead_evidence",
    "lead_company",
    "agreement",
):
    allow(_action, EVERYONE)
for _action in ("agreement_version", "board", "board_people", "funnel", "funnel_people"):
    allow(_action, EVERYONE)

# The agreement: read and discussed by everybody, changed by both sides. Who signs is not a matter of roles: only those
# whom the version in force names may, whatever their role.
for _action in ("agreement_versions", "agreement_pdf", "proposals", "proposal", "proposal_comment"):
    allow(_action, EVERYONE)
for _action in ("proposal_sign", "proposal_countersign", "proposal_decline"):
    allow(_action, EVERYONE)
for _action in ("proposal_create", "proposal_propose"):
    allow(_action, DRAFTERS)
allow("agreement_compare", EVERYONE)
allow("learning_draft", DRAFTERS)
for _action in ("drafts", "draft_edit", "draft_check", "draft_complete", "draft_form"):
    allow(_action, DRAFTERS)
for _action in ("tryouts", "tryout", "tryout_progress", "tryout_changes", "tryout_people", "tryout_what_if"):
    allow(_action, EVERYONE)
for _action in ("tryout_create", "tryout_stop", "tryout_resume", "tryout_draft"):
    allow(_action, DRAFTERS)
allow("proposal_withdraw", OPERATIONS, own=("marketer", "sdr", "rep", "executive"))
allow("pilot_end", OPERATIONS)

for _action in (
    "goals",
    "learning_rules",
    "learning_feedback",
    "learning_people",
    "learning_profile",
    "learning_suggestion",
    "learning_text",
):
    allow(_action, EVERYONE)
allow("learning_make", MARKETING)
# Figures of goals that nothing here tells: either side of the goals it answers for.
allow("figure_create", (*OPERATIONS, "executive"), own=("marketer", "sdr", "rep"))

# Clocks of both sides: whose they are decides who may pause, ask and agree. Who signs for a side may be an executive.
for _action in ("clocks", "clock", "excuse_create", "excuse_answer"):
    allow(_action, EVERYONE)
for _action in ("clock_pause", "clock_resume"):
    allow(_action, (*SALES, "marketer"))

# The sales desk: reps on their own hand-offs, operations on all.
for _action in ("queue", "queue_panel", "queue_news", "acceptance", "rejection", "recycling", "qualification"):
    allow(_action, OPERATIONS, own=("sdr", "rep"))
for _action in ("deal_create", "deal_won", "deal_lost", "snooze", "waking"):
    allow(_action, OPERATIONS, own=("sdr", "rep"))
allow("assignment", OPERATIONS, own=("sdr",))
# Of a lead that nobody has, or that is theirs.
for _action in ("stage_choice", "undo"):
    allow(_action, OPERATIONS, own=("sdr", "rep", "marketer"))
for _action in ("activity_create", "feedback_create", "queue_together", "view_create", "view_delete"):
    allow(_action, OPERATIONS, own=("sdr", "rep"))
allow("lead_create", (*SALES, "marketer"))

# What either side can do for a lead that is almost ready.
for _action in ("missing", "missing_fields"):
    allow(_action, EVERYONE)
allow("lookup", EVERYONE)

# Sales' say over marketing: whom programs leave alone.
allow("suppressed", EVERYONE)
for _action in ("suppress_person", "suppress_account", "suppression_lift"):
    allow(_action, (*SALES, "marketer"))

# What stands still: both sides see it; reps send back their own, marketing what stands at a stage of its own and nobody
# sells (the desk decides), operations any.
for _action in ("stalled", "stalled_deals", "stalled_stages", "stalled_people"):
    allow(_action, EVERYONE)
allow("stalled_back", MARKETING, own=("sdr", "rep"))

# What one side asks of the other: who may answer is a matter of sides, not of roles.
for _action in ("requests", "request_detail", "request_say"):
    allow(_action, EVERYONE)
for _action in ("request_create", "request_answer"):
    allow(_action, (*SALES, "marketer"))
allow("filled", EVERYONE)
for _action in ("missing_fill", "missing_told", "filled_change"):
    allow(_action, (*SALES, "marketer"))

# Data: identity, sources, imports.
for _action in (
    "merge",
    "unmerge",
    "person_account",
    "verdict",
    "sources",
    "source",
    "source_create",
    "source_revoke",
    "warnings",
):
    allow(_action, MARKETING)
for _action in ("imports", "import_create", "import_detail", "import_run", "import_progress"):
    allow(_action, MARKETING)
for _action in ("import_faults", "import_undo", "import_stop"):
    allow(_action, MARKETING)

# Telling people: everybody their own notices and wishes, operations the channels.
for _action in ("notices", "notice_bell", "notice_read", "notices_read", "notice_wishes"):
    allow(_action, EVERYONE)
for _action in ("calendar_make", "calendar_revoke"):
    allow(_action, EVERYONE)
for _action in ("channels", "channel", "channel_create", "channel_change", "channel_close"):
    allow(_action, OPERATIONS)
for _action in ("channel_retry", "channel_try", "channel_replay"):
    allow(_action, OPERATIONS)

# Who gets the leads.
for _action in ("routing", "fairness"):
    allow(_action, EVERYONE)
for _action in ("member_work", "leave_create", "leave_back"):
    allow(_action, OPERATIONS, own=("marketer", "sdr", "rep", "executive"))
for _action in ("member_work_set", "account_owner"):
    allow(_action, OPERATIONS)

# Log-ins.
allow("members", OPERATIONS)
for _action in ("member_create", "member_role", "member_active"):
    allow(_action, ("admin",))

# For people: room → what one may do there → the actions it is made of. Each action is in one row, and all actions of a
# row have the same scope (tests of the policy).
CAPABILITIES: dict[str, dict[str, tuple[str, ...]]] = {
    _("Queue"): {
        _("See and work the queue"): ("queue", "queue_panel", "queue_news", "view_create", "view_delete"),
        _("Decide on leads: accept, reject, qualify, recycle, snooze; write down what was done"): (
            "activity_create",
            "feedback_create",
            "queue_together",
            "acceptance",
            "rejection",
            "qualification",
            "recycling",
            "snooze",
            "waking",
        ),
        _("Choose the stage of a lead; take back what was just decided"): ("stage_choice", "undo"),
        _("Hand a lead to a rep"): ("assignment",),
        _("Add a lead"): ("lead_create",),
        _("See who lacks just one datum or a few points, and how well fields are filled"): (
            "missing",
            "missing_fields",
        ),
        _("See who filled in what"): ("filled",),
        _("Fill in what is lacking, and correct it"): ("missing_fill", "missing_told", "filled_change"),
        _("See what stands still, and where conversion falls"): (
            "stalled",
            "stalled_deals",
            "stalled_stages",
            "stalled_people",
        ),
        _("Send back what stands still"): ("stalled_back",),
        _("See whom programs leave alone"): ("suppressed",),
        _("Have programs leave somebody alone"): ("suppress_person", "suppress_account", "suppression_lift"),
        _("Read what one side asks of the other, and say something"): ("requests", "request_detail", "request_say"),
        _("Ask the other side for something, and answer it"): ("request_create", "request_answer"),
    },
    _("Deals"): {_("Open deals, win and lose them"): ("deal_create", "deal_won", "deal_lost")},
    _("People"): {
        _("See people, accounts and leads"): (
            "search",
            "lookup",
            "people",
            "person",
            "person_touches",
            "accounts",
            "account",
            "lead",
            "lead_hindsight",
            "lead_evidence",
            "lead_company",
        ),
        _("Merge people, take merges back, judge touches"): ("merge", "unmerge", "verdict"),
        _("Say which company somebody belongs to"): ("person_account",),
    },
    _("Alignment board"): {
        _("See what both sides promised and kept, and the leads behind"): ("board", "board_people"),
    },
    _("Clocks"): {
        _("See the clocks of both sides"): ("clocks", "clock"),
        _("Pause clocks"): ("clock_pause", "clock_resume"),
        _("Ask to excuse a broken promise, agree to the other side's"): ("excuse_create", "excuse_answer"),
    },
    _("Funnel"): {_("See the funnel and the people behind it"): ("funnel", "funnel_people")},
    _("Goals and learning"): {
        _("See goals, what became of each rule's leads, and what is suggested"): (
            "goals",
            "learning_rules",
            "learning_feedback",
            "learning_people",
            "learning_profile",
            "learning_suggestion",
            "learning_text",
        ),
        _("Have the reports made anew"): ("learning_make",),
        _("Report figures of goals that nothing here tells"): ("figure_create",),
        _("Begin a draft with what is suggested"): ("learning_draft",),
    },
    _("Agreement"): {
        _("Read the agreement, its versions and proposals, and say something"): (
            "agreement",
            "agreement_version",
            "agreement_versions",
            "agreement_pdf",
            "proposals",
            "proposal",
            "proposal_comment",
        ),
        _("Compare versions and proposals"): ("agreement_compare",),
        _("Write drafts, as text and by forms"): (
            "drafts",
            "draft_edit",
            "draft_check",
            "draft_complete",
            "draft_form",
        ),
        _("Put a new version forward"): ("proposal_create", "proposal_propose"),
        _("Sign, countersign and decline, where the version in force names you"): (
            "proposal_sign",
            "proposal_countersign",
            "proposal_decline",
        ),
        _("See what an agreement would have done, and turn its knobs"): (
            "tryouts",
            "tryout",
            "tryout_progress",
            "tryout_changes",
            "tryout_people",
            "tryout_what_if",
        ),
        _("Try an agreement, stop and go on, take values into a draft"): (
            "tryout_create",
            "tryout_stop",
            "tryout_resume",
            "tryout_draft",
        ),
        _("Withdraw a proposal"): ("proposal_withdraw",),
        _("End a pilot"): ("pilot_end",),
    },
    _("Import"): {
        _("Import files, stop and undo imports"): (
            "imports",
            "import_create",
            "import_detail",
            "import_run",
            "import_progress",
            "import_faults",
            "import_undo",
            "import_stop",
        )
    },
    _("Sources"): {
        _("Add and revoke sources, read their warnings"): (
            "sources",
            "source",
            "source_create",
            "source_revoke",
            "warnings",
        )
    },
    _("Channels"): {
        _("Connect mail, chat and webhooks, read their log, send anew"): (
            "channels",
            "channel",
            "channel_create",
            "channel_change",
            "channel_close",
            "channel_retry",
            "channel_try",
            "channel_replay",
        )
    },
    _("Members"): {
        _("See the members"): ("members",),
        _("Add members, change roles, switch log-ins off"): ("member_create", "member_role", "member_active"),
    },
    _("Routing"): {
        _("See what waits for nobody, and how fair the turns were"): ("routing", "fairness"),
        _("See work and leave, enter leave and take it back"): ("member_work", "leave_create", "leave_back"),
        _("State how members work, and who has an account"): ("member_work_set", "account_owner"),
    },
    _("Notices"): {
        _("Read one's own notices, say what one wants to hear of, have a calendar"): (
            "notices",
            "notice_bell",
            "notice_read",
            "notices_read",
            "notice_wishes",
            "calendar_make",
            "calendar_revoke",
        )
    },
    _("Oneself"): {_("Start page, look and password of one's own"): ("home", "look", "account_change_password")},
}
