"""试一试: any rule, gate or the whole pack on one's own facts or on a registered person.

Facts go by POST only: an address is kept in histories and logs, and a fact about a person must not be.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.policy.explain import OVERALL, Explanation, RuleResult, change_words, explain
from qingheng.foundation.policy.expression import fact_keys
from qingheng.foundation.policy.judge import Parsed, parse_rules
from qingheng.foundation.policy.model import Field
from qingheng.foundation.record.rights import may, require
from qingheng.foundation.register.models import Fact, Person
from qingheng.foundation.register.queries import facts_of
from qingheng.web.policy.forms import TrialForm, initial_of
from qingheng.web.policy.gate import TRY_PERSON, policy_page
from qingheng.web.policy.library import GATES, asked_date, chain, cited

#: How many people of one name are offered at most.
NAMESAKES = 20


@policy_page
def trial(request: HttpRequest) -> HttpResponse:
    """The form and, when it was sent, what every rule says."""
    rule, gate = request.GET.get("rule", ""), request.GET.get("gate", "")
    parsed, _problems = parse_rules(chain())
    if (rule and rule not in parsed) or (gate and gate not in GATES):
        raise Http404
    on = _posted_date(request) or asked_date(request)
    fields = _fields(parsed, rule, gate)
    asked = _person(request, on)
    person = asked.person
    if person is not None:
        form = TrialForm(
            fields, on, initial={"on": on, **initial_of(facts_of(person, on, [one.key for one in fields]))}
        )
    elif request.POST.get("act") == "explain":
        form = TrialForm(fields, on, request.POST)
    else:
        form = TrialForm(fields, on)
    answer = _answer(form, person, rule, gate, on)
    context = {
        "trail": [(_("政策包"), "/policy/"), (_("试一试"), "")],
        "form": form,
        "rule": parsed[rule].rule if rule else None,
        "gate": GATES.get(gate),
        "gates": GATES,
        "answer": answer,
        "overall": OVERALL[answer.overall] if answer else None,
        "groups": _groups(answer) if answer else [],
        "asked": asked,
        "may_try_person": may(request.user, TRY_PERSON.name),
        "example": Person.objects.order_by("code").values_list("code", flat=True).first(),
        "on": on,
    }
    return render(request, "policy/try.html", context)


def _posted_date(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """所问的干部: the one found, several of one name to choose from, or the words that nobody answers to."""

    person: Person | None = None
    name: str = ""
    namesakes: tuple[tuple[str, str], ...] = ()
    unknown: str = ""


def _person(request: HttpRequest, on: date) -> Asked:
    """Who is asked for, by file number or by name."""
    words = request.POST.get("person", "").strip() if request.POST.get("act") == "person" else ""
    if not words:
        return Asked()
    require(request.user, TRY_PERSON.name)
    named = Fact.objects.filter(key="name", value=words).values("person")
    found = list(Person.objects.filter(Q(code=words) | Q(pk__in=named)).distinct()[:NAMESAKES])
    if len(found) != 1:
        posts = tuple((one.code, str(facts_of(one, on, ["post"])["post"] or "")) for one in found)
        return Asked(namesakes=posts, unknown="" if found else words)
    return Asked(found[0], str(facts_of(found[0], on, ["name"])["name"] or ""))


def _fields(parsed: dict[str, Parsed], rule: str, gate: str) -> list[Field]:
    """The facts that the rules asked for look at, in the order of the vocabulary."""
    asked = [one for id_, one in parsed.items() if (not rule or id_ == rule) and (not gate or one.rule.gate == gate)]
    keys = {key for one in asked for node in (*one.nodes(), *one.placeholders()) for key in fact_keys(node)}
    keys |= {one.rule.reference for one in asked}
    return [field for key, field in chain().fields.items() if key in keys]


def _answer(form: TrialForm, person: Person | None, rule: str, gate: str, on: date) -> Explanation | None:
    if person is not None:
        raw: dict[str, Any] = facts_of(person, on, [one.key for one in form.known])
    elif form.is_bound and form.is_valid():
        raw = form.facts()
    else:
        return None
    return explain(chain(), raw, on, gate=gate or None, rules=[rule] if rule else None)


#: What stops a case comes first, what does not concern it last.
_ORDER = (Outcome.NOT_MET, Outcome.NEEDS_APPROVAL, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_APPLICABLE)


def _groups(answer: Explanation) -> list[tuple[Outcome, list[dict[str, Any]]]]:
    """The results by outcome, each in the order of the pack."""
    groups = [(outcome, [_shown(one) for one in answer.rules if one.outcome is outcome]) for outcome in _ORDER]
    return [group for group in groups if group[1]]


def _shown(result: RuleResult) -> dict[str, Any]:
    """One rule's answer as the page shows it; facts by the labels of the vocabulary."""
    change = [change_words(chain(), one) for one in result.would_change]
    cites = cited(result.rule.basis)
    return {"result": result, "cites": cites, "missing": result.missing_names, "would_change": change}
