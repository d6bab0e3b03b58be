"""读取政策包链: a pack with all its parents, from the folders to one `Chain`.

`load_chain(id_or_path)` refuses a broken pack; `open_chain` reads whatever can be read and carries the problems, for the
check and for editors.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qingheng.foundation.kernel.problems import Problem, ProblemsError, Severity, Where, nearest
from qingheng.foundation.policy.build import Pack, build_pack
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.expression.types import RESERVED
from qingheng.foundation.policy.files import Document, PackFolder, built_in, find_pack, parse_folder, read_folder
from qingheng.foundation.policy.model import Dated, Entry, Field
from qingheng.foundation.policy.typed import read_value

#: A pack with the folder and the documents that it was built from.
ReadPack = tuple[Pack, PackFolder, Sequence[Document]]


def load_chain(pack: str) -> Chain:
    """The chain of a pack, by built-in id or path. Raises ProblemsError where it is missing or structurally broken."""
    chain = open_chain(pack)
    errors = [one for one in chain.problems if one.severity is Severity.ERROR]
    if errors:
        raise ProblemsError(errors)
    return chain


def open_chain(pack: str) -> Chain:
    """The chain of a pack with whatever can be read of it; what is wrong stands in `problems`.

    Raises ProblemsError where there is no such pack, or its `pack.toml` cannot be read at all.
    """
    root = find_pack(pack)
    if root is None:
        known = built_in()
        raise ProblemsError(
            [
                problem(
                    "pack_missing", Where(file=pack), pack=pack, known=", ".join(known), suggestion=nearest(pack, known)
                )
            ]
        )
    problems: list[Problem] = []
    read = _read_up(root, problems)
    if not read:
        raise ProblemsError(problems)
    return join(read, problems)


def _read_up(root: Path, problems: list[Problem]) -> list[ReadPack]:
    """The pack and its parents, the highest first."""
    read: list[ReadPack] = []
    here: Path | None = root
    while here is not None:
        folder = read_folder(here, problems)
        documents = parse_folder(folder, problems)
        pack = build_pack(documents, folder.schemes, problems)
        if pack is None:
            break
        where = Where(file=str(here / "pack.toml"), line=1)
        if pack.id != here.resolve().name:
            problems.append(problem("id_not_folder", where, found=pack.id, folder=here.resolve().name))
        if pack.id in [one.id for one, _, _ in read]:
            circle = " > ".join([pack.id, *(one.id for one, _, _ in read)])
            problems.append(problem("parent_cycle", where, chain=circle))
            break
        read.insert(0, (pack, folder, documents))
        head = next(one for one in documents if one.name == "pack.toml")
        here = _parent(pack, here, head.where(("parent",)), problems)
    return read


def _parent(pack: Pack, here: Path, where: Where, problems: list[Problem]) -> Path | None:
    if pack.parent is None:
        return None
    found = find_pack(pack.parent, beside=here)
    if found is None:
        close = nearest(pack.parent, built_in())
        problems.append(problem("parent_missing", where, parent=pack.parent, suggestion=close))
    return found


def join(read: Sequence[ReadPack], problems: list[Problem]) -> Chain:
    """The chain of packs, the highest first; values get their types here, as a type may name a field of a higher pack."""
    packs = [pack for pack, _, _ in read]
    fields = _join_fields(packs, problems)
    entries: dict[tuple[str, str], list[Entry]] = {}
    for pack in reversed(packs):
        for key, entry in pack.entries.items():
            entries.setdefault(key, []).append(_typed(entry, fields, problems))
    _one_meaning(packs, problems)
    problems += [one for field in fields.values() for one in _incomplete_field(field)]
    problems += [one for pack in packs for entry in pack.entries.values() for one in _incomplete_entry(entry)]
    return Chain(
        packs=tuple(packs),
        hash=chain_hash(read),
        problems=tuple(problems),
        entries={key: tuple(found) for key, found in entries.items()},
        fields=fields,
        lines={document.file: document.lines for _, _, documents in read for document in documents},
    )


def _join_fields(packs: list[Pack], problems: list[Problem]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for pack in packs:
        fields |= {key: one for key, one in pack.fields.items() if key not in fields}
    for pack in packs:
        for key, same in pack.same_as.items():
            if same in fields:
                fields[key] = replace(fields[key], members=fields[same].members, ordered=fields[same].ordered)
            else:
                problems.append(
                    problem(
                        "unknown_field",
                        fields[key].place,
                        key=f"field.{key}",
                        field=same,
                        suggestion=nearest(same, fields),
                    )
                )
    return fields


def _incomplete_field(field: Field) -> Iterator[Problem]:
    """What the type of a field needs and its table does not say; a key that would read as a word of the language."""
    needed = {
        "members": field.type == "enum" or field.of == "enum",
        "of": field.type in ("list", "map"),
        "key": field.type == "map",
    }
    given = {"members": bool(field.members), "of": field.of is not None, "key": field.map_key is not None}
    for key, wanted in needed.items():
        if wanted and not given[key]:
            yield problem("missing_key", field.place, key=f"field.{field.key}.{key}")
    if field.key in RESERVED:
        yield problem("bad_id", field.place, found=field.key)


def _incomplete_entry(entry: Entry) -> Iterator[Problem]:
    if entry.kind == "p":
        keyed = entry.type in ("map", "enum") or entry.of == "enum"
        if keyed and entry.map_key is None:
            yield problem("missing_key", entry.place, key=f"p.{entry.key}.key")
        if entry.type in ("map", "list") and entry.of is None:
            yield problem("missing_key", entry.place, key=f"p.{entry.key}.of")
    if entry.key in RESERVED:
        yield problem("bad_id", entry.place, found=entry.key)


def _typed(entry: Entry, fields: Mapping[str, Field], problems: list[Problem]) -> Entry:
    if entry.map_key is not None and entry.map_key not in fields:
        problems.append(
            problem(
                "unknown_field",
                entry.place,
                key=f"p.{entry.key}",
                field=entry.map_key,
                suggestion=nearest(entry.map_key, fields),
            )
        )
    values: list[Dated] = []
    for dated in entry.values:
        value = read_value(entry, dated, fields, problems)
        if value is not None:
            values.append(replace(dated, value=value))
    return replace(entry, values=tuple(values))


#: Parts in which a lower pack may not use an id that a higher one uses.
_OWN = ("sources", "fields", "terms", "rules", "contested", "cases")


def _one_meaning(packs: list[Pack], problems: list[Problem]) -> None:
    """An id means one thing in the whole chain; `p` and `list` share their keys."""
    for part in _OWN:
        seen: dict[str, Any] = {}
        for pack in packs:
            for key, one in getattr(pack, part).items():
                if key in seen:
                    problems.append(problem("duplicate_id", one.place, id=key, other=seen[key].place))
                seen.setdefault(key, one)
    kinds: dict[str, Entry] = {}
    for pack in packs:
        for (kind, key), entry in pack.entries.items():
            other = kinds.setdefault(key, entry)
            if other.kind != kind and "table" not in (kind, other.kind):
                problems.append(problem("duplicate_id", entry.place, id=key, other=other.place))


def chain_hash(packs: Iterable[ReadPack]) -> str:
    """SHA-256 of what the packs say, comments and order of keys aside; cases are left out, as they decide nothing."""
    content: list[list[Any]] = []
    for pack, folder, documents in packs:
        content += [[pack.id, one.name, one.raw] for one in documents if not one.name.startswith("cases/")]
        content += [[pack.id, name, folder.text(name)] for name in folder.schemes]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
