"""Writes the user turns of a planned dialogue, by rules or with a language model.

    names · headings · mentions · quotable_clauses
                │
                ▼
              state
                │
                ▼
    Step ──▶ choose ──▶ echoes ──▶ compose ──▶ offline ──▶ UserTurn
                ▲                     ▲           │
                │                     │           │ drafts
            templates              phrases        ▼
    Step ──▶ prompt_context ──────────────────▶ model ──▶ UserTurn

Modules, in the order in which data flows:

    base                ``Topic``, ``Step``, ``UserTurn`` and the ``Writer`` interface
    settings            how the model is asked, and who the user is
    articles            a noun phrase to its article and its plural
    names               the title of a topic to the words that people use for it
    headings            the heading of a section to the questions that the section answers
    heading_table       the commonest headings with their questions, from ``headings.txt``
    mentions            a segment to the names and noun phrases that a user may ask about
    quotable_clauses    an answer to the clauses that a user may repeat
    slots               a topic or subject to the forms that fill the slots of templates
    state               names, wordings, questions and sections used so far in a dialogue
    templates           the direct questions and indirect clauses of each kind of ``Ask``
    phrases             frames around a question: requests, openings, bridges, returns, reactions
    choose              a step of the plan to what its turn asks
    echoes              earlier answers to what the user repeats before asking
    compose             what is asked, and the frame around it, to a turn
    memory_phrases      frames of memory turns, by kind
    memory_turns        a memory turn of the plan to its words
    anaphora            a turn to whether it names anything
    offline             the writer by rules
    prompt_context      a planned dialogue to the text that a model reads about it
    model               the writer that asks a language model, for several turns or one in a request
"""
