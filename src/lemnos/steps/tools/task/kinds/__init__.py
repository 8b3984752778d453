"""Makes tasks of the kinds that need more than one wish: each function takes a draft and an operation.

at_once      two wishes at once, and wishes that depend on what there is
dialogues    tasks of several turns
session      conversations of many wishes that build on each other
negatives    tasks with a failure that passes, a refusal, an instruction in the data, or nothing to call
reasons      why a call may fail
failing      tasks in which a call fails for good
"""
