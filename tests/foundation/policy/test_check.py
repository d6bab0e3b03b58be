"""Every code has a broken pack; a sound pack has no problems; all problems come at once, with file and line."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qingheng.foundation.kernel.problems import Problem, ProblemsError, Severity
from qingheng.foundation.policy.ballots import read_counts
from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.codes import CODES
from qingheng.foundation.policy.expression import CODES as EXPRESSION_CODES
from qingheng.foundation.policy.loading import load_chain, open_chain
from qingheng.foundation.policy.meeting_file import choose_meeting, read_meetings

Make = Callable[..., str]
SPECIMEN_PACKS = Path(__file__).parent / "packs"
Edit = tuple[str, str, str]

VALUES, RULES, CASES = "upper/params/values.toml", "upper/rules/rules.toml", "upper/cases/cases.toml"
FIELDS, SOURCES, MEETINGS, PACK = "upper/fields.toml", "upper/sources.toml", "upper/meetings.toml", "upper/pack.toml"

#: Code -> the edits that break the specimens in just that way.
SPECIMENS: dict[str, list[Edit]] = {
    "unreadable_file": [("upper/params/more.toml", "", "\x00")],
    "toml_syntax": [(VALUES, "value = 2,", "value = ,")],
    "unknown_file": [("upper/rulez.toml", "", "a = 1\n")],
    "unknown_key": [(VALUES, 'direction = "min"', 'direction = "min"\nunits = "year"')],
    "missing_key": [(VALUES, 'direction = "min"\n', "")],
    "missing_label": [(VALUES, ', en = "least years in post"', "")],
    "missing_cite": [(VALUES, ', cite = "rules_2002#7(3)"', "")],
    "wrong_type": [(VALUES, "from = 2002-07-09", 'from = "2002-07-09"')],
    "float_literal": [(VALUES, 'value = "1/5"', "value = 0.2")],
    "bad_fraction": [(VALUES, 'value = "1/5"', 'value = "1/0"')],
    "bad_id": [(VALUES, "[p.cap]", "[p.Cap]"), (VALUES, '"p.cap"', '"1/5"')],
    "bad_choice": [(VALUES, 'direction = "min"', 'direction = "mni"')],
    "out_of_range": [(MEETINGS, 'ge = "2/3"', 'ge = "3/2"')],
    "empty_pack": [("upper/pack.toml", "[[edition]]", "[[editions]]"), ("upper/pack.toml", "[[edition]]", "[[editions]]")],
    "id_not_folder": [("lower/pack.toml", 'id = "lower"', 'id = "lowest"')],
    "parent_missing": [("lower/pack.toml", 'parent = "upper"', 'parent = "uper"')],
    "parent_cycle": [(PACK, 'id = "upper"', 'id = "upper"\nparent = "lower"')],
    "duplicate_id": [("lower/rules/rules.toml", "[rule.bottom]", "[rule.years]"), ("lower/cases/cases.toml", "bottom =", "years ="), ("lower/cases/cases.toml", "bottom =", "years =")],
    "date_order": [("lower/rules/rules.toml", "to = 2014-01-13", "to = 2006-01-13")],
    "same_date_twice": [(VALUES, "from = 2002-07-09", "from = 2019-03-03")],
    "value_overlap": [(VALUES, "from = 2019-03-03, value = 3", "from = 2005-01-01, to = 2010-01-01, value = 3, cite = \"rules_2002#7(3)\" },\n  { from = 2009-01-01, value = 3")],
    "value_gap": [(VALUES, "value = 2,", 'value = 2, to = 2005-01-01, cite = "rules_2002#7(3)" },\n  { from = 2006-01-01, value = 2,')],
    "outside_edition": [(VALUES, "from = 2019-03-03, value = 3", "from = 2016-03-03, value = 3")],
    "edition_overlap": [(PACK, "to = 2014-01-13", "to = 2019-03-03")],
    "edition_gap": [(PACK, "from = 2014-01-14", "from = 2014-02-14")],
    "gap_overlap": [(PACK, "to = 2019-03-02", "to = 2019-03-03")],
    "unknown_source": [(VALUES, "rules_2019#8(3)", "rules_2091#8(3)")],
    "unknown_article": [(VALUES, "rules_2019#8(3)", "rules_2019#8(4)")],
    "source_not_in_force": [(VALUES, "rules_2019#8(3)", "rules_2002#7(3)")],
    "wrong_value": [(VALUES, "value = 2,", 'value = "two",')],
    "unknown_field": [(VALUES, 'key = "sanction"', 'key = "sanctoin"')],
    "member_missing": [(VALUES, "none = 0, ", "")],
    "unknown_member": [(VALUES, "warning = 6", "warning = 6, warnin = 7")],
    "list_length": [(VALUES, "promised = 2", "promised = 3")],
    "item_twice": [(VALUES, 'id = "grades"', 'id = "archive"')],
    "unknown_parameter": [(VALUES, 'share = "p.cap"', 'share = "p.cup"')],
    "loosens_parent": [("lower/params/values.toml", "value = 4", "value = 2")],
    "differs_from_parent": [("lower/params/values.toml", 'unit = "year"', 'unit = "month"')],
    "unknown_extends": [("lower/rules/rules.toml", 'severity = "bar"', 'severity = "bar"\nextends = "yeers"')],
    "bad_placeholder": [(RULES, "{p.least_years}年", "{p.leest_years}年")],
    "placeholders_differ": [(RULES, "needs {p.least_years} years", "needs the years")],
    "rule_never_applies": [(RULES, 'when = "known(target_rank)"', 'when = "rank == clerk"')],
    "rule_decides_nothing": [(RULES, 'need = "years(rank_since) >= p.least_years"', 'need = "years(rank_since) >= p.least_years or not exceptional or exceptional"')],
    "exceptions_overlap": [(RULES, "exceptional and rank != \"chief\"", "exceptional")],
    "rule_without_value": [(RULES, "from = 2019-03-03\ncite = \"rules_2019#24\"", "from = 2003-01-01\nto = 2004-01-01\ncite = \"rules_2002#7(3)\"")],
    "meeting_parameter_missing": [(MEETINGS, 'tie = "defer"\n', "")],
    "meeting_contradiction": [(MEETINGS, 'recusal = "deliberation_and_vote"\nrecusal_reduces_base = false', 'recusal = "deliberation_only"\nrecusal_reduces_base = true')],
    "rounding_uncited": [(VALUES, 'share = "p.cap"', 'share = "p.cap"\nrounding = "half_up"')],
    "calendar_conflict": [("upper/calendar.toml", "workdays = [2026-01-04]", "workdays = [2026-01-05]")],
    "calendar_year_missing": [("upper/calendar.toml", "[year.2025]", "[year.2023]"), ("upper/calendar.toml", "2025-01-01", "2023-01-01"), ("upper/calendar.toml", "2025-01-26", "2023-01-28")],
    "contested_indicator": [(VALUES, 'zh = "考核结果"', 'zh = "计生考核结果"')],
    "rejected_term": [(RULES, "任职年限", "七道门任职年限")],
    "case_unknown": [(CASES, 'expect = { years = "not_met" }', 'expect = { yeers = "not_met" }')],
    "case_fact": [(CASES, "exceptional = false", 'exceptional = "maybe"')],
    "failing_case": [(CASES, 'expect = { years = "not_met" }', 'expect = { years = "met" }')],
    "rule_without_case": [("lower/cases/cases.toml", 'expect = { bottom = "not_met" }', 'expect = { bottom = "met" }'), ("lower/cases/cases.toml", "unit_rank = 16", "unit_rank = 15")],
    "expr_unknown_name": [(RULES, "years(rank_since)", "years(rank_sinec)")],
    "expr_wrong_unit": [(RULES, "years(rank_since) >= p.least_years", "months(rank_since) >= p.least_years")],
    "expr_not_boolean": [(RULES, '"years(rank_since) >= p.least_years"', '"years(rank_since)"')],
    "expr_syntax": [(RULES, '"years(rank_since) >= p.least_years"', '"years(rank_since) >= "')],
}  # fmt: skip
#: Codes of counts and of names on the command line, tried below.
ELSEWHERE = {"pack_missing", "row_length", "count_exceeds", "count_mismatch", "meeting_unknown", "rule_not_asked"}


def found(path: str) -> list[Problem]:
    try:
        return check(open_chain(path))
    except ProblemsError as unreadable:
        return list(unreadable.problems)


@pytest.mark.parametrize("pack", ["lower", "upper"])
def test_the_unbroken_specimens_have_no_problem(broken: Make, pack: str) -> None:
    assert found(broken(pack=pack)) == []


@pytest.mark.parametrize("code", SPECIMENS)
def test_each_code_is_found_with_file_line_and_both_languages(broken: Make, code: str) -> None:
    problems = found(broken(*SPECIMENS[code]))
    matching = [one for one in problems if one.code == code]
    assert matching, [one.line("en") for one in problems]
    for one in matching:
        assert one.where.file is not None
        assert one.where.line is not None or code in ("unreadable_file", "unknown_file", "missing_key", "empty_pack")
        assert one.text.zh
        assert one.text.en
        assert "{" not in one.mend.zh.replace("{ zh", "").replace("{ from", "") or code == "bad_placeholder"


def test_every_code_of_the_table_has_a_broken_specimen() -> None:
    assert set(CODES) == {code for code in SPECIMENS if not code.startswith("expr_")} | ELSEWHERE


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("unknown_key", "unit"),
        ("bad_choice", "min"),
        ("unknown_source", "rules_2019"),
        ("parent_missing", "upper"),
        ("unknown_field", "sanction"),
        ("unknown_member", "warning"),
        ("unknown_parameter", "p.cap"),
        ("unknown_extends", "years"),
        ("bad_placeholder", "p.least_years"),
        ("case_unknown", "years"),
        ("expr_unknown_name", "rank_since"),
        ("rejected_term", "七关"),
    ],
)
def test_a_misspelt_word_is_answered_with_did_you_mean(broken: Make, code: str, suggestion: str) -> None:
    problems = found(broken(*SPECIMENS[code]))
    if code == "parent_missing":  # only built-in packs are proposed, and none is called so
        assert [one.suggestion for one in problems if one.code == code] == [None]
        return
    assert suggestion in [one.suggestion for one in problems if one.code == code]


def test_problems_of_several_files_come_at_once_in_the_order_of_files_and_lines(broken: Make) -> None:
    edits = [
        *SPECIMENS["unknown_key"],
        *SPECIMENS["failing_case"],
        *SPECIMENS["gap_overlap"],
        *SPECIMENS["expr_unknown_name"],
    ]
    problems = found(broken(*edits))
    assert {"unknown_key", "failing_case", "gap_overlap", "expr_unknown_name"} - {"failing_case"} <= {
        one.code for one in problems
    }
    places = [(one.where.file or "", one.where.line or 0) for one in problems]
    assert places == sorted(places)


def test_a_problem_names_the_very_line_of_the_dated_value(broken: Make) -> None:
    [one] = [one for one in found(broken(*SPECIMENS["unknown_source"])) if one.code == "unknown_source"]
    assert one.where.line == 8
    assert one.where.path == "p.least_years.values[1]"


def test_a_table_of_a_wrong_name_and_a_missing_parent_are_found_on_their_lines(broken: Make) -> None:
    renamed = ("lower/rules/more.toml", "", "\n[rulez.a]\nb = 1\n")
    [one] = [one for one in found(broken(renamed)) if one.code == "unknown_key"]
    assert (one.where.line, one.suggestion) == (2, "rule")
    [one] = [one for one in found(broken(*SPECIMENS["parent_missing"])) if one.code == "parent_missing"]
    text = (SPECIMEN_PACKS / "lower/pack.toml").read_text("utf-8").splitlines()
    assert text[(one.where.line or 0) - 1].startswith("parent")


def test_a_missing_parent_is_said_once_and_not_again_for_every_name_that_it_holds(broken: Make) -> None:
    shaped = ("lower/params/values.toml", 'unit = "year"', 'unt = "year"')
    problems = found(broken(*SPECIMENS["parent_missing"], shaped))
    assert {one.code for one in problems} == {"parent_missing", "unknown_key"}


def test_an_entry_with_a_mistake_is_reported_once_and_not_again_as_an_unknown_name(broken: Make) -> None:
    assert [one.code for one in found(broken(*SPECIMENS["missing_key"]))] == ["missing_key"]


def test_a_pack_with_an_error_is_refused_where_decisions_are_made(broken: Make) -> None:
    with pytest.raises(ProblemsError) as refused:
        load_chain(broken(*SPECIMENS["unknown_key"]))
    assert [one.code for one in refused.value.problems] == ["unknown_key"]


@pytest.mark.parametrize(
    ("edit", "code", "key"),
    [
        ((FIELDS, 'type = "bool"', 'type = "enum"'), "missing_key", "field.exceptional.members"),
        ((FIELDS, 'key = "year"\n', ""), "missing_key", "field.grades.key"),
        ((VALUES, 'key = "sanction"\n', ""), "missing_key", "p.lock_months.key"),
        ((VALUES, 'of = "int"\n', ""), "missing_key", "p.lock_months.of"),
        ((FIELDS, "[field.unit_count]", "[field.on]"), "bad_id", "on"),
        ((VALUES, "[p.good_grades]", "[p.none]"), "bad_id", "none"),
    ],
)
def test_a_type_that_lacks_its_parts_and_a_reserved_word_are_problems(
    broken: Make, edit: Edit, code: str, key: str
) -> None:
    assert any(one.code == code and key in one.text.en for one in found(broken(edit, pack="upper")))


def test_a_missing_pack_names_the_built_in_ones() -> None:
    with pytest.raises(ProblemsError) as refused:
        load_chain("qingshiu")
    [one] = refused.value.problems
    assert one.code == "pack_missing"
    assert one.suggestion == "qingshui"


def test_a_contested_indicator_with_a_named_decision_is_quiet(broken: Make) -> None:
    edits = [*SPECIMENS["contested_indicator"], (VALUES, "items = [", 'decision = "县委发〔2026〕1号", items = [')]
    assert [one.code for one in found(broken(*edits))] == ["contested_indicator"]
    item = (VALUES, 'en = "grades", min = 3', 'en = "grades", min = 3, decision = "县委发〔2026〕1号"')
    assert found(broken(item)) == []


def test_barring_on_a_rank_alone_is_contested_since_the_guidance(broken: Make) -> None:
    assert found(broken()) == []
    edits = [
        ("lower/rules/rules.toml", "to = 2014-01-13\n", ""),
        ("lower/rules/rules.toml", "from = 2007-01-01", "from = 2019-03-03"),
        ("lower/cases/cases.toml", "on = 2007-12-31", "on = 2026-12-31"),
        ("lower/cases/cases.toml", "on = 2007-12-31", "on = 2026-12-31"),
    ]
    [one] = found(broken(*edits))
    assert one.code == "contested_indicator"
    assert one.severity is Severity.WARNING
    decided = ("lower/rules/rules.toml", 'severity = "bar"', 'severity = "bar"\ndecision = "县委发〔2026〕1号"')
    assert found(broken(decided)) == []


def test_a_lower_pack_may_raise_a_minimum_and_not_lower_it(broken: Make) -> None:
    assert found(broken()) == []
    [one] = found(broken(*SPECIMENS["loosens_parent"]))
    assert one.code == "loosens_parent"
    assert "2" in one.text.zh
    assert "upper" in one.text.zh


def test_a_lower_pack_may_not_lower_a_quorum(broken: Make) -> None:
    text = (SPECIMEN_PACKS / MEETINGS).read_text("utf-8")
    looser = text.replace('ge = "2/3"', 'ge = "1/2"').replace("rules_2019#24", "county#2.5")
    [one] = [one for one in found(broken(("lower/meetings.toml", "", looser))) if one.code == "loosens_parent"]
    assert "meeting.committee.quorum" in one.text.en


def _loosened(broken: Make, file: str, text: str) -> list[tuple[str, str]]:
    """Codes and keys of what a lower pack that sets something again loosens."""
    codes = ("loosens_parent", "differs_from_parent")
    root = Path(broken())
    (root / file).write_text(text, "utf-8")
    problems = found(str(root))
    return [(one.code, one.text.en.split(" ")[0].rstrip(":")) for one in problems if one.code in codes]


def test_a_lower_pack_may_not_open_a_vote_to_proxies_written_opinions_or_a_smaller_base(broken: Make) -> None:
    text = (SPECIMEN_PACKS / MEETINGS).read_text("utf-8").replace("rules_2019#24", "county#2.5")
    for strict, loose in (
        ("proxy = false", "proxy = true"),
        ("late_vote = false", "late_vote = true"),
        ('absent_written = "not_counted"', 'absent_written = "counted"'),
        ('recusal = "deliberation_and_vote"', 'recusal = "deliberation_only"'),
        ("recusal_reduces_base = false", "recusal_reduces_base = true"),
    ):
        assert strict in text
        key = f"meeting.committee.{strict.split(' ')[0]}"
        assert _loosened(broken, "meetings.toml", text.replace(strict, loose)) == [("loosens_parent", key)]
    haved = text.replace('quorum = { of = "due"', 'quorum = { have = "returned", of = "due"')
    assert _loosened(broken, "meetings.toml", haved) == [("differs_from_parent", "meeting.committee.quorum")]
    assert _loosened(broken, "meetings.toml", text) == []


def _again(kind: str, text: str) -> str:
    """One table of the upper pack's values, cited anew, as a lower pack may write it."""
    start = text.index(f"[{kind}]")
    ends = [at for head in ("\n[p.", "\n[list.", "\n[table.", "\n[quota.") if (at := text.find(head, start + 1)) > 0]
    return text[start : min(ends, default=len(text))].replace("rules_2019#24", "county#2.5")


def test_a_lower_pack_may_not_round_a_quota_up_or_untie_it_from_the_team(broken: Make) -> None:
    text = (SPECIMEN_PACKS / VALUES).read_text("utf-8")
    quota = _again("quota.excellent", text)
    rounded = quota.rstrip() + '\nrounding = "half_up"\nrounding_cite = "county#2.5"\n'
    assert _loosened(broken, "params/quota.toml", quota) == []
    assert _loosened(broken, "params/quota.toml", rounded) == [("differs_from_parent", "quota.excellent")]


def test_a_lower_pack_may_add_to_a_list_that_promises_a_length_only_what_it_keeps(broken: Make) -> None:
    text = (SPECIMEN_PACKS / VALUES).read_text("utf-8")
    again = _again("list.two_checks", text)
    swapped = again.replace('id = "archive"', 'id = "diary"')
    assert swapped != again
    assert _loosened(broken, "params/list.toml", again) == []
    assert _loosened(broken, "params/list.toml", swapped) == [("differs_from_parent", "list.two_checks")]


def test_a_choice_that_is_a_minimum_is_compared_by_its_order_and_not_by_its_letters(broken: Make) -> None:
    least = """
[p.least_rank]
label = {{ zh = "最低职级", en = "least rank" }}
type = "enum"
key = "rank"
direction = "min"
values = [ {{ from = 2019-03-03, value = "{value}", cite = "{cite}" }} ]
"""
    higher = ("upper/params/least.toml", "", least.format(value="deputy", cite="rules_2019#24"))
    for value, expected in (("clerk", ["loosens_parent"]), ("deputy", []), ("chief", [])):
        lower = ("lower/params/least.toml", "", least.format(value=value, cite="county#2.5"))
        codes = [one.code for one in found(broken(higher, lower)) if one.code == "loosens_parent"]
        assert codes == expected, value


def test_a_misspelt_outcome_of_a_case_is_no_failing_case_but_answered_with_did_you_mean(broken: Make) -> None:
    [one] = found(broken((CASES, 'expect = { years = "not_met" }', 'expect = { years = "notmet" }')))[:1]
    assert (one.code, one.suggestion) == ("case_unknown", "not_met")


def test_a_case_may_expect_that_a_rule_is_not_in_force(broken: Make) -> None:
    late = (
        "lower/cases/cases.toml",
        "",
        """
[[case]]
id = "later"
title = { zh = "以后", en = "later" }
on = 2026-03-01
facts = { unit_rank = 1 }
expect = { bottom = "not_in_force" }
""",
    )
    assert found(broken(late)) == []


def test_a_declared_gap_may_not_lie_where_a_value_holds(broken: Make) -> None:
    gap = 'direction = "min"\ngaps = [ { from = 2027-01-01, to = 2027-12-31, reason = { zh = "停", en = "off" } } ]'
    [one] = found(broken(("lower/params/values.toml", 'direction = "min"', gap)))
    assert (one.code, "2027-01-01" in one.text.en) == ("gap_overlap", True)


def test_a_file_in_the_place_of_a_folder_and_a_linked_folder_are_not_passed_over(broken: Make) -> None:
    root = Path(broken())
    shutil.move(root / "params", root.parent / "elsewhere")
    (root / "params").write_text("", "utf-8")
    assert "unknown_file" in {one.code for one in found(str(root))}
    (root / "params").unlink()
    (root / "params").symlink_to(root.parent / "elsewhere")
    assert "unknown_file" in {one.code for one in found(str(root))}


def test_what_is_no_ordinary_file_is_never_read(broken: Make) -> None:
    root = Path(broken())
    (root / "params" / "endless.toml").symlink_to("/dev/zero")
    os.mkfifo(root / "params" / "pipe.toml")
    (root / "params" / "nothing.toml").symlink_to(root / "nowhere")
    problems = [one for one in found(str(root)) if one.code == "unreadable_file"]
    assert [one.text.zh.split("：")[1] for one in problems] == ["不是普通文件", "文件不存在", "不是普通文件"]


def test_a_file_saved_by_a_windows_editor_is_read_like_any_other(broken: Make) -> None:
    root = Path(broken())
    for file in root.rglob("*.toml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert found(str(root)) == []


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "嵌套过深"),
        ("a = " + "9" * 5000, "数字过长"),
        ("[p.x\n", "表头末尾缺少 ]"),
        ("[p.x]\na = 甲", "等号后面的值读不懂：文字要加引号，日期写作 2026-01-31"),
        ('[p.x]\na = "甲', "引号没有闭合"),
        ("a = 1\na = 2", "同一个键写了两次"),
    ],
)
def test_a_syntax_error_is_told_in_chinese_words_with_its_file(broken: Make, text: str, zh: str) -> None:
    [one] = [one for one in found(broken(("lower/params/more.toml", "", text))) if one.code == "toml_syntax"]
    assert one.text.zh == f"TOML 语法错误：{zh}"
    assert (one.where.file or "").endswith("more.toml")
    assert one.where.line


def test_counts_that_contradict_each_other_are_problems(broken: Make) -> None:
    chain = load_chain(broken())
    [meeting] = chain.meetings()
    raw = {
        "members": {"due": 13, "present": 14},
        "ballots": {"issued": 11, "returned": 11},
        "candidates": [{"id": "a", "yes": 7, "no": 3}],
    }
    counts, problems = read_counts(meeting, raw)
    assert counts is None
    assert {one.code for one in problems} == {"count_exceeds", "count_mismatch"}


def test_an_unknown_meeting_of_a_file_is_refused(broken: Make) -> None:
    path = Path(broken(pack="upper")) / "meetings.toml"
    with pytest.raises(ProblemsError) as refused:
        choose_meeting(read_meetings(path), "comittee", date(2026, 1, 1))
    [one] = refused.value.problems
    assert one.code == "meeting_unknown"
    assert one.suggestion == "committee"


SCHEME = """
[scheme]
id = "county"
title = { zh = "某县考核", en = "assessment of a county" }
from = 2026-01-01

[node.people]
name = { zh = "计生工作", en = "population work" }

[[veto]]
domain = "births"
name = { zh = "人口", en = "population" }
"""


def in_scheme(broken: Make, text: str) -> list[tuple[str, str, int | None]]:
    problems = found(broken(("lower/schemes/county.toml", "", text)))
    return [(one.code, one.text.en.split(" ")[0], one.where.line) for one in problems]


def test_a_contested_indicator_is_found_in_a_scheme_by_its_words_and_by_its_domain(broken: Make) -> None:
    assert in_scheme(broken, SCHEME) == [
        ("contested_indicator", "schemes.county.node.people", 7),
        ("contested_indicator", "schemes.county.veto.0", 10),
    ]


def test_a_scheme_with_a_named_decision_or_of_an_earlier_day_is_quiet(broken: Make) -> None:
    decided = 'decision = "县委发〔2026〕1号"\n'
    assert in_scheme(broken, SCHEME.replace("[node.people]\n", "[node.people]\n" + decided) + decided) == []


def test_a_scheme_that_ended_before_the_guidance_is_quiet(broken: Make) -> None:
    assert in_scheme(broken, SCHEME.replace("from = 2026-01-01", "from = 2007-01-01\nto = 2014-01-13")) == []


def test_a_scheme_that_is_no_toml_is_left_to_the_check_of_schemes(broken: Make) -> None:
    assert in_scheme(broken, "[[[") == []
    assert found(broken(("lower/schemes/picture.toml", "", "\x00"))) == []


#: Code of the language -> a condition of a rule that is refused with it.
CONDITIONS = {
    "expr_syntax": "unit_rank >= 3 and",
    "expr_bad_character": "unit_rank >= 3 & exceptional",
    "expr_too_long": "unit_rank > 1234567890123",
    "expr_too_deep": "(" * 40 + "exceptional" + ")" * 40,
    "expr_not_allowed": "__import__('os').system('true') = 0",
    "expr_unknown_name": "rank_sinse > on",
    "expr_unknown_parameter": "years(rank_since) >= p.least_yeers",
    "expr_unknown_function": "yeers(rank_since) > 3",
    "expr_wrong_arguments": "years(rank_since, on, on) > 3",
    "expr_wrong_type": "years(exceptional) > 3",
    "expr_wrong_unit": "years(rank_since) > months(rank_since)",
    "expr_not_a_member": "rank = 'chef'",
    "expr_not_boolean": "years(rank_since)",
    "expr_division_by_zero": "unit_rank / 0 > 1",
}


def test_every_code_of_the_language_has_a_broken_pack() -> None:
    assert [*CONDITIONS] == [
        code for code in EXPRESSION_CODES if code != "expr_empty"
    ]  # that one is a wrong_type first


@pytest.mark.parametrize("code", CONDITIONS)
def test_a_rule_whose_condition_is_refused_names_code_file_and_line(code: str, broken: Make) -> None:
    text = (SPECIMEN_PACKS / "lower/rules/rules.toml").read_text("utf-8")
    [line] = [number for number, one in enumerate(text.splitlines(), 1) if one.startswith("need =")]
    old = text.splitlines()[line - 1]
    problems = found(broken(("lower/rules/rules.toml", old, f'need = "{CONDITIONS[code]}"')))
    [one] = [one for one in problems if one.code == code]
    assert (Path(one.where.file or "").name, one.where.line) == ("rules.toml", line)
    assert one.text.zh
    assert one.text.en


def test_a_placeholder_that_says_nothing_is_refused(broken: Make) -> None:
    assert "bad_placeholder" in {one.code for one in found(broken((RULES, "{p.least_years}", "{ }")))}
