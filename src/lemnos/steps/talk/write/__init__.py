"""Writes the user turns of a planned dialogue, by rules or with a language model.

    Step, answer ──▶ proposals ──▶ offline ──▶ UserTurn
                         ▲            ▲  │
      headings · themes · subjects    │  │ drafts
      predicates · (language.lead)    │  ▼
                        known · voice ┘  prompt_context ──▶ model ──▶ UserTurn

An answer is read for the questions that it answers; the best that uses only words the user can know is said by a person
with a goal and a register. Words and questions are data: ``themes.txt``, ``headings.txt``, ``predicates.toml``,
``voice.toml``, ``general_words.txt``.

Modules, in the order in which data flows:

    base                ``Topic``, ``Step``, ``UserTurn`` and the ``Writer`` interface
    settings            how the model is asked, and who the user is
    question_settings   how often the rules ask in each way
    forms               the forms of one question
    articles            a noun phrase to its article and its plural
    names               the title of a topic to the words that people use for it
    slots               a topic to the forms that fill the slots of questions
    headings            the heading of a section to the questions that the section answers
    heading_table       the commonest headings with their questions, from ``headings.txt``
    themes              a paragraph to what it is about, and the questions about that
    predicates          the main verb of a sentence to the questions that it answers
    subjects            an answer to whom or what it is about, of those mentioned before
    proposals           a step of the plan to what its turn may ask
    known               what was said to whether the user can know the words of a turn
    mention             a topic to how it was mentioned before the talk turns to it
    reading             a planned dialogue to what the writer reads in it, once
    voice               a dialogue to the goal, the register and the wordings of its user
    memory_phrases      frames of memory turns, by kind
    memory_turns        a memory turn of the plan to its words
    offline             the writer by rules
    anaphora            a turn to whether it names anything
    prompt_context      a planned dialogue to the text that a model reads about it
    model               the writer that asks a language model, several turns in each request
"""
