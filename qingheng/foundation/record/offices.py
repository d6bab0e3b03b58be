"""岗位: the offices in whose name people act. Stable slugs; add and retire, never rename."""

from enum import StrEnum

from qingheng.foundation.kernel.text import Text


class Office(StrEnum):
    """岗位."""

    #: 考核办: keeps the assessment: scheme, inputs, scoring, bulletin.
    ASSESSMENT_OFFICE = "assessment_office"
    #: 组织部: proposes on teams and cadres, reads the assessment.
    ORGANISATION_DEPARTMENT = "organisation_department"
    #: 县领导: reads what is put before the county's leading bodies.
    COUNTY_LEADER = "county_leader"
    #: 单位负责人: answers for one assessed unit and sees that unit.
    UNIT_HEAD = "unit_head"
    #: 考核组成员: scores on a named panel sheet.
    PANEL_MEMBER = "panel_member"
    #: 纪委: supervises selection and assessment, reads the record.
    DISCIPLINE_COMMISSION = "discipline_commission"
    #: 系统管理员: opens accounts and keeps the machine; reads no personnel content.
    SYSTEM_ADMIN = "system_admin"
    #: 安全管理员: grants offices; reads no personnel content.
    SECURITY_ADMIN = "security_admin"
    #: 审计员: reads the record; does nobody else's work.
    AUDITOR = "auditor"
    #: 安装: the installation itself, before the first account exists.
    INSTALLATION = "installation"

    @property
    def title(self) -> Text:
        """The office's name in both languages."""
        return _TITLES[self]


_TITLES = {
    Office.ASSESSMENT_OFFICE: Text("考核办", "assessment office"),
    Office.ORGANISATION_DEPARTMENT: Text("组织部", "organisation department"),
    Office.COUNTY_LEADER: Text("县领导", "county leader"),
    Office.UNIT_HEAD: Text("单位负责人", "head of a unit"),
    Office.PANEL_MEMBER: Text("考核组成员", "panel member"),
    Office.DISCIPLINE_COMMISSION: Text("纪委", "discipline commission"),
    Office.SYSTEM_ADMIN: Text("系统管理员", "system administrator"),
    Office.SECURITY_ADMIN: Text("安全管理员", "security administrator"),
    Office.AUDITOR: Text("审计员", "auditor"),
    Office.INSTALLATION: Text("系统安装", "installation"),
}


def office_title(slug: str) -> Text:
    """The name of an office by its slug; an unknown slug names itself, so that old entries always show."""
    known = {office.value: title for office, title in _TITLES.items()}
    return known.get(slug, Text(slug, slug))
