"""Asks language models: ``Request`` → ``Answer``, from any backend, without paying for the same request twice.

    stage ──▶ asking_stage ──▶ Dispatcher ──▶ journal: answered before?
                  ▲                │               │ no
                  │                ▼               ▼
               Answers ◀─── journal, ledger ◀── budget ─▶ breaker ─▶ limiter ─▶ Backend
                                                                                  │
                               a server · a GGUF file · batch files · this process · a script · offline

``settings.py``
    Which model is asked and how; only what decides the answers is part of a run's fingerprint.
``prompts.py``
    The texts of ``prompts/``, and the user's files that replace them.
``request.py``
    ``Request``, ``Answer``, and the ``Answers`` that a shard looks its requests up in.
``asking_stage.py``
    Runs a stage whose shards ask a model: a shard that lacks answers is postponed and repeated.
``identity.py``
    The model's name and its prompts, as workers need them.
``factory.py``
    Settings → a dispatcher with backend, journal and ledger.
``dispatch.py``
    The dispatcher: submits requests in one thread, and retries until each has an outcome.
``journal.py``
    Answers on disk, found again by request.
``ledger.py``
    Tokens and cost so far, and the caps on them.
``breaker.py``
    The circuit breaker: stops sending while every request fails.
``limiter.py``
    The number of requests in flight, adapted to the server.
``meter.py``
    The line of progress: answers, requests in flight, tokens a second, time left.
``retry.py``
    When an attempt is repeated, and how often.
``backends/``
    What answers: a server, a GGUF file or another model in this process, batch files, a script.
``api_key.py``
    The server's API key, and checks of its URL.
``structured.py``
    The JSON object in an answer, repaired if necessary.
``tokens.py``
    Estimates of token counts without a tokenizer.
"""
