"""Writes text piece by piece and notes what each piece is: the source of all spans."""

from lemnos.records import Message
from lemnos.steps.pack.base import Recall, Rendered, Span, SpanKind, SpanRole
from lemnos.steps.pack.render.chat import Origin


class Writer:
    """Text with spans and units, as it grows."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._units: list[int] = []

    def add(self, text: str, role: SpanRole, kind: SpanKind, message: int = -1, trained: bool = True) -> None:
        """Append a piece; nothing if it is empty."""
        if not text:
            return
        self._pieces.append(text)
        self._spans.append(Span(self._length, self._length + len(text), role, kind, message, trained))
        self._length += len(text)

    def mark(self, text: str, message: int = -1, trained: bool = True) -> None:
        """Append a mark or a header that nobody says."""
        self.add(text, "template", "template", message, trained)

    def end_unit(self) -> None:
        """End a unit here, unless it would be empty."""
        if self._length > (self._units[-1] if self._units else 0):
            self._units.append(self._length)

    def rendered(self, origin: Origin, recalls: tuple[Recall, ...] = ()) -> Rendered:
        """Return what was written as a record; what stands behind the last unit is part of it."""
        if self._units:
            self._units[-1] = self._length
        else:
            self._units.append(self._length)
        return Rendered(
            record=origin.record,
            kind=origin.kind,
            text="".join(self._pieces),
            spans=tuple(self._spans),
            units=tuple(self._units),
            recalls=recalls,
            cluster=origin.cluster,
            licences=origin.licences,
            source=origin.source,
            input=origin.input,
        )


def kind_of(message: Message) -> SpanKind:
    """Return what the words of a message are."""
    return "observation" if message.role == "tool" else "words"
