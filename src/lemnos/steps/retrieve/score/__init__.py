"""Shards of pages against all seeds.

bm25        a shard of pages to the scores of all queries
score       the stage score: the best pages of a shard for each seed
"""
