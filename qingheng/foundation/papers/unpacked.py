"""解开后的大小: how large a zipped file (xlsx, ods) is when it is unpacked, asked before anything reads it."""

import io
import zipfile
import zlib

_PIECE = 1024 * 1024


def unpacked_beyond(content: bytes, limit: int) -> bool:
    """Whether the members of a zip come to more than `limit` bytes.

    They are counted by unpacking, not by what the file says of itself, and never beyond the limit. What is no zip, or a
    broken one, is not beyond: whoever reads it says what is wrong.
    """
    left = limit
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > limit:
                return True
            for member in archive.infolist():
                with archive.open(member) as opened:
                    while piece := opened.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            return True
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return False
    return False
