"""Writes records as text with spans.

    Document, ToolDocument, Dialogue, Trajectory ──▶ Renderer ──▶ Rendered

``chat.py``
    Dialogues and trajectories in one form, and where a record comes from.
``writer.py``
    Text as it grows, with its spans.
``plain.py``, ``chatml.py``, ``template.py``
    Conversations as plain text, in ChatML, in the chat template of a model.
``own_templates.py``
    Plain text and ChatML as chat templates, for readers of a checkpoint.
``probe.py``, ``alignment.py``
    What is learnt of a chat template, and where the messages of a conversation are in its text.
``documents.py``
    Documents and tool documents.
``heads.py``
    What a window in the middle of a trajectory begins with again.
``fill.py``
    Fill-in-the-middle.
``sources.py``
    What the messages of a record are from.
``refused.py``
    The reason why a record is not packed.
``renderer.py``
    Any record, in the style that the settings choose.
"""
