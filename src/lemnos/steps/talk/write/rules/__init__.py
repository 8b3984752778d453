"""The writer by rules: what an answer answers, asked in a person's words.

    Step, answer ──▶ reading ──▶ proposals ──▶ offline ──▶ UserTurn
                            ▲             ▲
              headings · subjects      asked · known · mention · voice

An answer is read for the questions that it answers; the best that uses only words the user can know is said by a person
with a goal and a register. Words and questions are data: ``headings.txt``, ``voice.toml``.

Modules, in the order in which data flows:

    settings         how often the writer asks in each way
    forms            the forms of one question
    headings         the heading of a section to the questions that the section answers
    heading_table    the commonest headings with their questions, from ``headings.txt``
    subjects         an answer to whom or what it is about, of those mentioned before
    known            what was said to whether the user can know the words of a turn
    reading          a planned dialogue to what the writer reads in it, once
    proposals        a step of the plan to what its turn may ask
    asked            what was asked for so far
    mention          a topic to how it was mentioned before the talk turns to it
    voice            a dialogue to the goal, the register and the wordings of its user
    offline          the writer
"""
