"""Parses English sentences by word lists, to find the questions that a segment answers.

    verbs, word_classes
            │
            ▼
    Segment ──▶ clauses ──▶ questions ──▶ Ask ──▶ sentence_questions ──▶ About

Modules, from the tables to the result:

    verbs                 finite forms of verbs to the question that their object or circumstance answers
    word_classes          closed classes of words: determiners, openers, prepositions, participles
    questions             a parsed sentence to ``Ask``, the question that it answers
    clauses               the words of a sentence to subject and verb, its question, and a clause to echo
    sentence_questions    a segment to ``About``: its questions, subjects and cues
"""
