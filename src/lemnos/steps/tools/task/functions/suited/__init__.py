"""Lets values suit the tool that they are given to: what a person may say, a tool -> a value that fits, or None.

rules        the rules in their order, for one value and for lists
pages        addresses of pages: a site and the kind of page that a tool takes
sites        which pages there are
places       chains, files, packages, machines, regions, streets
symbols      what is traded: shares, indexes, funds, coins
keys         ids in the form of the service that gives them
texts        what is written or said, and names
written      posts, tasks, notes: what is written, by what it is written in
topics       what is sought
agreement    arguments of one call that go together
"""
