"""用语: stored explanations and choices as pages and papers say them; codes stay beside the words."""

from typing import Any

from qingheng.assessment.models import ScoreRun
from qingheng.assessment.queries.ranking import Shown, shown_figure
from qingheng.assessment.terms import GROUP_NAMES
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring import Scheme
from qingheng.foundation.scoring.words import Words

#: Steps that have words and no figure: they are not unknown.
WORDED = ("grade", "contest", "veto")


def choices_in_words(run: ScoreRun, scheme: Scheme) -> list[dict[str, Any]]:
    """The choices of a run: `{path, value, assumed, label, words}`, and `note` where the scheme gives one."""
    words = Words(scheme)
    said = {choice.path: words.choice(choice) for choice in scheme.choices}
    plain = Text("", "").as_json()
    return [{"label": plain, "words": plain, **choice, **said.get(choice["path"], {})} for choice in run.choices]


def shown_tree(node: dict[str, Any]) -> dict[str, Any]:
    """An explanation node as the page shows it: the figure that counts, working and choices in words."""
    return {
        **node,
        "figure": _figure(node),
        "worded": node["function"] in WORDED,
        "label": node.get("function_label") or Text(node["function"], node["function"]).as_json(),
        "said": settings_in_words(node),
        "inputs": [{**item, "name": item.get("label") or item["name"]} for item in node["inputs"]],
        "choice": None,
        "chosen": chosen_in_words(node),
        "children": [shown_tree(child) for child in node["children"]],
    }


def _figure(node: dict[str, Any]) -> Shown:
    """The figure that counts with two decimals, a rank as it is; the exact one beside it where it differs."""
    counts = node["rounded"] if node["rounded"] is not None else node["exact"]
    if counts is None or node["function"] == "rank":
        return Shown(counts or "")
    found = shown_figure(counts)
    return found if node["exact"] == counts else Shown(found.text, node["exact"] or "")


def settings_in_words(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The settings of a node; the county's groups by their names."""
    said = []
    for one in node.get("settings_words", ()):
        group = GROUP_NAMES.get(one["value"]) if one["key"] == "group" and isinstance(one["value"], str) else None
        said.append({**one, "words": group.as_json()} if group else one)
    return said


def chosen_in_words(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The assumed choices of a node that its settings have not said already."""
    settled = {f"node.{node['id']}.rule.{one['key']}" for one in node.get("settings_words", ())}
    settled |= {f"{node['function']}.{one['key']}" for one in node.get("settings_words", ())}
    settled |= {f"{one['key']}.{node['function']}" for one in node.get("settings_words", ())}
    return [one for one in node.get("choice_words", ()) if one["assumed"] and one["path"] not in settled]


def printed_tree(node: dict[str, Any]) -> dict[str, Any]:
    """An explanation node as the score sheet prints it: settings and what is assumed beside it in words."""
    return {
        **node,
        "settings_words": settings_in_words(node),
        "chosen": chosen_in_words(node),
        "children": [printed_tree(child) for child in node["children"]],
    }
