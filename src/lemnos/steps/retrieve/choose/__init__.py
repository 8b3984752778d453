"""Candidates of all shards to the pages that are kept.

merge       candidates of all shards to the best of each seed, by BM25, embedding and both together
copies      which pages repeat another, or their seed
choose      the stage choose: caps and copies; who retrieves what
control     a random sample with as many tokens
write       the stage documents: records
"""
