"""依据的写法: what a proposal rests on, as one reads it, from the county's policy pack."""

from collections.abc import Iterable
from functools import lru_cache

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.citations import citation_text
from qingheng.foundation.policy.loading import load_chain

#: 县级政策包: whose sources name what a proposal rests on.
PACK = "qingshui"


@lru_cache(maxsize=1)
def _chain() -> Chain:
    return load_chain(PACK)


@lru_cache(maxsize=64)
def cited(cite: str) -> Text:
    """One citation of a scheme file, such as `seed#2.5`; what the pack does not know stands as it is."""
    return citation_text(_chain(), _chain().cite((cite,))[0])


def cited_article(cite: Citation) -> Text:
    """One citation of a finding; a source that the pack does not know stands as it is, with its article."""
    if cite.source not in _chain().sources():
        words = f"{cite.source} {cite.article}".strip()
        return Text(words, words)
    return citation_text(_chain(), cite)


def basis(cites: Iterable[Citation], cite: str) -> Text:
    """The citations of an article in a row, else the scheme's own."""
    found = [citation_text(_chain(), one) for one in cites] or [cited(cite)]
    return Text("、".join(one.zh for one in found), "; ".join(one.en for one in found))
