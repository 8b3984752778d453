"""Answers one request, once: retries, caps and the journal are the dispatcher's.

    Request ──▶ Backend ──▶ Reply, or an error that says whether another attempt can help

``base.py``
    The ``Backend`` protocol, and the errors of an attempt.
``openai_server.py``
    Any OpenAI-compatible server over HTTP.
``batch.py``
    Files for OpenAI's batch API.
``llama/``
    A GGUF file in this process, run by llama.cpp.
``in_process/``
    A model of ``transformers`` in this process.
``scripted.py``
    Without a model: offline, scripted answers, replay.
"""
