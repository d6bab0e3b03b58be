"""试算表单: the facts of one case, each with its type; left empty means unknown, never "no"."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qingheng.foundation.policy.model import Field
from qingheng.web.templatetags.qingheng import say

#: How many years of annual grades the form offers.
YEARS = 5
UNKNOWN = ("", _("未知"))


class TrialForm(forms.Form):
    """The day, the gate or rule, and one field for each fact."""

    on = forms.DateField(label=_("研判日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, fields: Iterable[Field], on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = on
        self.known = tuple(fields)
        for field in self.known:
            for name, one in _inputs(field, on):
                self.fields[name] = one

    def clean(self) -> dict[str, Any]:
        """A day after the one asked about is a mistake, unless its fact may lie ahead: nobody has been in post since then."""
        found = super().clean() or self.cleaned_data
        on = found.get("on")
        for one in self.known:
            day = found.get(one.key)
            if on is not None and isinstance(day, date) and day > on and not one.future:
                self.add_error(one.key, _("在研判日期之后；尚未发生的不填。"))
        return found

    def facts(self) -> dict[str, Any]:
        """The facts as JSON holds them; what was left empty is not there. Call after `is_valid`."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name == "on" or value in ("", None, []):
                continue
            key, _dot, year = name.partition(".")
            plain = value.isoformat() if isinstance(value, date) else value
            plain = {"true": True, "false": False}.get(plain, plain) if isinstance(plain, str) else plain
            if year:
                found.setdefault(key, {})[year] = plain
            else:
                found[key] = plain
        return found


def initial_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a registered person as initial values of the form."""
    initial: dict[str, Any] = {}
    for key, value in facts.items():
        if isinstance(value, dict):
            initial |= {f"{key}.{year}": one for year, one in value.items()}
        elif isinstance(value, bool):
            initial[key] = "true" if value else "false"
        elif isinstance(value, list):
            initial[key] = "、".join(map(str, value))
        else:
            initial[key] = value
    return initial


def _inputs(field: Field, on: date) -> Iterable[tuple[str, forms.Field]]:
    if field.type == "map":
        for year in range(on.year, on.year - YEARS, -1):
            yield f"{field.key}.{year}", _one(field, field.of or "text", f"{say(field.label)} {year}")
    else:
        yield field.key, _one(field, field.type, say(field.label))


def _named_number(field: Field, label: str) -> forms.Field:
    """A number that has names, such as a level of post: the rules count, people name."""
    names = ((str(at), say(member.label)) for at, member in enumerate(field.members, start=field.least or 0))
    return forms.TypedChoiceField(label=label, required=False, choices=[UNKNOWN, *names], coerce=int, empty_value=None)


def _one(field: Field, kind: str, label: str) -> forms.Field:
    if kind == "bool":
        choices = [UNKNOWN, ("true", _("是")), ("false", _("否"))]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if kind == "enum":
        choices = [UNKNOWN, *((member.id, say(member.label)) for member in field.members)]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if kind == "date":
        return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    if kind == "int" and field.members:
        return _named_number(field, label)
    if kind == "int":
        return forms.IntegerField(label=label, required=False, min_value=field.least, max_value=field.most)
    if kind == "list":
        return WordsField(label=label, required=False, help_text=_("多项以顿号分隔"))
    return forms.CharField(label=label, required=False, max_length=60)


class WordsField(forms.CharField):
    """几个词: words separated by 、 or commas, as a list."""

    def to_python(self, value: Any) -> Any:
        """The words, stripped, empty ones left out."""
        text = super().to_python(value) or ""
        return [word.strip() for word in text.replace("，", "、").replace(",", "、").split("、") if word.strip()]
