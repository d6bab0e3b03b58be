"""文件格式: the keys of every file of a pack (docs/packs/reference.md), as shapes. Nothing here knows what a key means."""

from typing import Any

from qingheng.foundation.policy.lines import Path
from qingheng.foundation.policy.shapes import (
    Key,
    Reader,
    Shape,
    any_value,
    cite,
    count,
    day,
    either,
    flag,
    identifier,
    many,
    named,
    one_of,
    optional,
    pair,
    scalar,
    share,
    share_or_parameter,
    table,
    text,
    whole,
    words,
)

LABEL = Key(pair, missing="missing_label")
CITE = Key(cite, missing="missing_cite")
NOTE = optional(pair)
STATUS = optional(one_of("in_force", "assumed"), "in_force")
VERIFIED = optional(flag)
DECISION = optional(words)

UNITS = ("year", "month", "day", "workday", "hour", "person", "percent", "point", "rank", "count", "yuan")
FIELD_TYPES = ("bool", "int", "decimal", "date", "text", "enum", "list", "map")
VALUE_TYPES = ("int", "decimal", "fraction", "bool", "date", "text", "enum", "months", "map", "list")
COLUMN_TYPES = ("int", "decimal", "fraction", "bool", "date", "text", "enum")
GATES = (
    "entry", "recommendation", "nomination", "inspection", "approval", "publicity", "probation",
    "assessment", "training", "supervision",
)  # fmt: skip

PACK = table({
    "id": Key(identifier),
    "title": LABEL,
    "parent": optional(identifier),
    "note": NOTE,
    "edition": Key(
        many(table({
            "id": Key(words), "from": Key(day), "to": optional(day), "title": LABEL, "note": NOTE,
            "historical": optional(flag, False),
        })),
        missing="empty_pack",
    ),
    "gap": optional(many(table({"from": Key(day), "to": Key(day), "reason": LABEL})), ()),
})  # fmt: skip

ARTICLE = table(
    {
        "no": Key(words),
        "zh": Key(words, missing="missing_label"),
        "en": Key(words, missing="missing_label"),
        "verified": VERIFIED,
    }
)
SOURCES = table({
    "source": Key(named(table({
        "title": LABEL,
        "short": LABEL,
        "issuer": LABEL,
        "number": optional(text, ""),
        "date": Key(day),
        "from": Key(day),
        "to": optional(day),
        "level": Key(one_of("national", "province", "county")),
        "status": Key(one_of("in_force", "repealed", "assumed")),
        "verified": Key(flag),
        "read_at": optional(text, ""),
        "numbering": optional(one_of("article", "section"), "article"),
        "articles": optional(many(ARTICLE), ()),
        "note": NOTE,
    }))),
})  # fmt: skip

MEMBER = table(
    {"id": Key(identifier), "zh": Key(words, missing="missing_label"), "en": Key(words, missing="missing_label")}
)
FIELDS = table({
    "field": Key(named(table({
        "label": LABEL,
        "type": Key(one_of(*FIELD_TYPES)),
        "unit": optional(one_of(*UNITS)),
        "members": optional(many(MEMBER), ()),
        "ordered": optional(flag, False),
        "same_as": optional(identifier),
        "nullable": optional(flag, True),
        "future": optional(flag, False),
        "key": optional(one_of("year")),
        "of": optional(one_of("bool", "int", "decimal", "date", "text", "enum")),
        "min": optional(whole),
        "max": optional(whole),
        "purpose": LABEL,
        "legal_basis": CITE,
        "sensitivity": Key(one_of("public", "internal", "personal", "sensitive", "sealed")),
        "retention": LABEL,
        "readers": Key(many(identifier)),
        "note": NOTE,
    }))),
})  # fmt: skip

GLOSSARY = table({
    "term": Key(named(table({
        "zh": Key(words, missing="missing_label"),
        "en": Key(words, missing="missing_label"),
        "definition": LABEL,
        "cite": CITE,
        "institution": optional(words),
        "not_to_confuse": optional(many(words), ()),
        "rejected": optional(table({"zh": optional(many(words), ()), "en": optional(many(words), ())}), {}),
        "note": NOTE,
    }))),
})  # fmt: skip


def _dated(**keys: Key) -> Shape:
    """A dated value with its basis, holding the given keys."""
    shared = {
        "from": Key(day), "to": optional(day), "cite": CITE, "status": STATUS, "citation_verified": VERIFIED,
        "decision": DECISION, "note": NOTE,
    }  # fmt: skip
    return many(table(shared | keys))


GAPS = optional(many(table({"from": Key(day), "to": Key(day), "reason": LABEL})), ())
DIRECTION = Key(one_of("min", "max", "fixed", "free"))
ITEM = table({
    "id": Key(identifier),
    "zh": Key(words, missing="missing_label"),
    "en": Key(words, missing="missing_label"),
    "min": optional(count),
    "note": NOTE,
    "evidence": NOTE,
    "lead": NOTE,
    "optional": optional(flag, False),
    "indicator": optional(identifier),
    "decision": DECISION,
    "cite": optional(cite, ()),
    "status": optional(one_of("in_force", "assumed")),
})  # fmt: skip
LINK = table({
    "when": Key(words),
    "share": Key(share_or_parameter),
    "chief_below": optional(identifier),
})  # fmt: skip
PARAMS = table({
    "p": optional(named(table({
        "label": LABEL,
        "type": Key(one_of(*VALUE_TYPES)),
        "unit": optional(one_of(*UNITS)),
        "direction": DIRECTION,
        "key": optional(identifier),
        "of": optional(one_of("int", "decimal", "fraction", "bool", "date", "text", "enum")),
        "values": Key(_dated(value=Key(any_value))),
        "gaps": GAPS,
        "indicator": optional(identifier),
        "note": NOTE,
    })), {}),
    "list": optional(named(table({
        "label": LABEL,
        "promised": optional(count),
        "basis": optional(one_of("seed", "same_phrase", "analogue", "composed")),
        "values": Key(_dated(items=Key(many(ITEM)))),
        "gaps": GAPS,
        "indicator": optional(identifier),
        "note": NOTE,
    })), {}),
    "table": optional(named(table({
        "label": LABEL,
        "columns": Key(named(one_of(*COLUMN_TYPES, *(f"{name}?" for name in COLUMN_TYPES)))),
        "values": Key(_dated(rows=Key(many(named(scalar))))),
        "gaps": GAPS,
        "indicator": optional(identifier),
        "note": NOTE,
    })), {}),
    "quota": optional(named(table({
        "label": LABEL,
        "from": Key(day),
        "to": optional(day),
        "cite": CITE,
        "status": STATUS,
        "citation_verified": VERIFIED,
        "share": Key(share_or_parameter),
        "rounding": optional(one_of("floor", "half_up"), "floor"),
        "rounding_cite": optional(cite, ()),
        "allocation": Key(one_of("largest_remainder", "per_group", "hare", "droop", "none")),
        "tie": optional(one_of("larger_group", "order", "draw"), "larger_group"),
        "link_by": optional(identifier),
        "links": optional(many(LINK), ()),
        "note": NOTE,
    })), {}),
})  # fmt: skip

EXCEPTION = table({
    "id": Key(identifier),
    "when": Key(words),
    "effect": Key(one_of("review", "not_applicable")),
    "cite": CITE,
})  # fmt: skip
RULES = table({
    "rule": Key(named(table({
        "title": LABEL,
        "gate": Key(one_of(*GATES)),
        "from": Key(day),
        "to": optional(day),
        "cite": CITE,
        "status": STATUS,
        "citation_verified": VERIFIED,
        "applies_to": Key(words),
        "scope": optional(pair),
        "when": optional(words),
        "need": Key(words),
        "unless": optional(words),
        "on_unless": optional(one_of("review", "not_applicable"), "review"),
        "exceptions": optional(many(EXCEPTION), ()),
        "severity": Key(one_of("bar", "review", "warn")),
        "reference": optional(words, "decision"),
        "say": LABEL,
        "mend": optional(pair),
        "extends": optional(identifier),
        "decision": DECISION,
        "note": NOTE,
    }))),
})  # fmt: skip

BASES = ("due", "present", "all_members", "issued", "returned", "valid", "voters")
THRESHOLD = table({
    "of": Key(one_of(*BASES)),
    "have": optional(one_of(*BASES)),
    "ge": optional(share),
    "gt": optional(share),
})  # fmt: skip
PASS = table({name: key for name, key in THRESHOLD.keys.items() if name != "have"})
_open = "meeting_parameter_missing"
MEETING = table({
    "id": Key(identifier),
    "label": LABEL,
    "from": Key(day),
    "to": optional(day),
    "cite": CITE,
    "status": STATUS,
    "citation_verified": VERIFIED,
    "note": NOTE,
    "motion": Key(one_of("approve", "elect"), missing=_open),
    "quorum": Key(THRESHOLD, missing=_open),
    "pass": Key(PASS, missing=_open),
    "options": Key(many(one_of("yes", "no", "abstain", "defer")), missing=_open),
    "method": Key(many(one_of("secret", "named", "show_of_hands", "oral")), missing=_open),
    "write_in": Key(one_of("forbidden", "allowed", "with_no_only"), missing=_open),
    "void_by": Key(one_of("column", "sheet"), missing=_open),
    "blank": Key(one_of("abstain", "void"), missing=_open),
    "illegible": Key(one_of("abstain", "void"), missing=_open),
    "over_vote": Key(one_of("void", "not_applicable"), missing=_open),
    "under_vote": Key(one_of("allowed", "void"), missing=_open),
    "returned_exceeds_issued": Key(one_of("void_all", "recount"), missing=_open),
    "proxy": Key(flag, missing=_open),
    "late_vote": Key(flag, missing=_open),
    "absent_written": Key(one_of("not_counted", "counted", "closeness_only"), missing=_open),
    "recusal": Key(one_of("deliberation_only", "deliberation_and_vote"), missing=_open),
    "recusal_reduces_base": Key(flag, missing=_open),
    "tie": Key(one_of("revote_among_tied", "defer", "chair", "lots", "failed"), missing=_open),
    "surplus": Key(one_of("most_votes", "not_applicable"), missing=_open),
    "shortfall": Key(one_of("leave_vacant", "separate_election", "next_candidates", "reduce_seats", "not_applicable"), missing=_open),
    "max_rounds": Key(count, missing=_open),
    "failures_before_bar": Key(count, missing=_open),
    "after_failure": Key(one_of("not_renominated", "another_meeting", "same_meeting"), missing=_open),
    "defer_before_vote": Key(many(one_of("large_disagreement", "unclear_question", "evenly_split", "close_vote")), missing=_open),
    "reconsider": Key(either(str, one_of("none"), THRESHOLD), missing=_open),
    "scrutineers": Key(table({"count": Key(count), "who": Key(one_of("members_not_candidates", "staff", "anyone"))}), missing=_open),
    "voting_order": Key(one_of("scrutineers_first", "any"), missing=_open),
    "candidate_order": Key(one_of("given", "strokes", "alphabet", "random"), missing=_open),
    "chief_speaks_last": Key(flag, missing=_open),
    "each_states_opinion": Key(flag, missing=_open),
    "assistance": Key(one_of("none", "trusted_person"), missing=_open),
    "count_at": Key(one_of("on_the_spot", "later"), missing=_open),
    "announce_at": Key(one_of("on_the_spot", "later"), missing=_open),
    "vote_of_record": Key(one_of("paper", "electronic"), missing=_open),
    "least_candidates_over_seats": optional(share),
    "reserved": optional(many(table({"property": Key(identifier), "value": Key(words), "seats": Key(count)})), ()),
    "preliminary": optional(flag, False),
    "close_vote": optional(table({"within": Key(share)})),
    "prior_consent": optional(pair),
    "override": optional(one_of("head_with_reasons")),
})  # fmt: skip
MEETINGS = table({"meeting": Key(many(MEETING))})


def _year(reader: Reader, path: Path, raw: Any) -> Any:
    """A year as a key: four digits."""
    return raw if raw.isdigit() and len(raw) == 4 else reader.note("bad_id", path, found=raw)


CALENDAR = table({
    "year": Key(named(table({
        "cite": CITE,
        "status": STATUS,
        "citation_verified": VERIFIED,
        "holidays": Key(many(day)),
        "workdays": Key(many(day)),
        "note": NOTE,
    }), key=_year)),
})  # fmt: skip
CONTESTED = table({
    "contested": Key(named(table({
        "label": LABEL,
        "from": Key(day),
        "words": optional(many(words), ()),
        "facts": optional(many(identifier), ()),
        "why": LABEL,
        "cite": CITE,
    }))),
})  # fmt: skip
CASES = table({
    "case": Key(many(table({
        "id": Key(identifier),
        "title": LABEL,
        "kind": optional(one_of("person", "meeting", "quota"), "person"),
        "on": Key(day),
        "facts": optional(named(any_value), {}),
        "meeting": optional(identifier),
        "counts": optional(any_value),
        "quota": optional(identifier),
        "groups": optional(named(count), {}),
        "properties": optional(named(words), {}),
        "expect": Key(named(scalar)),
        "overall": optional(one_of("barred", "to_verify", "needs_approval", "no_obstacle")),
        "earliest": optional(named(day), {}),
        "rules": optional(many(identifier)),
        "note": NOTE,
    }))),
})  # fmt: skip

#: File of the top folder -> its shape; and folder -> the shape of each file in it.
FILES: dict[str, Shape] = {
    "pack.toml": PACK,
    "sources.toml": SOURCES,
    "fields.toml": FIELDS,
    "glossary.toml": GLOSSARY,
    "meetings.toml": MEETINGS,
    "calendar.toml": CALENDAR,
    "contested.toml": CONTESTED,
}
FOLDERS: dict[str, Shape] = {"params": PARAMS, "rules": RULES, "cases": CASES}
