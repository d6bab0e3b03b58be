"""问题代码: every problem a pack can have, in one table: code, severity, sentence and how to mend it.

`problem(code, where, **words)` is the only way the policy package makes a problem. `docs/packs/codes.md` lists the same
table (a test holds them equal), and every code has at least one broken specimen in the tests.
"""

from dataclasses import dataclass

from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text

E, C, W = Severity.ERROR, Severity.CHOICE, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Code:
    """问题代码: a stable id with its severity; the two sentences hold `{placeholders}` for what was found."""

    id: str
    severity: Severity
    say: Text
    mend: Text


_ROWS: tuple[tuple[str, Severity, str, str, str, str], ...] = (
    # Files
    ("pack_missing", E, "找不到政策包 {pack}", "there is no pack {pack}",
     "写政策包的文件夹路径或内置包的标识（{known}）。", "Give the folder of a pack or the id of a built-in one ({known})."),
    ("unreadable_file", E, "文件无法读取：{reason}", "the file cannot be read: {reason_en}",
     "给出一个以 UTF-8 编码另存的文件。", "Give a file that is saved as UTF-8."),
    ("toml_syntax", E, "TOML 语法错误：{reason}", "TOML syntax error: {reason_en}",
     "对照 docs/packs/reference.md 改正此行。", "Correct the line after docs/packs/reference.md."),
    ("unknown_file", E, "政策包中不认识的文件 {file}", "a pack has no file {file}",
     "改正文件名，或把文件移出政策包。", "Correct the file's name, or move it out of the pack."),
    # Shape
    ("unknown_key", E, "不认识的键 {key}", "unknown key {key}",
     "改正拼写，或删去此键；可用的键见 docs/packs/reference.md。", "Correct the spelling or remove the key; docs/packs/reference.md lists the keys."),
    ("missing_key", E, "缺少必填的键 {key}", "the required key {key} is missing",
     "补上此键。", "Add the key."),
    ("missing_label", E, "{key} 须有中文（zh）和英文（en）两种文字，且不能为空", "{key} needs words in Chinese (zh) and English (en), neither empty",
     "写成 {{ zh = \"…\", en = \"…\" }}。", "Write {{ zh = \"…\", en = \"…\" }}."),
    ("missing_cite", E, "{key} 缺少依据（cite）", "{key} has no citation (cite)",
     "写明依据的文件和条款：cite = \"文件#条款\"。", "Name the document and article: cite = \"SOURCE#ARTICLE\"."),
    ("wrong_type", E, "{key} 应为{expected}，实为 {found}", "{key} must be {expected_en}, not {found}",
     "改成所要求的类型。", "Change it to the type asked for."),
    ("float_literal", E, "{key} 写成了小数 {found}，正式数字须用整数或字符串", "{key} is the float {found}; official figures are whole numbers or strings",
     "加引号：\"{found}\"，或者写成分数 \"2/3\"。", "Put it in quotes: \"{found}\", or write a fraction such as \"2/3\"."),
    ("bad_fraction", E, "{key} 不是精确数字：{found}", "{key} is no exact figure: {found}",
     "写成 \"2/3\"、\"0.25\" 或整数，分母不为零。", "Write \"2/3\", \"0.25\" or a whole number, with a denominator other than zero."),
    ("bad_id", E, "标识 {found} 须为小写英文字母、数字和下划线", "the id {found} must be lower_snake_case English",
     "改用英文小写标识，中文写在 label 里。", "Use a lower-case English id; Chinese belongs in the label."),
    ("bad_choice", E, "{key} 不能是 {found}，可选：{allowed}", "{key} cannot be {found}; allowed: {allowed}",
     "从可选值中选一个。", "Choose one of the allowed values."),
    ("out_of_range", E, "{key} 的值 {found} 超出范围（{range}）", "{key} is {found}, outside {range}",
     "改成范围内的值。", "Use a value in the range."),
    ("empty_pack", E, "政策包没有任何版本（edition）", "the pack has no edition",
     "至少写一个 [[edition]]。", "Write at least one [[edition]]."),
    # Identity and chain
    ("id_not_folder", E, "pack.toml 的 id 是 {found}，文件夹名是 {folder}", "pack.toml says id {found}, the folder is called {folder}",
     "使两者一致。", "Make them equal."),
    ("parent_missing", E, "找不到上级政策包 {parent}", "the parent pack {parent} cannot be found",
     "改正 parent，或把上级包放在旁边。", "Correct parent, or put the parent's folder beside this one."),
    ("parent_cycle", E, "上级政策包循环引用：{chain}", "the parents form a circle: {chain}",
     "改正 parent。", "Correct parent."),
    ("duplicate_id", E, "标识 {id} 已在 {other} 使用", "the id {id} is already used at {other}",
     "换一个标识；下级包不得改写上级包的同名内容。", "Choose another id; a lower pack may not redefine what a higher one says."),
    # Dates
    ("date_order", E, "截止日 {to} 早于起始日 {start}", "the last day {to} lies before the first day {start}",
     "改正日期；to 是最后一天。", "Correct the dates; `to` is the last day."),
    ("same_date_twice", E, "{key} 在同一生效日 {day} 有两个值", "{key} has two values beginning on {day}",
     "只留一个。", "Keep one of them."),
    ("value_overlap", E, "{key} 自 {start} 起的值与自 {other} 起的值在时间上重叠", "{key}: the value from {start} overlaps the value from {other}",
     "改正 from 或 to。", "Correct from or to."),
    ("value_gap", E, "{key} 在 {start} 至 {to} 之间没有值，也未声明空档", "{key} has no value from {start} to {to}, and the gap is not declared",
     "补上该期间的值，或用 gaps 声明空档及理由。", "Add a value for the period, or declare it in `gaps` with its reason."),
    ("outside_edition", E, "{key} 的起始日 {day} 不在本包任何版本之内", "{key} begins on {day}, which lies in no edition of this pack",
     "改正起始日，或者补上版本。", "Correct the first day, or add the edition."),
    ("edition_overlap", E, "版本 {id} 与 {other} 在时间上重叠", "edition {id} overlaps {other}",
     "改正版本的 from 或 to。", "Correct the edition's from or to."),
    ("edition_gap", E, "{start} 至 {to} 没有版本，也未声明空档（gap）", "from {start} to {to} there is neither an edition nor a declared gap",
     "写一个 [[gap]] 并说明理由，或者改正版本日期。", "Write a [[gap]] with its reason, or correct the editions."),
    ("gap_overlap", E, "声明的空档 {start} 至 {to} 与版本、数值或另一空档重叠", "the declared gap from {start} to {to} overlaps an edition, a value or another gap",
     "改正空档的日期。", "Correct the dates of the gap."),
    # Citations
    ("unknown_source", E, "依据 {cite} 指向未登记的文件 {source}", "the citation {cite} names the unknown source {source}",
     "在 sources.toml 登记该文件，或改正拼写。", "Enter the document in sources.toml, or correct the spelling."),
    ("unknown_article", E, "依据 {cite}：文件 {source} 未登记条款 {article}", "the citation {cite}: source {source} has no article {article}",
     "在 sources.toml 的 articles 中登记该条款。", "Enter the article under `articles` in sources.toml."),
    ("source_not_in_force", W, "{key} 自 {day} 起，而所引 {source} 当日不在有效期内", "{key} begins on {day}, when the cited {source} is not in force",
     "核对日期，或改引当时有效的文件。", "Check the date, or cite what was in force then."),
    # Values
    ("wrong_value", E, "{key} 的值 {found} 不符合类型 {type}", "{key}: the value {found} does not fit the type {type}",
     "改成该类型的值。", "Write a value of that type."),
    ("unknown_field", E, "{key} 引用了未登记的事实 {field}", "{key} names the unknown field {field}",
     "改正拼写，或在 fields.toml 登记。", "Correct the spelling, or enter it in fields.toml."),
    ("member_missing", E, "{key} 缺少 {field} 的取值 {members}", "{key} has no value for {members} of {field}",
     "每个取值都要给出数值。", "Give every member a value."),
    ("unknown_member", E, "{key} 中的 {found} 不是 {field} 的取值", "{found} in {key} is no member of {field}",
     "改正拼写。", "Correct the spelling."),
    ("list_length", E, "{key} 的名称承诺 {promised} 项，实列 {found} 项", "{key} promises {promised} items by its name and lists {found}",
     "增减条目，使之与名称相符。", "Add or remove items until they agree with the name."),
    ("item_twice", E, "{key} 中标识 {id} 出现两次", "{key} holds the id {id} twice",
     "改正其中一个。", "Correct one of them."),
    ("unknown_parameter", E, "{key} 引用了不存在的参数 {parameter}", "{key} names the unknown parameter {parameter}",
     "改正拼写，或补上该参数。", "Correct the spelling, or add the parameter."),
    # A lower pack
    ("loosens_parent", E, "{key} 自 {day} 起为 {found}，宽于上级包 {parent} 的 {other}：下级只能从严", "{key} is {found} from {day}, looser than {other} of the higher pack {parent}: a lower pack may only tighten",
     "改为不宽于上级的值。", "Use a value at least as strict as the higher pack's."),
    ("differs_from_parent", E, "{key} 的 {what} 与上级包 {parent} 不同（{found}，上级为 {other}）", "{key}: its {what} is {found}, that of the higher pack {parent} is {other}",
     "与上级包写成一致。", "Write the same as the higher pack."),
    ("unknown_extends", E, "规则 {rule} 所扩展的上级规则 {extends} 不存在", "rule {rule} extends the unknown higher rule {extends}",
     "改正拼写。", "Correct the spelling."),
    # Expressions and sentences
    ("bad_placeholder", E, "{key} 中的占位 {{{placeholder}}} 无法解析：{reason}", "the placeholder {{{placeholder}}} in {key} cannot be resolved: {reason_en}",
     "占位里只能写事实、参数和函数。", "A placeholder holds facts, parameters and functions only."),
    ("placeholders_differ", W, "{key} 的中文与英文所含占位不同", "the Chinese and English of {key} hold different placeholders",
     "使两种文字给出同样的数字。", "Let both languages give the same figures."),
    # Rules
    ("rule_never_applies", E, "规则 {rule} 在任何可能的事实下都不适用", "rule {rule} can never apply, whatever the facts",
     "改正 applies_to 或 when。", "Correct applies_to or when."),
    ("rule_decides_nothing", W, "规则 {rule} 在抽取的各种事实下总是{outcome}", "rule {rule} comes out {outcome_en} whatever facts are drawn",
     "改正 need；恒真或恒假的条件不成其为规则。", "Correct need: what is always true or false is no rule."),
    ("exceptions_overlap", E, "规则 {rule} 的例外 {one} 与 {other} 可同时成立而效果不同", "the exceptions {one} and {other} of rule {rule} can hold together with different effects",
     "使两个例外互不重叠，或效果一致。", "Make them exclude each other, or give them one effect."),
    ("rule_without_value", E, "规则 {rule} 自 {day} 起用到参数 {parameter}，而该参数当日没有值", "rule {rule} uses {parameter} from {day}, which has no value on that day",
     "补上该日的参数值，或改正规则的起止日。", "Add a value for that day, or correct the rule's dates."),
    ("rule_not_asked", E, "规则 {rule} 没有参加研判：{day} 不在其施行期（{start} 至 {to}）之内，或者它不属于所问的关口（属 {gate}）", "rule {rule} was not asked: {day} lies outside its time ({start} to {to}), or it belongs to another gate ({gate})",
     "换用当日施行的规则，或改正日期和关口。", "Name the rule in force on that day, or correct the day and the gate."),
    # Meetings, quotas, calendar
    ("meeting_parameter_missing", C, "未写明会议参数 {key}：议事规则没有规定的，须明确选择", "{key} is left open: what the rules of procedure do not say must be chosen",
     "写明该参数，并以 status = \"assumed\" 标出自行选择。", "Set it, and mark a choice of your own with status = \"assumed\"."),
    ("meeting_contradiction", E, "会议 {meeting}：{reason}", "meeting {meeting}: {reason_en}",
     "改正其中一个参数。", "Correct one of the two."),
    ("rounding_uncited", E, "名额 {quota} 采用四舍五入而无依据（rounding_cite）", "quota {quota} rounds half up without a citation (rounding_cite)",
     "“不超过”一律舍去尾数；确需四舍五入的，写明依据。", "\"Not more than\" rounds down; cite the rule that allows half up."),
    ("calendar_conflict", E, "{year} 年日历：{day} {reason}", "calendar of {year}: {day} {reason_en}",
     "对照当年放假通知改正。", "Correct it after that year's notice on holidays."),
    ("calendar_year_missing", W, "{start} 至 {to} 之间的 {year} 年没有工作日历，涉及该年的工作日期限将答“无数据”", "there is no calendar for {year}, between {start} and {to}; deadlines in working days will answer \"no data\"",
     "补上该年的放假安排。", "Add that year's holidays."),
    # Review
    ("contested_indicator", W, "{key} 属于有争议的指标“{indicator}”：{why}（{cite}）", "{key} is a contested indicator, {indicator_en}: {why_en} ({cite})",
     "写明作出决定的文件：decision = \"…\"，并保留依据。", "Name the deciding document: decision = \"…\", beside the citation."),
    ("rejected_term", W, "{key} 用了“{word}”，术语表规定写作“{term}”", "{key} says {word}; the glossary wants {term}",
     "改用术语表的说法。", "Use the glossary's word."),
    # A table of people
    ("row_length", E, "第 {row} 行有 {found} 格，表头有 {header} 格", "row {row} has {found} cells, the header {header}",
     "补上或删去多出的格；格内有逗号的加引号。", "Add or remove cells; put a cell that holds a comma in quotes."),
    # Counts of a vote
    ("count_exceeds", E, "{key} 为 {found}，超过 {other}（{limit}）", "{key} is {found}, more than {other} ({limit})",
     "核对计票单。", "Check the counting sheet."),
    ("count_mismatch", E, "{candidate} 各项票数合计 {found}，与有效票面 {sheets} 张不符", "the votes of {candidate} add up to {found}, not to the {sheets} ballots that were read",
     "核对该人选的票数；空白票、无法辨认的票也要计入。", "Check the candidate's votes; blank and illegible marks count too."),
    ("meeting_unknown", E, "文件中没有 {day} 适用的会议 {meeting}", "the file holds no meeting {meeting} in force on {day}",
     "用 --meeting 指明会议（{known}），用 --on 指明日期。", "Name the meeting with --meeting ({known}) and the day with --on."),
    # Cases
    ("case_unknown", E, "用例 {case} 引用了不存在的{kind} {id}", "case {case} names the unknown {kind_en} {id}",
     "改正拼写。", "Correct the spelling."),
    ("case_fact", E, "用例 {case} 的事实 {fact}：{reason}", "case {case}, fact {fact}: {reason_en}",
     "对照 fields.toml 改正。", "Correct it after fields.toml."),
    ("failing_case", E, "用例 {case} 不符：{what} 应为 {expected}，实为 {found}", "case {case} fails: {what} should be {expected}, is {found}",
     "改正规则或用例。", "Correct the rule or the case."),
    ("rule_without_case", W, "规则 {rule} 缺少结论为 {outcome} 的用例", "rule {rule} has no case that comes out {outcome}",
     "在 cases/ 中补一个边界上的用例。", "Add a case at the boundary to cases/."),
)  # fmt: skip

#: Code id -> its row.
CODES: dict[str, Code] = {
    id_: Code(id_, severity, Text(zh, en), Text(mend_zh, mend_en)) for id_, severity, zh, en, mend_zh, mend_en in _ROWS
}


def problem(code: str, where: Where, *, suggestion: str | None = None, **words: object) -> Problem:
    """A problem of this code: `words` fill the placeholders of its sentence. Raises KeyError for an unlisted code."""
    row = CODES[code]
    filled = {key: str(word) for key, word in words.items()}
    return Problem(
        code=code,
        text=Text(row.say.zh.format_map(filled), row.say.en.format_map(filled)),
        mend=Text(row.mend.zh.format_map(filled), row.mend.en.format_map(filled)),
        where=where,
        severity=row.severity,
        suggestion=suggestion,
    )
