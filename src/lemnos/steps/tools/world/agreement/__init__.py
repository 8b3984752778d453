"""Lets the fields of one object agree: properties, object -> the object, in which no field denies another.

Read once for each schema; agreeing is a few look-ups. New objects, drawn or created, agree as a whole; after a change,
what was sent stays, and what follows from it is derived anew.

Modules:

    parts      fields that are parts of others: of dates, of names
    relations  fields that stand in a relation: the lesser and the greater, the start and the end of a way
    forms      fields that tell one thing in several forms: a text as HTML, a file and its type
    sums       sums of money, and what they are sums of
    repeated   fields that repeat what an object beside them tells
    counts     counts that hold one another: of a week and of a month, a total and its parts
    spans      spans and how long they are
    singles    flags that at most one of several things has
    renaming   fields that are written like a name, once an object has another
"""
