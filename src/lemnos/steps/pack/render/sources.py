"""What the messages of a record are from: a record → ``Source``s.

A turn of a dialogue has evidence in documents; a paragraph of a document is a piece of its text. Trajectories and tool
documents are their own source, named by ``Rendered.source``.
"""

from lemnos.records import Dialogue, Document, ToolDocument, Trajectory
from lemnos.steps.pack.base import Source


def sources_of(record: Dialogue | Trajectory | ToolDocument | Document) -> tuple[Source, ...]:
    """Return the sources of a record's messages, in their order."""
    if isinstance(record, Dialogue):
        return _of_dialogue(record)
    if isinstance(record, Document):
        return tuple(
            Source(number, record.id, record.title, record.source, record.licence, paragraph.start, paragraph.end, True)
            for number, paragraph in enumerate(record.paragraphs)
        )
    return ()


def _of_dialogue(dialogue: Dialogue) -> tuple[Source, ...]:
    documents = {document.id: document for document in dialogue.documents}
    found = []
    for number, turn in enumerate(dialogue.turns):
        for evidence in turn.evidence:
            document = documents.get(evidence.document)
            title, source, licence = (document.title, document.source, document.licence) if document else ("", "", "")
            found.append(
                Source(
                    2 * number + 1,
                    evidence.document,
                    title,
                    source,
                    licence,
                    evidence.start,
                    evidence.end,
                    turn.verbatim,
                )
            )
    return tuple(found)
