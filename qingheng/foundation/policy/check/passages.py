"""供人阅读的文字: one passage of a pack or scheme that a person reads."""

from dataclasses import dataclass

from qingheng.foundation.kernel.problems import Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.model import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """一处文字: words that a person reads, since when they hold, and what was decided about them."""

    key: str
    where: Where
    span: Span
    words: Text
    indicator: str | None = None
    decision: str | None = None
