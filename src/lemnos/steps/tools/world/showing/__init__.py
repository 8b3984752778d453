"""Shows entities: rows of the store to entities and pages as callers see them now.

Modules, in the order in which data flows:

    computed    what lies below an entity, and addresses that no one sets
    alone       entities that show nothing else
    viewing     entities with that, and with what they repeat of others
    listing     what a list shows: filters, sorting, pages
"""
