"""Measures of user turns, for ``benchmarks/turns.py``.

conversations   runs and files of people's conversations → ``Side``, conversations in one form
words           what needs no model: unseen words, verbs, question words, shapes
likelihood      what a language model says of a turn and of its answer
language_model  a model of ``transformers`` on the CPU, and a cache of its figures in a file
intervals       means, medians and shares with intervals over conversations
"""
