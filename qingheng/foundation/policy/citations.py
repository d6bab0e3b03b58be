"""依据的写法: a citation as one reads it in each language, with what is assumed or not yet verified."""

import re

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.model import Source

_ARTICLE = re.compile(r"(?P<article>\d+)(\.(?P<paragraph>\d+))?(\((?P<item>\d+)\))?")
_CHAPTER = re.compile(r"ch\.(?P<chapter>\d+)")
_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 999 in Chinese numerals, as articles of law are counted: 十, 十二, 二十, 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        out += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        out += "零"
    return out + (_DIGITS[ones] if ones or not number else "")


def article_text(no: str, numbering: str) -> Text:
    """An article's number: 第八条第（三）项, art. 8(3); a chapter: 第六章, ch. 6; a section: §1.4; else as it stands."""
    if numbering == "section":
        return Text(f"§{no}", f"§{no}")
    chapter = _CHAPTER.fullmatch(no)
    if chapter is not None and int(chapter["chapter"]) <= 999:
        return Text(f"第{chinese_number(int(chapter['chapter']))}章", f"ch. {chapter['chapter']}")
    found = _ARTICLE.fullmatch(no)
    if found is None or int(found["article"]) > 999:
        return Text(no, no)
    zh = f"第{chinese_number(int(found['article']))}条"
    if found["paragraph"]:
        zh += f"第{chinese_number(int(found['paragraph']))}款"
    if found["item"]:
        zh += f"第（{chinese_number(int(found['item']))}）项"
    return Text(zh, f"art. {no}")


def _place(source: Source, no: str) -> Text:
    """An article as it is cited; one that has a name for a number is shown by its gist."""
    place, article = article_text(no, source.numbering), source.articles.get(no)
    if place.zh != no or article is None:
        return place
    return Text(f"（{article.gist.zh}）", f"({article.gist.en})")


def citation_text(chain: Chain, cite: Citation) -> Text:
    """《选任条例（2019）》第八条第（三）项, with （拟定，待核定） or （条文待核） where it is so."""
    source = chain.sources().get(cite.source)
    if source is None:
        return Text(cite.source, cite.source)
    article = _place(source, cite.article) if cite.article else Text("", "")
    zh, en = f"《{source.short.zh}》{article.zh}", f"{source.short.en} {article.en}".strip()
    if cite.status == "assumed":
        zh, en = zh + "（拟定，待核定）", en + " (assumed, to be confirmed)"
    elif not cite.verified:
        zh, en = zh + "（条文待核）", en + " (text not verified)"
    return Text(zh, en)
