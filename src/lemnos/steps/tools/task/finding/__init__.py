"""Finds the calls that lead to what a user wants: an operation, a world -> calls, each made once.

Modules, in the order in which data flows:

    known    what a user has before them, and what the system message states
    calls    the calls of a task, made once each, and what they returned
    naming   what a user names and the system message states, the same in all of a task
    filling  a call to its arguments, with the calls that find them
    search   an operation to the calls that lead to it
"""
