"""Makes tasks: what users want in a world, with the calls that do it and what must be true afterwards.

    tools of one API ──▶ Api ──▶ Search (calls, executed) ──▶ words ──▶ Task

Modules, in the order in which data flows:

    base         a task: turns, calls with the origin of each argument, start, end, values
    vocabulary   what people call things
    values       an argument to what a user wants it to be
    wording      values and names in words
    phrases      nouns and wishes from descriptions
    statements   what the first sentence of a description says that a tool works on
    listings     which lists feed an argument, and by what their items are told apart
    operation    an operation of an API as tasks see it
    api          the operations of an API, and what feeds them
    removals     what tools that take something away do with it
    arguments    which arguments a call has, and how they are said
    sense        whether a person wants a call
    finding      an operation to the calls that lead to it, each made once
    frames       ways to put a request
    requests     calls to requests
    results      what calls returned to names, values and text
    make         drafts and plain tasks
    kinds        tasks of two wishes, of several turns, with something in the way
    functions    tasks of one call of a function whose result is not described
    schedule     which tasks an API gets
"""
