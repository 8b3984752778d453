"""Holds what people call things and what they ask for: names by kind of thing, values by name of argument, amounts."""

BY_NOUN: dict[str, tuple[str, ...]] = {
    "task": (
        "Prepare the quarterly report", "Call the landlord", "Review the contract draft", "Update the onboarding guide",
        "Book flights for the offsite", "Renew the domain", "Order new laptops", "Fix the login redirect",
        "Send the invoices for May", "Clean up the shared drive", "Draft the press release", "Back up the photo "
        "library",
        "Write the release notes", "Check the smoke detectors", "Plan the farewell party", "Translate the menu",
    ),
    "issue": (
        "Login page loops after reset", "Export fails for large files", "Dark mode flickers on startup",
        "Wrong totals in the invoice PDF", "Search ignores umlauts", "Upload stops at 99 percent",
        "Broken link in the footer", "Timezone is off by one hour", "Emails arrive twice", "Map does not load on "
        "mobile",
        "Printer on floor 2 is jammed", "Password reset mail never arrives",
    ),
    "person": (
        "Marta Keller", "Tom Okafor", "Sara Lindholm", "Daniel Ortiz", "Mei Tan", "Jonas Weber", "Amina Yusuf",
        "Lucas Moreau", "Nina Petrova", "Owen Clarke", "Rachel Stein", "Hiro Sato", "Elena Rossi", "Victor Almeida",
    ),
    "organization": (
        "Brightwater Labs", "Halden Logistics", "Maple & Finch", "Norda Energy", "Quill Studio", "Redwood Dental",
        "Sundial Travel", "Tidewater Foods", "Vesta Interiors", "Westbridge Clinic", "Kite Robotics", "Arbor Legal",
    ),
    "team": (
        "Customer Care", "Design", "Field Sales", "Finance Europe", "Night Shift", "Platform", "Procurement",
        "Research", "Mobile", "Data Quality", "Partner Support", "Warehouse North",
    ),
    "event": (
        "Spring open house", "Product demo", "Budget review", "Team breakfast", "Quarterly planning", "Photography "
        "walk",
        "Launch rehearsal", "Parents' evening", "Security training", "Client kickoff", "Board meeting", "Charity run",
    ),
    "document": (
        "Travel policy", "Onboarding checklist", "Pricing overview", "Brand guidelines", "Release notes for July",
        "Frequently asked questions", "Meeting minutes March", "Remote work guide", "Incident summary",
        "How we test", "Returns and refunds", "Annual review",
    ),
    "product": (
        "Oak desk lamp", "Linen tea towel", "Trail backpack 30L", "Ceramic mug", "Wool scarf", "Bamboo cutting board",
        "Folding bike helmet", "Canvas tote", "Cast iron pan", "Desk organizer", "Travel pillow", "Garden shears",
    ),
    "place": (
        "Harbor Street", "Old Town", "Airport Terminal 2", "Riverside", "Main Square", "North Campus", "Hillview",
        "Central Station", "Lakeside", "Market Hall", "Green Park", "Mill Road",
    ),
    "collection": (
        "Summer favorites", "Morning run", "Client work", "Weekend reading", "Recipes to try", "Archive 2025",
        "Road trip", "Home office", "Gift ideas", "Research notes", "Quick wins", "Family photos",
    ),
    "tag": (
        "urgent", "follow-up", "blocked", "design", "backend", "travel", "family", "invoice", "legal", "needs-review",
        "vip", "seasonal",
    ),
    "project": (
        "Website relaunch", "Office move", "Mobile app", "Customer survey 2026", "Warehouse automation",
        "Data cleanup", "New onboarding", "Holiday campaign", "Partner portal", "Energy audit", "Book club",
        "Kitchen renovation",
    ),
    "campaign": (
        "Spring sale", "Back to school", "Welcome series", "Black Friday warm-up", "Win-back May", "Newsletter June",
        "Referral push", "Summer clearance", "Loyalty launch", "Webinar invite",
    ),
    "machine": (
        "web-frontend", "staging-db", "build-runner", "mail-relay", "reports", "backup-nightly", "image-resizer",
        "billing-worker", "chat-bot", "edge-cache", "sensor-gateway", "search-index",
    ),
    "channel": (
        "announcements", "design-feedback", "random", "support-escalations", "release-train", "hiring", "lunch-plans",
        "field-updates", "weekly-wins", "incident-room",
    ),
    "thing": (
        "Spring review", "Night shift", "Harbor office", "Pilot group", "Second draft", "Blue line", "Field test",
        "Autumn batch", "Early access", "Guest list", "North region", "Weekly digest",
    ),
}  # fmt: skip
"""Kind of thing → names that people give such things."""

PEOPLE = (
    ("Marta", "Keller", "marta.keller@example.com", "mkeller"), ("Tom", "Okafor", "tom.okafor@example.org", "tokafor"),
    ("Sara", "Lindholm", "sara.lindholm@example.net", "slindholm"), ("Daniel", "Ortiz", "daniel.ortiz@example.com",
    "dortiz"),
    ("Mei", "Tan", "mei.tan@example.org", "meitan"), ("Jonas", "Weber", "jonas.weber@example.net", "jweber"),
    ("Amina", "Yusuf", "amina.yusuf@example.com", "ayusuf"), ("Lucas", "Moreau", "lucas.moreau@example.org", "lmoreau"),
    ("Nina", "Petrova", "nina.petrova@example.net", "npetrova"), ("Owen", "Clarke", "owen.clarke@example.org",
    "oclarke"),
    ("Rachel", "Stein", "rachel.stein@example.com", "rstein"), ("Hiro", "Sato", "hiro.sato@example.net", "hsato"),
    ("Elena", "Rossi", "elena.rossi@example.org", "erossi"), ("Victor", "Almeida", "victor.almeida@example.com",
    "valmeida"),
)  # fmt: skip
"""People: first and last name, e-mail address, user name."""

NAMES_OF: dict[str, str] = {
    word: kind
    for kind, words in (
        ("task", "task todo reminder checklist step activity assignment goal milestone card job chore action"),
        ("issue", "issue ticket bug incident case problem request complaint defect"),
        ("person", "user customer contact member employee person patient student lead subscriber candidate client "
        "guest "
                   "teacher author driver attendee participant worker recipient passenger profile"),
        ("organization", "company organization organisation vendor supplier merchant business partner brand employer "
                         "institution school publisher"),
        ("team", "team group department role division unit squad"),
        ("event", "event meeting appointment webinar session booking course lesson conference call workshop"),
        ("document", "document page article post template report form survey note file draft story blog wiki guide "
                     "paper questionnaire quiz"),
        ("product", "product item good sku variant offer listing"),
        ("place", "location store venue site warehouse place office room building station area zone region "
                  "address shop restaurant"),
        ("collection", "collection list playlist album folder library shelf bookmark gallery board category section "
                       "directory favorite dashboard view catalog"),
        ("tag", "tag label keyword topic"),
        ("project", "project workspace portfolio program initiative deal opportunity contract plan repository app "
                    "application"),
        ("campaign", "campaign newsletter broadcast audience segment promotion coupon discount"),
        ("machine", "server instance service cluster environment bucket database container function pipeline workflow "
                    "deployment stack volume network domain queue device node machine host bot agent "
                    "website"),
        ("channel", "channel thread conversation stream feed room"),
    )
    for word in words.split()
}  # fmt: skip
"""Noun → kind of thing."""

_NOTES = (
    "Please handle with care", "Discussed on the phone on Monday", "Waiting for the signed copy", "Moved from last "
    "week",
    "Agreed with the finance team", "Needs a second look", "Customer prefers mornings", "First batch only",
    "Replaces the old version", "Checked against the spreadsheet", "For internal use", "Will be reviewed in June",
)  # fmt: skip
_CITIES = ("Lisbon", "Berlin", "Toronto", "Nairobi", "Osaka", "Melbourne", "Denver", "Oslo", "Lyon", "Seville")
_QUERIES = (
    "solar panels", "remote work", "wireless headphones", "gluten free recipes", "electric bikes", "climate policy",
    "machine learning", "coffee grinders", "hiking boots", "jazz festivals", "data privacy", "used cameras",
)  # fmt: skip
_MAILS = (
    "marta.keller@example.com", "tom.okafor@example.org", "sara.lindholm@example.net", "daniel.ortiz@example.com",
    "mei.tan@example.org", "jonas.weber@example.net", "amina.yusuf@example.com", "owen.clarke@example.org",
)  # fmt: skip

BY_WORD: dict[str, tuple[str, ...]] = {
    key: values
    for keys, values in (
        ("description notes note comment comments remark remarks details detail memo", _NOTES),
        ("message text body content caption", (
            "The meeting moves to 3 pm, same room.", "Thanks for the quick turnaround!", "The parcel arrives on "
            "Friday.",
            "Please send me the latest figures.", "Lunch is at noon in the garden.", "We are out of office until "
            "Monday.",
            "The draft is ready for your comments.", "Doors open at seven.")),
        ("subject topic", (
            "Change of schedule", "Your visit next week", "Invoice question", "Feedback on the draft", "Welcome aboard",
            "Parking during the event")),
        ("reason", ("ordered twice by mistake", "wrong size", "the customer changed plans", "no longer needed",
                    "arrived damaged", "duplicate entry")),
        ("recipient to_email", _MAILS),
        ("full_name fullname contact_name", BY_NOUN["person"]),
        ("phone telephone phone_number phonenumber mobile", (
            "+1-202-555-0143", "+1-202-555-0118", "+1-202-555-0167", "+1-202-555-0182")),
        ("company company_name organization", BY_NOUN["organization"]),
        ("city town location destination place", _CITIES),
        ("country country_name", ("Portugal", "Germany", "Canada", "Kenya", "Japan", "Norway", "France", "Spain")),
        ("street address street_address address_1", ("14 Harbor Street", "220 Mill Road", "8 Garden Lane",
                                                     "61 Station Avenue")),
        ("postcode zip zipcode postal_code postalcode zip_code", ("80202", "97205", "60614", "02139")),
        ("currency currency_code currencycode", ("USD", "EUR", "GBP", "CAD", "JPY", "CHF")),
        ("query q search keyword keywords search_term term searchterm search_query", _QUERIES),
        ("tag tags", BY_NOUN["tag"]),
        ("color colour", ("blue", "dark green", "orange", "red", "grey")),
        ("symbol ticker stock_symbol", ("AAPL", "MSFT", "NVDA", "TSLA", "SAP", "NFLX")),
        ("language", ("English", "German", "Spanish", "Japanese", "Portuguese")),
        ("url website link page_url website_url", (
            "https://example.com/pricing", "https://example.org/about", "https://example.net/blog/spring-sale",
            "https://example.com/help/returns")),
        ("domain domain_name", ("example.com", "example.org", "example.net")),
        ("department", ("Finance", "Field Sales", "Research", "Customer Care")),
        ("job_title jobtitle position", ("Account manager", "Data analyst", "Head of operations", "Site engineer")),
        ("ingredient", ("chickpeas", "basil", "salmon", "sweet potato")),
        ("artist", ("Miles Davis", "Nina Simone", "Radiohead", "Björk")),
        ("genre", ("jazz", "documentary", "folk", "science fiction")),
        ("prompt", ("A lighthouse at dawn in watercolor", "A red bicycle in front of a bakery",
                    "A city skyline made of books")),
        ("question", ("What changed in the last release?", "How do refunds work?", "Which plan includes support?")),
    )
    for key in keys.split()
}  # fmt: skip
"""Last words of the name of an argument → values that people give."""

NUMBERS: dict[str, tuple[int | float, ...]] = {
    key: values
    for keys, values in (
        ("amount total", (25, 49.9, 120, 75, 310, 18.5, 60)),
        ("price cost fee rate", (9.99, 24.5, 49, 12, 129, 79.9)),
        ("quantity qty count units copies", (2, 3, 5, 10, 12, 25)),
        ("limit page_size per_page max_results maxresults top", (3, 5, 10)),
        ("budget", (500, 1200, 2500, 8000)),
        ("weight", (2, 5, 12.5, 30)),
        ("width", (640, 800, 1024)),
        ("height", (480, 600, 768)),
        ("duration minutes", (15, 30, 45, 60, 90)),
        ("hours", (2, 4, 6, 8)),
        ("days", (3, 7, 14, 30)),
        ("age", (24, 31, 47, 62)),
        ("year", (2019, 2021, 2023, 2024)),
        ("guests seats capacity adults people", (2, 4, 6, 8)),
        ("rating stars score", (3, 4, 5)),
        ("latitude lat", (52.52, 38.72, 43.65, 59.91)),
        ("longitude lon lng", (13.41, -9.14, -79.38, 10.75)),
        ("percent percentage discount", (5, 10, 15, 20)),
    )
    for key in keys.split()
}
"""Last word of the name of an argument → numbers that people give."""
