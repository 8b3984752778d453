"""Logs of agents at work.

Coding agents:

``claude_code.py``
    Claude Code, and its stream-json.
``codex.py``
    Codex and TRAE CLI.
``gemini_cli.py``
    Gemini CLI, its checkpoints, and contents of the Gemini API.
``qwen.py``
    Qwen Code.
``pi.py``
    Pi.
``copilot.py``
    GitHub Copilot CLI.
``iflow.py``
    iFlow CLI.
``message_lines.py``
    Mistral Vibe, Grok Build and gptme: a message a line.
``aider.py``
    Aider, whose history is a text.
``openhands.py``, ``openhands_sdk.py``
    OpenHands: events, evaluations and completions of its server; events of its SDK.

Formats of exchange, evaluations and traces:

``hub_traces.py``
    Session traces of the Hugging Face Hub.
``atif.py``
    Harbor's Agent Trajectory Interchange Format.
``adp.py``
    The Agent Data Protocol.
``inspect_log.py``
    Inspect.
``otel.py``, ``otel_messages.py``
    OpenTelemetry's spans of generative AI, and the messages in them.

Shared:

``blocks.py``
    Values of unknown shape, and typed blocks of content.
``gemini_parts.py``
    Contents and parts of the Gemini API.
``tree.py``
    Branches of a session.
"""

from lemnos.sources.trajectories.base import Form
from lemnos.sources.trajectories.forms.sessions import (
    adp,
    aider,
    atif,
    claude_code,
    codex,
    copilot,
    gemini_cli,
    hub_traces,
    iflow,
    inspect_log,
    message_lines,
    openhands,
    openhands_sdk,
    otel,
    pi,
    qwen,
)

FORMS: tuple[Form, ...] = (
    claude_code.FORM,
    codex.FORM,
    pi.FORM,
    hub_traces.FORM,
    iflow.FORM,
    qwen.FORM,
    copilot.FORM,
    *gemini_cli.FORMS,
    *message_lines.FORMS,
    atif.FORM,
    adp.FORM,
    inspect_log.FORM,
    otel.FORM,
    *openhands.FORMS,
    *openhands_sdk.FORMS,
    aider.FORM,
)
"""The more special ones first."""
