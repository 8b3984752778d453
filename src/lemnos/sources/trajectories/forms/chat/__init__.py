"""Forms that are lists of messages, and data sets of calls.

``openai_chat.py``
    OpenAI's chat messages with tools, also the older ``functions`` and ``function_call``.
``openai_responses.py``
    Items of OpenAI's Responses API, and rollouts that hold them.
``anthropic_messages.py``
    Messages of Anthropic's API, with content in blocks.
``bedrock_converse.py``
    Requests of Bedrock's Converse API, whose blocks have no type.
``sharegpt.py``
    ShareGPT's conversations with turns for calls and outputs.
``typed_parts.py``
    Conversations whose content is a list of typed parts with values.
``hermes.py``
    Calls, outputs and tools in tags.
``toolace.py``
    Calls as Python text.
``olmo_functions.py``
    Calls as Python text in a key of their own.
``toucan.py``
    Runs with MCP servers.
``glaive.py``
    A conversation as one text.
``xlam.py``, ``bfcl.py``, ``seal_tools.py``
    Questions with the calls that answer them.
``api_bank.py``
    Dialogues with requests of APIs.
``tool_alpaca.py``, ``tool_alpaca_evaluation.py``
    APIs with instructions, answers and runs; runs in the prompts of a judge.
``notation/``
    How they write what they share: tools, calls, thoughts.
"""

from lemnos.sources.trajectories.base import Form
from lemnos.sources.trajectories.forms.chat import (
    anthropic_messages,
    api_bank,
    bedrock_converse,
    bfcl,
    glaive,
    hermes,
    olmo_functions,
    openai_chat,
    openai_responses,
    seal_tools,
    sharegpt,
    tool_alpaca,
    tool_alpaca_evaluation,
    toolace,
    toucan,
    typed_parts,
    xlam,
)

FORMS: tuple[Form, ...] = (
    openai_chat.FORM,
    sharegpt.FORM,
    hermes.FORM,
    openai_responses.FORM,
    anthropic_messages.FORM,
    bedrock_converse.FORM,
    typed_parts.FORM,
    toucan.FORM,
    toolace.FORM,
    olmo_functions.FORM,
    glaive.FORM,
    xlam.FORM,
    bfcl.FORM,
    seal_tools.FORM,
    api_bank.FORM,
    api_bank.DIALOGUE_FORM,
    tool_alpaca.FORM,
    tool_alpaca_evaluation.FORM,
)
"""The more common ones first; each record is of one at most."""
