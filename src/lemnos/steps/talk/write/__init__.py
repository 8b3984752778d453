"""Writes the user turns of a planned dialogue, by rules or with a language model.

    Step, answer ──▶ rules ──▶ UserTurn
                       │ drafts
                       ▼
    prompt_context ──▶ model ──▶ UserTurn

Modules, in the order in which data flows:

    base               ``Topic``, ``Step``, ``UserTurn`` and the ``Writer`` interface
    settings           how the model is asked, and who the user is
    articles           a noun phrase to its article, its plural, and its form inside a sentence
    names              the title of a topic to the words that people use for it
    slots              a topic to the forms that fill the slots of questions
    memory_turns       a memory turn of the plan to its words, by ``memory_frames.toml``
    rules/             the writer by rules
    anaphora           a turn to whether it names anything
    prompt_context     a planned dialogue to the text that a model reads about it
    model              the writer that asks a language model
"""
