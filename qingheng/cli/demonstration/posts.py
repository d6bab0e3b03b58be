"""职务: what the head, a deputy and an ordinary member of a unit are called."""

from qingheng.cli.demonstration.units import Unit

#: 乡科级副职, as the vocabulary counts levels of post.
DEPUTY = 1
#: Ending of a unit's name -> title of its head.
_HEADS = (
    ("办公室", "主任"),
    ("工作委员会", "书记"),
    ("政法委员会", "书记"),
    ("监委", "书记"),
    ("监察局", "书记"),
    ("团县委", "书记"),
    ("法院", "院长"),
    ("检察院", "检察长"),
    ("联合社", "主任"),
    ("联合会", "主席"),
    ("总工会", "主席"),
    ("协会", "主席"),
    ("支公司", "经理"),
    ("公司", "经理"),
    ("支行", "行长"),
    ("银行", "行长"),
    ("中心", "主任"),
    ("大队", "大队长"),
    ("调查队", "队长"),
    ("党校", "常务副校长"),
    ("部", "部长"),
    ("局", "局长"),
    ("馆", "馆长"),
    ("所", "所长"),
    ("段", "段长"),
)


def post_title(unit: Unit, rank: int, year: int, *, elected: bool) -> str:
    """The title in a year: by rank, and in a township by whether the post is filled by election."""
    name = unit.name(year).zh.removesuffix("（虚构）")
    if rank < DEPUTY:
        return "科员"
    head = _township_head(name, elected) if unit.group == "township" else _head(name)
    if rank > DEPUTY:
        return head
    return "党委副书记" if head == "党委书记" else f"副{head.removeprefix('常务副')}"


def _township_head(name: str, elected: bool) -> str:
    return f"{name[-1]}长" if elected else "党委书记"


def _head(name: str) -> str:
    return next((title for ending, title in _HEADS if name.endswith(ending)), "主要负责人")
