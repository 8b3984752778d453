"""Holds the states of things: noun, or the word before ``status`` -> states, where no schema lists them."""

from random import Random

from lemnos.steps.tools.world.values.seeds import pick

STATUSES: dict[str, tuple[str, ...]] = {
    noun: statuses
    for nouns, statuses in (
        ("order purchase", ("processing", "shipped", "delivered")),
        ("invoice bill", ("draft", "sent", "paid", "overdue")),
        ("payment transaction refund payout charge transfer withdrawal", ("pending", "completed", "completed")),
        ("shipment parcel delivery shipping fulfillment fulfilment", ("packed", "in_transit", "delivered")),
        ("task issue ticket todo bug subtask incident case request story", ("open", "in_progress", "done")),
        ("build job run execution deployment export import scan crawl batch sync pipeline workflow",
         ("queued", "running", "succeeded")),
        ("server instance machine service container cluster node vm database pod kernel", ("running", "running",
          "stopped")),
        ("event meeting appointment session webinar booking reservation", ("scheduled", "confirmed", "completed")),
        ("campaign newsletter mailing", ("draft", "scheduled", "sent")),
        ("document post page article form survey", ("draft", "published", "published")),
        ("project program initiative goal sprint milestone", ("active", "on_hold", "completed")),
        ("device sensor printer camera thermostat", ("online", "online", "offline")),
        ("quote estimate contract agreement application claim", ("draft", "sent", "accepted")),
        ("product item variant listing", ("available", "available", "sold_out")),
        ("alert alarm", ("open", "acknowledged", "resolved")),
        ("invitation invite", ("pending", "accepted")),
        ("course class lesson", ("upcoming", "running", "completed")),
    )
    for noun in nouns.split()
}  # fmt: skip
"""Noun → statuses that such things have."""
USUAL_STATUSES = ("active", "active", "pending", "inactive")
TOLD_STATUSES: dict[str, tuple[str, ...]] = {
    word: statuses
    for words, statuses in (
        ("marital civil", ("single", "married", "divorced")),
        ("relationship", ("single", "married", "in_a_relationship")),
        ("employment job occupation working", ("employed", "self_employed", "part_time")),
        ("residency resident residential", ("resident", "non_resident")),
        ("citizenship immigration visa", ("citizen", "permanent_resident")),
        ("smoking smoker", ("never", "former", "current")),
        ("vaccination immunization", ("complete", "partial")),
        ("tax", ("taxable", "exempt")),
        ("ownership housing home", ("owned", "rented")),
        ("education student enrollment enrolment", ("enrolled", "graduated")),
        ("financial billing", ("paid", "pending")),
        ("stock inventory availability", ("in_stock", "in_stock", "out_of_stock")),
        ("verification kyc identity", ("verified", "verified", "pending")),
        ("approval review moderation", ("approved", "approved", "pending")),
        ("online presence connection connectivity network link", ("online", "online", "offline")),
        ("health", ("healthy", "healthy", "degraded")),
        ("sync synchronization replication", ("synced", "synced", "syncing")),
        ("backup", ("completed", "completed", "running")),
        ("test", ("passed", "passed", "skipped")),
        ("attendance rsvp", ("attending", "attending", "declined")),
        ("flight", ("scheduled", "departed", "landed")),
    )
    for word in words.split()
}  # fmt: skip
"""Word before ``status`` or ``state`` → statuses in that respect, whatever has them."""


def status_name(noun: tuple[str, ...], random: Random) -> str:
    """Return the name of a state in which something may be, as people write it: ``In progress``.

    Args:
        noun: Words of what is in the state.
        random: Decides which.
    """
    known = STATUSES.get(noun[-1] if noun else "", USUAL_STATUSES)
    return pick(random, known).replace("_", " ").capitalize()
