"""Records of finished runs to queries.

text          a record to the text of its query
read          the stage seeds: records to terms on disk
vocabulary    the stage vocabulary: which seeds are kept, and the terms of all of them
queries       the stages queries and seed_records: the weightiest terms of each seed
"""
