"""事项名称: what the acts of the record are called; those of a flow are named by its table."""

from qingheng.assessment.flow import YEAR
from qingheng.foundation.kernel.text import Text

_NAMES = {step.act: step.name for step in reversed(YEAR.steps)} | {
    "upload_inputs": Text("上传工作簿", "upload a workbook"),
    "discard_upload": Text("放弃上传", "discard an upload"),
    "compute_certainty": Text("核算名次可信度", "compute how certain the ranks are"),
    "conclude_certainty": Text("名次可信度核算完成", "the certainty of the ranks is computed"),
    "register_units": Text("登记单位", "register units"),
    "rename_unit": Text("单位更名", "rename a unit"),
    "register_people": Text("登记人员", "register people"),
    "record_fact": Text("登记事实", "record a fact"),
    "open_account": Text("开通账号", "open an account"),
    "erase_payload": Text("删除个人内容", "erase personal content"),
    "mark_demonstration": Text("设立演示标记", "mark as a demonstration"),
    "make_demonstration": Text("建成演示县", "make the demonstration county"),
    "sign_in": Text("登录", "sign in"),
    "change_password": Text("更改密码", "change the password"),
    "add_second_factor": Text("设置第二因素", "add a second factor"),
    "remove_second_factor": Text("移除第二因素", "remove the second factor"),
    "renew_recovery_codes": Text("更换恢复码", "renew the recovery codes"),
}


def act_name(act: str) -> Text:
    """The name of an act; one without a name shows its slug, so that every entry can be read."""
    return _NAMES.get(act, Text(act, act))


_SUBJECTS = {
    "account": Text("账号", "account"),
    "assessment_cycle": Text("考核年度", "assessment year"),
    "installation": Text("本系统", "this installation"),
    "payload": Text("个人内容", "personal content"),
    "person": Text("人员", "person"),
    "register": Text("名册", "register"),
    "unit": Text("单位", "unit"),
}
_PARTS = {("register", "people"): _SUBJECTS["person"], ("register", "units"): _SUBJECTS["unit"]}


def subject_name(kind: str, id_: str) -> Text:
    """对象: what an entry is about, as one reads it: 考核年度 2025; a kind without a name shows its slug."""
    name = _SUBJECTS.get(kind, Text(kind, kind))
    part = _PARTS.get((kind, id_), Text(id_, id_))
    return Text(f"{name.zh} {part.zh}", f"{name.en} {part.en}")
