"""What the first bytes of a file say it is. Names lie; content does not."""

from __future__ import annotations

import io
import pickletools

HEAD = 65_536

# The formats that glassnet reads, by the word the readers know them by.
READABLE = {
    b"\x93NUMPY": "npy",
    b"PK\x03\x04": "zip",
    b"PAR1": "parquet",
    b"ARROW1\0\0": "arrow",
    b"\x1f\x8b": "gzip",
}

# Everything else that turns up under the name of a table, in words for a message.
FOREIGN = {
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF-": "a PDF document",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"SQLite format 3\0": "an SQLite data base",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel or Word document",
    b"PK\x05\x06": "an empty zip archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\0": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"PARE": "an encrypted Parquet file",
    b"FEA1": "a Feather file of version 1",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"\x7fELF": "a program",
    b"MATLAB 5.0": "a MATLAB file",
    b"version https://git-lfs": "a Git LFS pointer, not the data it stands for",
}
MARKUP = {
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
    b"<?xml": "an XML document",
    b"<svg": "an SVG picture",
}
IDX_TYPES = b"\x08\x09\x0b\x0c\x0d\x0e"


def readable_format(head: bytes) -> str | None:
    """Return which format glassnet reads begins with `head`, or None for text and the rest."""
    for signature, word in READABLE.items():
        if head.startswith(signature):
            return word
    if len(head) >= 4 and head[:2] == b"\0\0" and head[2] in IDX_TYPES and 1 <= head[3] <= 32:
        return "idx"
    return None


def foreign_format(head: bytes) -> str | None:
    """Return in words what `head` looks like if it is no table, else None.

    >>> foreign_format(b"<html><body>404")
    'an HTML page'
    """
    for signature, words in FOREIGN.items():
        if head.startswith(signature):
            return words
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    for signature, words in MARKUP.items():
        if start.startswith(signature):
            return words
    if head[257:262] == b"ustar":
        return "a tar archive"
    if head[8:10] == b'{"' and head[5:8] == b"\0\0\0":
        return "a safetensors or glassnet model"
    return "a Python pickle, which could run code" if is_pickle(head) else None


def is_pickle(head: bytes) -> bool:
    """Tell whether `head` is a pickle, of any protocol; nothing of it is ever executed."""
    if head[:1] == b"\x80" and head[1:2] <= b"\x05":
        return True
    last, operations = 0, 0
    try:
        for _, _, place in pickletools.genops(head):
            last, operations = place or 0, operations + 1
        # "0.5,1" begins with the operations pop and stop: only a whole and balanced pickle counts.
        if last == len(head) - 1:
            pickletools.dis(head, out=io.StringIO())
            return True
    except (ValueError, KeyError, IndexError, OverflowError) as fault:
        # A head that was cut runs out of bytes; text soon holds a character that is no operation.
        return len(head) >= HEAD and operations > 8 and "unknown" not in str(fault)
    return False
