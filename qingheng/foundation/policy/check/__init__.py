"""政策包审查: all problems of a pack and its parents at once, with file and line, in both languages."""

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.check.cases import check_cases
from qingheng.foundation.policy.check.citations import check_citations
from qingheng.foundation.policy.check.periods import check_periods
from qingheng.foundation.policy.check.review import check_review
from qingheng.foundation.policy.check.rules import check_rules
from qingheng.foundation.policy.check.tighten import check_tightening

#: The parts of the check, in the order of the work.
CHECKS = (check_periods, check_citations, check_rules, check_tightening, check_review, check_cases)

#: Without its parent a pack cannot be judged: every name that it takes from there would be called unknown.
ORPHANED = {"parent_missing", "parent_cycle"}


def check(chain: Chain) -> list[Problem]:
    """Every problem of the chain, once each, by file and line. An empty list: the pack may be used."""
    found = list(chain.problems)
    if not any(problem.code in ORPHANED or problem.where.path == "parent" for problem in found):
        for one in CHECKS:
            found += one(chain)
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda problem: (problem.where.file or "", problem.where.line or 0))
