"""Benchmarks and data sets with a format of their own.

``swe_agent.py``, ``mini_swe_agent.py``
    Runs of agents on code.
``swe_agent_docs.py``
    The tools that such a run documents.
``smolagents.py``
    smolagents: messages of an agent, or the steps of its memory.
``tau_bench.py``, ``tau2_bench.py``
    Customer service: an agent, a simulated user, tools.
``toolbench.py``, ``toolllama.py``
    Queries over RapidAPI's tools: answers, searches, training data.
``schema_guided.py``
    Dialogues with service calls.
``agent_bench.py``, ``agent_instruct.py``, ``react.py``
    Actions as text.
``chat_messages.py``, ``checks.py``
    What several of them read: messages of chat APIs, values whose types nobody has checked.
"""

from lemnos.sources.trajectories.base import Form
from lemnos.sources.trajectories.forms.runs import (
    agent_bench,
    agent_instruct,
    mini_swe_agent,
    react,
    schema_guided,
    smolagents,
    swe_agent,
    tau2_bench,
    tau_bench,
    toolbench,
    toolllama,
)

FORMS: tuple[Form, ...] = (
    swe_agent.FORM,
    mini_swe_agent.FORM,
    smolagents.FORM,
    smolagents.STEPS_FORM,
    tau_bench.FORM,
    tau2_bench.FORM,
    toolbench.FORM,
    toolllama.FORM,
    schema_guided.FORM,
    agent_bench.FORM,
    agent_instruct.FORM,
    react.FORM,
)
"""The more special ones first."""
