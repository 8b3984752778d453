"""Exports ``Trajectory`` records to the forms that trainers and viewers read.

    Trajectory ─▶ names ─▶ one form's rows ─▶ write ─▶ files

Each row carries an object ``lemnos`` (``lemnos.sources.trajectories.exported``), so that an import gives the record
back. Modules, in the order in which data flows:

    forms          the table of forms, with what reads each
    names          names of tools that templates and APIs accept
    carry          what a row carries beside the form's own keys
    parts          images and files as parts of a message, in OpenAI's terms
    openai_chat    form: OpenAI's chat messages with tools
    sharegpt       form: sharegpt with tools, as LLaMA-Factory reads it
    responses      form: items of OpenAI's Responses API
    atif           form: the Agent Trajectory Interchange Format 1.7
    session_trace  form: session traces of the Hugging Face Hub
    bfcl           items of the Berkeley Function-Calling Leaderboard, with their answers
    decimals       decimals in JSON, spelled so that pandas' reader keeps their values
    parquet        OpenAI's chat messages as columns
    write          rows to atomic files, ``export``
    show           a trajectory printed for a person
"""

from lemnos.exports.forms import FORMS, ExportForm
from lemnos.exports.write import Written, export

__all__ = ["FORMS", "ExportForm", "Written", "export"]
