"""Makes tasks: what users want in a world, with the calls that do it and what must be true afterwards.

    tools of one API ──▶ Api ──▶ Search (calls, executed) ──▶ words ──▶ Task

Modules, in the order in which data flows:

    base         a task: turns, calls with the origin of each argument, start, end, values
    vocabulary   what people call things
    values       an argument to what a user wants it to be
    wording      values and names in words
    phrases      nouns and wishes from descriptions
    api          the operations of an API as tasks see them
    search       an operation to the calls that lead to it
    frames       ways to put a request
    requests     calls to requests
    make         drafts, plain tasks, and which tasks an API gets
    dialogues    tasks of several wishes or turns
    negatives    tasks with a failure, a refusal, an instruction in the data, or nothing to call
"""
