"""The labels, roles and attributes that the reader learns, in the order in which they are stored with the weights."""

ACTS = ("request", "proposal", "commitment", "agreement", "concern", "support", "response", "position")
EVENTS = (
    "meeting", "call", "visit", "roundtable", "committee", "conference", "forum", "negotiation-round", "ceremony",
    "signing", "consultation", "publication", "other",
)
STAGES = (
    "proposed", "launched", "negotiating", "in-principle", "concluded", "initialled", "adopted", "signed", "ratifying",
    "extended", "provisional", "in-force", "suspended", "resumed", "terminated", "threatened", "consultation", "amended",
    "paused", "withdrawn", "expired", "struck-down", "initiated", "ongoing", "preliminary", "definitive", "review",
    "decided", "appealed", "closed", "planned", "operating", "completed", "cancelled",
)
ACTORS = ("person", "organisation", "jurisdiction", "group")

# One tagger a head: every piece gets O, B-label or I-label.
HEADS = {
    "statement": ACTS,
    "event": EVENTS,
    "stage": STAGES,
    "figure": ("figure",),
    "role": ("role",),
    "content": ("content",),
    "actor": ACTORS,
    "instrument": ("instrument",),
    "time": ("when", "due"),
}
FACT_HEADS = ("statement", "event", "stage", "figure", "role")

# One label a fact, read from the vectors of its evidence.
ATTRIBUTES = {
    "firmness": ("none", "firm", "aim", "considering", "conditional"),
    "event_status": ("held", "ongoing", "planned", "postponed", "cancelled"),
}
ATTRIBUTE_OF = {"statement": "firmness", "event": "event_status"}

# Links from a fact to the names and times of its document: role, kind of fact, kind of candidate.
ROLES = (
    ("speaker", "statement", "actor"),
    ("addressee", "statement", "actor"),
    ("voiced_by", "statement", "actor"),
    ("about", "statement", "instrument"),
    ("instrument", "stage", "instrument"),
    ("by", "stage", "actor"),
    ("participant", "event", "actor"),
    ("due", "statement", "time"),
    ("when", "event", "time"),
    ("as_of", "stage", "time"),
    ("place", "event", "actor"),
)
ROLE_NAMES = tuple(role for role, _, _ in ROLES)

SINGLE = ("voiced_by", "instrument", "due", "when", "as_of", "place")  # roles with one answer

# Where a candidate is, seen from the first piece of the fact.
DISTANCES = (
    "inside", "before-8", "before-24", "before-64", "before", "after-8", "after-24", "after-64", "after",
    "earlier-window", "later-window", "title",
)

MAX_PIECES = 256
TITLE_PIECES = 40
LINK_WIDTH = 64


def tags(head):
    """The tags of a head in their stored order: O, B-x, I-x, B-y, I-y and so on."""
    return ["O"] + [f"{prefix}-{label}" for label in HEADS[head] for prefix in ("B", "I")]
