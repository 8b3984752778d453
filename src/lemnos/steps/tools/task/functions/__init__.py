"""Makes tasks of one call for functions of whose results nothing is described, as most tools of MCP servers.

    Tool ──▶ Wish (an imperative clause with places for arguments) ──▶ values that a person would give ──▶ Task

What such a function returns is made up by the world (``world.undescribed``), so these tasks reach level 3: executed,
replayable, every argument from the request, every value of the answer from the observation. A function whose wish
cannot be worded from its own description and parameters gets no task.

Modules, in the order in which data flows:

    vocabulary   texts and ranges of numbers that people have at hand
    whereabouts  addresses on chains, packages, regions of clouds, cities
    nouns        the name of an argument to what it is called in a sentence
    awkward      what no person says, and what they say for it
    clauses      the rest of a sentence of a description to what a person says
    wishes       a tool to what a person wants of it
    options      the description of an argument to the options that it lists
    values       an argument to a value that a person has at hand
    whole        whether a wish says enough
    subject      of what a tool speaks, and what is given for one of its arguments
    suited       a value to one that suits the things of the tool
    given        an operation to its arguments
    placing      where a clause says which thing is meant, and where
    scopes       of which thing a clause speaks
    adverbials   arguments as phrases of time, place and manner
    smooth       what a description says and a person does not
    asking       a wish and its arguments to a request
    outcomes     where what was made lies, or which id it has
    told         whether a result tells all that was asked for
    make         an operation to a task
"""
