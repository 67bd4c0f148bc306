"""Reads lines from a stream as they arrive, however long they are, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 16 * 1024 * 1024
"""Bytes of a line that is read: a megabyte of text in which every letter is escaped twice over."""

_CHUNK = 256 * 1024


class Stream(Protocol):
    """What bytes can be read from, as many as are there."""

    def read1(self, size: int, /) -> bytes:
        """Wait for some bytes and give them; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        number: Its place in the stream, from 1.
        content: Its bytes without the line break; none where it is longer than `LONGEST`.
        size: How many bytes it had, the line break included.
    """

    number: int
    content: bytes | None
    size: int


def read_lots(stream: Stream, most: int) -> Iterator[list[Line]]:
    """Give the lines that have arrived, without waiting for more.

    Whoever writes a line and waits for its answer gets it, and whoever writes fast gets full batches.

    Args:
        stream: Where from.
        most: Lines a lot.
    """
    cutter = _Cutter()
    while chunk := stream.read1(_CHUNK):
        lines = cutter.cut(chunk)
        for begin in range(0, len(lines), most):
            yield lines[begin : begin + most]
    if last := cutter.last():
        yield [last]


class _Cutter:
    """Cuts chunks into lines; of a line that gets too long nothing is kept but its size."""

    def __init__(self) -> None:
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._number += 1

    def cut(self, chunk: bytes) -> list[Line]:
        """Give the lines that end in a chunk."""
        *ends, rest = chunk.split(b"\n")
        lines = [self._end(part) for part in ends]
        self._add(rest)
        return lines

    def last(self) -> Line | None:
        """Give the line that no line break ended, if there is one."""
        return self._line() if self._size else None

    def _end(self, part: bytes) -> Line:
        self._add(part)
        self._size += 1
        line = self._line()
        self._begin()
        return line

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LONGEST:
            self._parts.append(part)
        else:
            self._parts.clear()

    def _line(self) -> Line:
        content = b"".join(self._parts).removesuffix(b"\r") if self._size <= LONGEST + 1 else None
        return Line(self._number, content, self._size)
