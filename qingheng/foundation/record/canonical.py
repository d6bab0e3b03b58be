"""规范化 JSON: the one form of a value that hashes and seals are taken of (RFC 8785).

Figures of the house are strings, so floats are refused rather than formatted; integers stay within the 53 bits that
every JSON reader keeps exactly.
"""

import json
from collections.abc import Mapping
from typing import Any

_EXACT = 2**53


def canonical_json(value: Any) -> str:
    """The RFC 8785 text of `value`.

    Raises TypeError for what is no JSON of the house (a float, a date, a key that is no string) and ValueError for an
    integer beyond 53 bits or a lone surrogate.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text.encode("utf-8")
    return text


def _ordered(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if abs(value) >= _EXACT:
            raise ValueError(f"an integer beyond 53 bits is written as a string: {value}")
        return int(value)
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    raise TypeError(f"not JSON of the house: {type(value).__name__}")


def _utf16(key: Any) -> bytes:
    """RFC 8785 3.2.3 sorts keys by UTF-16 code units."""
    if not isinstance(key, str):
        raise TypeError(f"a key must be a string: {key!r}")
    return key.encode("utf-16-be")
