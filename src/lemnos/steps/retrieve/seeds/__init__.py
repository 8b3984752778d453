"""Records of finished runs to queries.

text        a record to the text of its query
read        the stage seeds: records to terms on disk
queries     the stages vocabulary and queries: the terms of all seeds; the weightiest of each
"""
