"""Forms that are lists of messages.

``openai_chat.py``
    OpenAI's chat messages with tools, also the older ``functions`` and ``function_call``.
"""

from lemnos.sources.trajectories.base import Form
from lemnos.sources.trajectories.forms.chat import openai_chat

FORMS: tuple[Form, ...] = (openai_chat.FORM,)
"""The more special ones first."""
