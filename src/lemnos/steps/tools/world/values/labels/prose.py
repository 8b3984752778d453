"""Holds what descriptions say: noun of what is described -> sentences about such things, general ones for others."""

from lemnos.steps.tools.examples.value_tables import table
from lemnos.steps.tools.world.values.labels.label import kind_of
from lemnos.steps.tools.world.values.tables import SENTENCES

_DESCRIBING = frozenset(
    "description summary about bio biography abstract excerpt overview synopsis tagline statement subtitle intro "
    "introduction detail details documentation explanation purpose plot snippet".split()
)
"""Last words of fields that say what a thing is; all other prose is about what is done with it."""
_SPOKEN = frozenset("message text body content comment comments".split())
"""Last words of fields that hold what somebody has written."""
_SAID = frozenset("agreed delivery needs please waiting shared".split())
"""Words of general sentences that say what is done with a thing, and not what it is."""
_ABOUT: dict[str, tuple[str, ...]] = table(
    ("product item goods merchandise variant listing catalog_item line_item", (
        "Sturdy and light, for every day.", "Made by hand in a small workshop.", "Comes in three colors.",
        "Easy to clean and to store.", "Includes delivery within five working days.",
        "A favorite of our regular customers.", "Two years of warranty.", "Made of recycled material.")),
    ("store shop outlet restaurant cafe hotel venue warehouse site office facility building branch depot location poi "
     "spot landmark room city town region", (
        "Close to the station, with parking behind the house.", "Open every day except Monday.",
        "On the ground floor; step-free access.", "A quiet courtyard and a view of the river.",
        "Renovated last year.", "Room for about eighty people.", "The entrance is on the side street.",
        "Ten minutes on foot from the old town.")),
    ("event meeting appointment session webinar conference course class training lesson schedule", (
        "Open to everyone; no previous knowledge needed.", "Please bring your own laptop.",
        "Two short talks, then time for questions.", "Coffee is served from half past nine.",
        "Places are limited, so register early.", "An introduction with many examples.",
        "We meet once a week in the main hall.", "The recording is shared afterwards.")),
    ("person", (
        "Works in the field and writes about it.", "Likes long walks, old maps and strong tea.",
        "Ten years of experience in small teams.", "Moved here last spring.", "Teaches evening classes twice a week.",
        "Interested in gardens and good typography.", "Plays the cello in a local orchestra.",
        "Started as a volunteer and stayed.")),
    ("recipe dish meal menu_item food ingredient", (
        "Ready in half an hour.", "Tastes even better the next day.", "Goes well with fresh bread.",
        "A light dish for warm evenings.", "Simple, filling and inexpensive.", "Serve with lemon and herbs.",
        "A family recipe with few ingredients.", "Mild enough for children.")),
    ("movie film show series episode video book novel publication podcast game", (
        "A quiet story about two sisters and a lighthouse.", "The long way home, told in seven parts.",
        "An old letter changes one summer.", "How a small town got its bridge.",
        "Three strangers share a night train.", "A look behind the scenes of a theater.",
        "The search for a lost map leads north.", "A portrait of a village through the seasons.")),
    ("song track album playlist recording music", (
        "Recorded live in one afternoon.", "Soft piano over field recordings.", "Songs for the early morning.",
        "Slow, warm and a little sad.", "The second release of the trio.", "Made for long drives.",
        "Acoustic versions of older songs.", "Strings, drums and a borrowed organ.")),
    ("company", (
        "Supplies small shops in the region.", "A family business in its third generation.",
        "Plans and installs solar panels.", "Specialized in cold transport.", "Offers training and advice.",
        "Forty people at two locations.", "Sells refurbished equipment.", "Runs workshops and a small shop.")),
    ("server instance host cluster node vm machine container service queue function database repository app "
     "application plugin workflow pipeline webhook integration environment network volume bucket", (
        "Used for day-to-day work.", "Replaces the earlier version.", "Works together with the existing setup.",
        "Runs every night after the backup.", "Moved here from the old system.", "For internal use only.",
        "Owned by the platform team.", "Restarts by itself after a failure.")),
    ("image photo picture artwork painting exhibit", (
        "Taken in the early morning.", "View from the bridge to the north.", "Scan of a print from the archive.",
        "Detail of the main entrance.", "Oil on canvas.", "Part of a series on rivers.",
        "Shown at the spring exhibition.", "Photographed in daylight.")),
    ("campaign promotion newsletter mailing offer coupon deal discount", (
        "For customers who have not ordered since winter.", "Valid in all shops and online.",
        "Cannot be combined with other offers.", "Three mails over two weeks.", "Only while stocks last.",
        "For new subscribers.", "Runs until the end of the month.", "Announces the new collection.")),
    ("project initiative program portfolio epic goal objective milestone sprint iteration workspace", (
        "Runs until the end of the year.", "Planned together with two partners.", "The first phase is finished.",
        "Brings the old and the new pages together.", "A small team, one meeting a week.",
        "Started after the customer survey.", "Funded for eighteen months.", "Covers the first half of the year.")),
    ("task issue ticket todo bug case request story incident", (
        "Happens only on the second attempt.", "Needs a decision before Friday.", "Two customers have asked for this.",
        "Steps to repeat are in the comments.", "Waiting for an answer from the supplier.",
        "Should be done before the next release.", "The old page still shows the former price.",
        "Agreed with the team last week.")),
)  # fmt: skip
"""Noun → what descriptions of such things say."""
_NEUTRAL = tuple(each for each in SENTENCES if not _SAID.intersection(each.lower().strip(".").split()))
"""What descriptions of all other things say: nothing of what somebody is asked to do."""
_MESSAGES = (
    "Thanks, I will have a look this afternoon.", "Could you send me the latest version?",
    "The meeting has moved to Thursday at ten.", "I have added the missing figures.", "Looks good to me.",
    "Who can take this over next week?", "The parcel has arrived, thank you.",
    "Please check the dates before sharing.", "We are still waiting for an answer.", "See you tomorrow at the station.",
)  # fmt: skip
_WRITTEN = frozenset("message comment chat conversation thread reply email mail note discussion post".split())
"""Nouns of what people write to one another."""


def sentences_of(last: str, owner: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a field of prose may say.

    Args:
        last: The last word of its name.
        owner: Words of what it belongs to.

    >>> sentences_of("description", ("recipe",))[0], sentences_of("notes", ("recipe",)) == SENTENCES
    ('Ready in half an hour.', True)
    """
    if last in _DESCRIBING:
        return _ABOUT.get(kind_of(owner)) or _ABOUT.get(owner[-1] if owner else "", _NEUTRAL)
    if last in _SPOKEN and owner and owner[-1] in _WRITTEN:
        return _MESSAGES
    return SENTENCES
