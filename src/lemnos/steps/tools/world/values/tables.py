"""Holds what things are called and what fields hold: noun -> names, name of a field -> texts, numbers.

The words are general; nothing here names a provider. Names of people and companies are made up.
"""

from lemnos.steps.tools.examples.value_tables import table

FIRST_NAMES = tuple(
    (
        "Ada Amir Anika Bruno Carmen Chidi Dana Elif Emil Farah Felix Gita Hugo Ines Ivan Jana Kofi Lara Leo Lina "
        "Marco Maya Nadia Noor Olga Omar Paula Pedro Priya Rosa Sami Sofia Tariq Theo Uma Vera Yara Yusuf Zoe Zuri"
    ).split()
)
LAST_NAMES = tuple(
    (
        "Abara Almeida Bauer Bianchi Castro Chen Dahl Diaz Eriksen Fischer Garcia Haddad Hansen Ivanova Jansen Kim "
        "Kovacs Lindgren Lopez Mbeki Meyer Nakamura Novak Okoye Olsen Petrov Quispe Rahman Reyes Rossi Santos Schmidt "
        "Silva Singh Tanaka Torres Varga Weber Yilmaz Zhang"
    ).split()
)
QUALITIES = tuple(
    (
        "Amber Blue Bright Calm Cedar Clear Copper Coral Crimson Early East Ember Fern Frost Golden Granite Green "
        "Harbor High Iron Ivory Jade Lantern Lunar Maple Marble Meadow Misty North Oak Olive Opal Quiet Rapid River "
        "Sable Silver Solar Spring Stone Summer Swift Timber Upper Velvet West Willow Winter"
    ).split()
)
THINGS = tuple(
    (
        "Anchor Arrow Atlas Basin Beacon Bridge Canyon Circle Compass Cove Crest Delta Field Forest Fox Garden Gate "
        "Grove Heron Hill Island Junction Lake Lark Ledger Light Mill Orchard Otter Passage Peak Pier Pine Point Port "
        "Quarry Reef Ridge Sparrow Station Summit Terrace Trail Valley View Vista Wharf Works Yard"
    ).split()
)
TRADES = ("Foods", "Labs", "Logistics", "Partners", "Studio", "Supply", "Systems", "Trading", "Energy", "Health")

PEOPLE = frozenset(
    "user customer client contact person employee member author owner creator assignee reporter patient student "
    "teacher driver guest passenger candidate lead subscriber recipient sender attendee participant player artist "
    "manager agent buyer seller reviewer approver uploader editor admin administrator beneficiary applicant "
    "cardholder holder visitor speaker instructor worker technician doctor physician provider requester requestor "
    "follower friend invitee volunteer donor tenant staff operator supervisor organizer actor director writer "
    "collaborator contributor committer commenter account individual people profile director performer singer".split()
) - {"provider", "account", "agent"}
"""Nouns of people."""
COMPANIES = frozenset(
    "company organization organisation org vendor supplier merchant brand business employer partner publisher "
    "manufacturer bank carrier agency institution firm enterprise provider tenant distributor retailer insurer".split()
)
PLACE_NOUNS = frozenset("address location place geo geolocation coordinates coordinate position city country".split())
"""Nouns of nested objects that tell where the entity around them is."""

NAMES: dict[str, tuple[str, ...]] = table(
    ("pet animal dog cat", tuple(
        "Biscuit Clover Domino Ember Figaro Ginger Hazel Juno Kiwi Luna Maple Nacho Olive Pepper Quincy Rolo Sable "
        "Toffee Waffles Ziggy".split())),
    ("product item goods merchandise article catalog_item line_item variant offering listing", (
        "Canvas backpack", "Ceramic mug", "Desk lamp", "Fountain pen", "Gardening gloves", "Wool blanket",
        "Insulated bottle", "Leather wallet", "Wall clock", "Bamboo tray", "Cork board", "Travel adapter",
        "Picnic basket", "Running socks", "Steel kettle", "Paper notebook", "Bath towel", "Bicycle bell",
        "Chopping board", "Table fan", "Reading light", "Yoga mat", "Camp stove", "Storage box")),
    ("file document attachment upload asset media blob artifact", (
        "annual-report.pdf", "budget-2025.xlsx", "contract-draft.docx", "floor-plan.png", "invoice-template.docx",
        "meeting-notes.md", "onboarding.pdf", "price-list.csv", "roadmap.pptx", "site-photo.jpg", "survey.csv",
        "team-handbook.pdf", "travel-policy.pdf", "wiring-diagram.svg", "interview.mp3", "demo-recording.mp4",
        "release-checklist.md", "inventory.csv", "brand-guide.pdf", "audit-log.txt")),
    ("image photo picture icon logo thumbnail avatar", (
        "harbor-at-dawn.jpg", "team-photo.jpg", "storefront.png", "product-front.png", "product-side.png",
        "map-overview.png", "bridge.jpg", "lobby.jpg", "garden.jpg", "banner-wide.png", "icon-blue.png",
        "portrait.jpg", "workshop.jpg", "skyline.jpg", "trailhead.jpg", "poster.png")),
    ("folder directory", (
        "Archive", "Contracts", "Designs", "Drafts", "Finance", "Invoices", "Legal", "Marketing", "Meeting notes",
        "Photos", "Policies", "Presentations", "Receipts", "Reports", "Research", "Templates")),
    ("event meeting appointment session webinar conference calendar_event schedule shift booking reservation visit", (
        "Budget review", "Client kickoff", "Design critique", "Onboarding session", "Planning workshop",
        "Quarterly review", "Safety training", "Sales call", "Team offsite", "Weekly standup", "Board meeting",
        "Product demo", "Hiring panel", "Open house", "Retrospective", "Press briefing")),
    ("task issue ticket todo to_do card story bug incident case request work_item checklist_item defect", (
        "Add export to CSV", "Check the backup schedule", "Clean up old accounts", "Correct the invoice address",
        "Draft the welcome message", "Fix the login redirect", "Investigate slow search results",
        "Order replacement parts", "Prepare the quarterly report", "Rename the shared folder",
        "Renew the support contract", "Review the access list", "Schedule the site visit", "Translate the help page",
        "Update the price list", "Upgrade the build server")),
    ("project initiative workspace program portfolio epic", (
        "Website redesign", "Data migration", "Mobile app", "Warehouse expansion", "Customer survey",
        "Office relocation", "Billing upgrade", "Partner portal", "Energy audit", "Spring campaign",
        "Help center", "Loyalty program", "Supplier review", "Field study", "Archive digitization",
        "Security review")),
    ("campaign promotion newsletter mailing offer coupon deal discount", (
        "Spring sale", "Welcome series", "Summer clearance", "Refer a friend", "Early access", "Holiday preview",
        "Back to school", "Weekend special", "Member thanks", "New arrivals", "Free shipping week",
        "Anniversary offer", "Local favorites", "Winter warmers", "Product launch", "Last call")),
    ("book novel publication", (
        "The Long Tide", "A Map of Small Rivers", "Winter Lanterns", "The Clockmaker's Daughter",
        "Letters from the Quarry", "Salt and Cedar", "The Quiet Harbor", "Northern Light", "The Orchard Keeper",
        "Paper Boats", "Seven Bridges", "The Glass Meadow", "Under the Old Mill", "The Last Ferry",
        "A House of Winds", "Stone Garden")),
    ("movie film show series episode video clip broadcast stream", (
        "Blue Hour", "The Lighthouse Keeper", "Crossing Winter", "Second Harvest", "Paper Moons",
        "The Night Train", "Open Water", "Far From the Coast", "Small Hours", "The Signal", "Golden Mile",
        "Echo Valley", "After the Rain", "Copper Sky", "The Understudy", "Home Again")),
    ("song track album playlist recording music release_group", (
        "Evening Static", "Slow Rivers", "Paper Planes Over Oslo", "Amber Lights", "Midnight Arcade",
        "Harbor Songs", "Green Distance", "Velvet Weather", "Northbound", "Glass Radio", "Tides", "Small Fires",
        "Morning Tape", "Wild Clover", "Longshore", "Silver Thread")),
    ("post article blog page story news announcement lesson topic thread discussion note question", (
        "Five ways to plan a calmer week", "How the new routes were chosen", "Notes from the spring workshop",
        "What changed in this release", "A short guide to composting", "Meet the people behind the archive",
        "Preparing for the winter season", "Choosing the right paper", "Lessons from a small team",
        "Opening hours over the holidays", "A walk through the old harbor", "Reading list for March",
        "Why we moved to shorter meetings", "Getting started with the kit", "Answers to common questions",
        "Looking back on the first year")),
    ("course class training module curriculum", (
        "Introduction to Statistics", "Watercolor Basics", "Safety at Work", "Spanish for Beginners",
        "Project Planning", "First Aid", "Data Visualization", "Creative Writing", "Network Fundamentals",
        "Bookkeeping", "Public Speaking", "Garden Design", "Photography", "Negotiation", "Machine Maintenance",
        "Modern History")),
    ("tag label keyword topic_tag hashtag", tuple(
        "urgent review backlog travel finance design research feedback archived seasonal internal outdoor vintage "
        "recipes training planning".split())),
    ("category genre section segment collection subject", (
        "Books", "Electronics", "Garden", "Home", "Kitchen", "Music", "Office", "Outdoor", "Sports", "Toys",
        "Travel", "Clothing", "Health", "Tools", "Art", "Food")),
    ("team group department squad division unit list audience cohort board", (
        "Design", "Engineering", "Finance", "Field Operations", "Customer Care", "Marketing", "Platform", "Research",
        "Sales", "Security", "Logistics", "Legal", "People", "Quality", "Procurement", "Training")),
    ("role permission policy scope access_level permission_set", (
        "Administrator", "Editor", "Viewer", "Auditor", "Billing manager", "Contributor", "Developer", "Guest",
        "Moderator", "Operator", "Owner", "Publisher", "Reviewer", "Support agent", "Trainer", "Analyst")),
    ("channel room forum conversation chat", (
        "general", "announcements", "design-reviews", "help", "incidents", "introductions", "marketing", "off-topic",
        "product-ideas", "releases", "sales-wins", "support", "travel", "water-cooler", "weekly-updates", "writing")),
    ("plan subscription package tier price_plan product_plan", (
        "Basic", "Starter", "Standard", "Plus", "Team", "Business", "Professional", "Premium", "Enterprise",
        "Student", "Nonprofit", "Family", "Annual", "Monthly", "Trial", "Unlimited")),
    ("store shop branch outlet restaurant cafe hotel venue warehouse site office facility building", (
        "Harbor Street Store", "Old Mill Depot", "Riverside Branch", "Station Square", "North Gate Center",
        "Market Hall", "Cedar Avenue Office", "West Pier", "Hillside Annex", "Canal House", "Orchard Park",
        "Bridge Street Hub", "Lakeview Site", "Union Works", "East Terminal", "Garden Court")),
    ("recipe dish meal menu_item food ingredient", (
        "Lentil soup", "Mushroom risotto", "Roast pumpkin", "Lemon tart", "Chickpea salad", "Tomato stew",
        "Vegetable curry", "Apple crumble", "Noodle broth", "Herb omelette", "Baked beans", "Rye bread",
        "Potato gratin", "Cucumber salad", "Plum cake", "Rice pudding")),
    ("device sensor machine appliance equipment printer camera thermostat vehicle", (
        "Lobby camera", "Warehouse scanner", "Greenhouse sensor", "Front desk printer", "Roof thermostat",
        "Loading dock gate", "Conference display", "Kitchen meter", "Basement pump", "Delivery van 4",
        "Workshop lathe", "Cold room probe", "Parking barrier", "Reading room lamp", "Pool heater", "Gate reader")),
    ("server instance host cluster node vm machine database db container pod service queue bucket volume function "
     "pipeline job build deployment environment application app network disk snapshot image_version topic stream "
     "table index worker task_definition repository repo branch key secret certificate rule alert monitor dashboard "
     "template workflow integration webhook connector stack namespace registry package library model dataset "
     "experiment endpoint gateway domain zone subnet", (
        "billing-worker", "checkout-web", "daily-import", "edge-proxy", "event-router", "image-resizer",
        "invoice-archive", "ledger-primary", "log-collector", "mail-relay", "metrics-store", "nightly-backup",
        "orders-api", "report-builder", "search-index", "session-cache", "staging-web", "user-directory",
        "warehouse-sync", "web-frontend")),
    ("city town", ("Lisbon", "Kyoto", "Denver", "Nairobi", "Toronto", "Berlin", "Melbourne", "Oslo", "Chicago",
                   "Ghent", "Porto", "Aarhus", "Turin", "Lima", "Quito", "Osaka")),
    ("color colour", ("Crimson", "Teal", "Navy", "Olive", "Amber", "Slate", "Ivory", "Coral", "Indigo", "Mint",
                      "Rust", "Plum", "Sand", "Charcoal", "Turquoise", "Maroon")),
    ("language", ("English", "Portuguese", "Japanese", "German", "Swahili", "Norwegian", "Spanish", "French",
                  "Italian", "Dutch", "Turkish", "Korean", "Polish", "Danish", "Finnish", "Greek")),
    ("country nation", ("Portugal", "Japan", "Kenya", "Canada", "Germany", "Australia", "Brazil", "Norway", "Peru",
                        "Ghana", "Italy", "Denmark", "Chile", "India", "Ireland", "Greece")),
    ("currency", ("Euro", "US Dollar", "Japanese Yen", "Canadian Dollar", "Swiss Franc", "Norwegian Krone",
                  "Kenyan Shilling", "Brazilian Real", "Indian Rupee", "Danish Krone", "Polish Zloty",
                  "Mexican Peso", "Pound Sterling", "Korean Won", "Chilean Peso", "Turkish Lira")),
    ("form survey quiz poll test exam questionnaire", (
        "Customer satisfaction survey", "Event feedback", "New hire checklist", "Product ideas", "Course evaluation",
        "Site inspection", "Travel request", "Contact us", "Newsletter preferences", "Volunteer registration",
        "Equipment return", "Wellbeing check-in", "Office move poll", "Lunch order", "Exit interview",
        "Membership application")),
    ("message email mail notification comment letter", (
        "Your order is on its way", "Minutes of the last meeting", "Question about the invoice",
        "Welcome to the team", "Change of address", "Reminder: inspection on Friday", "Photos from the workshop",
        "Updated delivery times", "Thanks for your help", "Draft agenda", "New opening hours", "Request for a quote",
        "Password reset", "Follow-up on our call", "Travel plans", "Survey results")),
)  # fmt: skip
"""Noun → names of such things."""

SENTENCES = (
    "Agreed with the team last week; no changes since.",
    "Covers the first half of the year.",
    "Includes delivery within five working days.",
    "Kept for reference.",
    "Needs a second look before it goes out.",
    "Prepared for the spring workshop.",
    "Replaces the earlier version.",
    "Shared with everyone on the team.",
    "The most recent figures are included.",
    "Used for day-to-day work.",
    "Waiting for an answer from the supplier.",
    "Works together with the existing setup.",
    "Updated after the last review.",
    "Open to all departments.",
    "Please check the dates before sharing.",
    "Moved here from the old system.",
)
"""What descriptions, notes and comments say."""

TEXTS: dict[str, tuple[str, ...]] = table(
    ("type kind class resource_type", ("standard", "basic", "custom", "default")),
    ("category genre", ("Books", "Electronics", "Garden", "Kitchen", "Music", "Travel")),
    ("status", ("active", "active", "pending", "inactive")),
    ("state", ("active", "open", "active", "closed")),
    ("priority severity importance urgency", ("low", "medium", "high")),
    ("level tier grade", ("basic", "standard", "premium")),
    ("gender sex", ("female", "male")),
    ("color colour hex_color background_color", ("#1f6feb", "#2da44e", "#d29922", "#a371f7")),
    ("locale culture", ("en-US", "pt-PT", "de-DE", "ja-JP")),
    ("lang", ("en", "pt", "de", "ja")),
    ("language", ("English", "Portuguese", "German", "Japanese")),
    ("currency", ("USD", "EUR", "GBP")),
    ("version api_version engine_version app_version", ("1.4.0", "2.0.1", "3.1.2")),
    ("revision", ("3", "7", "12")),
    ("role", ("editor", "viewer", "member", "admin")),
    ("permission scope access", ("read", "write", "read-only")),
    ("visibility", ("private", "public")),
    ("environment env stage", ("production", "staging", "development")),
    ("region", ("eu-west-1", "us-east-1")),
    ("zone availability_zone", ("eu-west-1a", "us-east-1b")),
    ("format output_format", ("json", "csv", "pdf")),
    ("unit units uom unit_of_measure", ("kg", "cm", "hours", "pieces")),
    ("frequency recurrence interval period billing_period", ("daily", "weekly", "monthly")),
    ("protocol", ("https", "tcp")),
    ("method http_method", ("GET", "POST")),
    ("payment_method", ("card", "bank_transfer")),
    ("brand vendor manufacturer publisher", ("Northwind Supply", "Bluebird Labs", "Fern Trading")),
    ("algorithm", ("sha256", "aes-256")),
    ("platform os operating_system", ("linux", "ios", "android", "web")),
    ("browser", ("Firefox", "Chrome", "Safari")),
    ("runtime", ("python3.12", "nodejs20")),
    ("department", ("Finance", "Support", "Design", "Operations")),
    ("job_title occupation position_title profession", ("Accountant", "Nurse", "Electrician", "Analyst")),
    ("industry sector", ("retail", "energy", "education", "transport")),
    ("source channel origin medium", ("web", "email", "mobile", "import")),
    ("size", ("small", "medium", "large")),
    ("material", ("cotton", "oak", "steel")),
    ("mode strategy", ("automatic", "manual")),
    ("reason", ("requested by the customer", "no longer needed", "duplicate")),
    ("license licence", ("MIT", "Apache-2.0", "CC-BY-4.0")),
    ("checksum digest hash sha256 fingerprint", ("<hex64>",)),
    ("commit sha commit_sha", ("<hex40>",)),
    ("md5 md_5", ("<hex32>",)),
    ("token secret access_token refresh_token api_key api_token client_secret password signature", ("<secret>",)),
    ("cursor", ("<hex16>",)),
    ("mime_type content_type media_type", ("application/pdf", "image/png", "text/csv")),
    ("extension file_extension", ("pdf", "png", "csv")),
    ("path file_path key_prefix prefix", ("reports/2025/march.csv", "photos/harbor.jpg", "exports/orders.json")),
    ("sku product_code article_number", ("<sku>",)),
    ("barcode ean upc gtin", ("<digits13>",)),
    ("serial serial_number", ("<serial>",)),
    ("order_number invoice_number reference_number reference ticket_number case_number confirmation_number "
     "transaction_number number tracking_number", ("<reference>",)),
    ("isbn", ("978-3-16-148410-0", "978-0-306-40615-7")),
    ("iban", ("DE89370400440532013000", "GB29NWBK60161331926819")),
    ("bic swift swift_code", ("DEUTDEFF", "NWBKGB2L")),
    ("vat_number tax_number tax_id vat_id", ("<digits9>",)),
    ("card_number pan", ("4242424242424242",)),
    ("last_4 last4", ("<digits4>",)),
    ("account_number routing_number", ("<digits9>",)),
    ("postcode zip_code zip", ("<place>",)),
    ("ip ip_address source_ip client_ip", ("192.0.2.17", "198.51.100.4", "203.0.113.88")),
    ("mac mac_address", ("02:42:ac:11:00:02", "02:42:ac:11:00:1f")),
    ("host hostname server", ("app-1.example.com", "db-2.example.com")),
    ("domain", ("example.com", "example.org", "example.net")),
    ("user_agent", ("Mozilla/5.0 (X11; Linux x86_64)",)),
    ("symbol ticker", ("AAPL", "MSFT", "SIE")),
    ("schedule cron cron_expression", ("0 6 * * 1", "30 2 * * *")),
    ("query sql", ("status = 'open'", "created > 2025-01-01")),
    ("filter expression condition", ("status eq 'active'", "amount > 100")),
    ("html", ("<p>Welcome to the spring workshop.</p>", "<p>Opening hours have changed.</p>")),
    ("etag e_tag", ('"a1b2c3d4"', '"9f4e07bc"')),
    ("weekday day_of_week", ("Monday", "Wednesday", "Friday")),
    ("time_of_day opening_time closing_time", ("09:00", "12:30", "17:45")),
    ("duration", ("PT30M", "PT1H", "P1D")),
    ("aspect_ratio", ("16:9", "4:3")),
    ("resolution", ("1920x1080", "1280x720")),
    ("nationality", ("Portuguese", "Japanese", "Kenyan")),
    ("continent", ("Europe", "Asia", "Africa")),
    ("salutation honorific", ("Ms.", "Mr.", "Dr.")),
    ("company_type legal_form", ("Ltd", "GmbH", "Inc.")),
    ("sentiment", ("positive", "neutral", "negative")),
    ("outcome verdict result", ("passed", "accepted")),
    ("self href", ("<url>",)),
    ("object", ("<noun>",)),
    ("address_line_2 address_2 line_2 apartment suite unit_number", ("Floor 3", "Apt 12")),
)  # fmt: skip
"""Last words of a field's name → texts; what stands in ``<…>`` is drawn."""

FALLBACK = ("standard", "primary", "default", "basic", "general", "custom", "main", "regular", "extended", "common")
"""What a text says of which nothing is known."""
PROSE = frozenset(
    "description summary note notes comment comments message text body content details detail remark remarks bio "
    "biography about abstract excerpt overview synopsis instructions feedback explanation memo caption headline_text "
    "review synopsis annotation tagline purpose rationale plot".split()
)
"""Last words of the names of fields that hold prose."""
CODES = frozenset("id ids key guid gid sid cid pid ref code identifier uid oid hash nonce".split())
"""Last words of the names of fields whose text means nothing to people."""

NUMBERS: dict[str, tuple[float, float]] = table(
    ("count quantity qty number num stock inventory available_quantity", (1, 24)),
    ("total_count size_count", (1, 60)),
    ("views view_count impressions hits visits plays downloads", (40, 9_000)),
    ("likes followers subscribers members votes stars forks watchers favorites favourites shares clicks opens "
     "comments replies", (0, 480)),
    ("age", (19, 74)),
    ("year", (2019, 2025)),
    ("month", (1, 12)),
    ("day", (1, 28)),
    ("hour hours", (1, 23)),
    ("minute minutes", (5, 55)),
    ("days", (1, 30)),
    ("weeks", (1, 12)),
    ("months", (1, 24)),
    ("years", (1, 10)),
    ("seconds sec secs", (5, 300)),
    ("ms msec millis milliseconds latency", (20, 2_000)),
    ("timeout ttl delay", (10, 120)),
    ("duration length runtime", (30, 3_600)),
    ("interval", (1, 60)),
    ("percent percentage progress completion", (5, 95)),
    ("rate ratio probability confidence likelihood opacity similarity", (0.05, 0.95)),
    ("score", (1, 100)),
    ("rating", (1, 5)),
    ("rank position order index ordinal sort_order sequence", (1, 20)),
    ("priority level severity", (1, 5)),
    ("width", (320, 1920)),
    ("height", (240, 1080)),
    ("depth", (5, 60)),
    ("weight", (0.2, 30)),
    ("distance radius", (0.5, 40)),
    ("bytes size file_size content_length", (12_000, 4_800_000)),
    ("memory memory_mb ram", (512, 8_192)),
    ("disk storage capacity", (20, 500)),
    ("cpu cpus cores vcpus", (1, 16)),
    ("port", (1_024, 9_000)),
    ("temperature", (12, 28)),
    ("humidity", (30, 80)),
    ("altitude elevation", (5, 1_800)),
    ("speed velocity", (5, 110)),
    ("version revision", (1, 9)),
    ("salary income", (28_000, 96_000)),
    ("budget revenue turnover", (5_000, 250_000)),
    ("limit max maximum", (50, 200)),
    ("min minimum", (1, 20)),
    ("offset skip", (0, 0)),
    ("page", (1, 1)),
    ("status_code", (200, 200)),
    ("attempts retries attempt retry_count", (0, 3)),
    ("floor", (1, 9)),
    ("bedrooms bathrooms rooms seats guests", (1, 5)),
    ("zoom", (8, 16)),
    ("attachments errors warnings failures", (0, 2)),
)  # fmt: skip
"""Last words of a field's name → the least and the greatest number."""
WHOLE = frozenset(
    "count quantity qty number num year month day hour hours minute minutes days weeks months years seconds width "
    "height bytes size memory cpu cpus cores port rank position order index version revision limit page offset age "
    "views likes followers members votes stars forks clicks attempts retries floor priority level".split()
)
"""Last words of names whose numbers are whole even where the schema allows others."""
MONEY = {
    **dict.fromkeys("subtotal net net_amount items_total base_price".split(), "subtotal"),
    **dict.fromkeys("tax taxes vat tax_amount total_tax tax_total gst".split(), "tax"),
    **dict.fromkeys(
        "shipping shipping_cost shipping_price delivery_fee shipping_total shipping_amount".split(), "shipping"
    ),
    **dict.fromkeys("discount discount_amount rebate total_discount discount_total".split(), "discount"),
    **dict.fromkeys(
        "total grand_total total_amount amount total_price order_total invoice_total amount_due total_cost gross "
        "amount_total".split(),
        "total",
    ),
    **dict.fromkeys(
        "price cost unit_price amount_per_unit list_price fee charge value_amount sale_price".split(), "price"
    ),
    **dict.fromkeys("balance credit deposit".split(), "balance"),
}
"""Last words of the names of sums of money → which sum of the entity it is."""
NEGATIVE = frozenset(
    "deleted removed trashed archived disabled blocked locked banned suspended hidden expired cancelled canceled "
    "revoked failed error errors invalid spam muted paused closed rejected draft test sandbox deprecated truncated "
    "frozen flagged overdue refunded voided anonymous readonly has_more more partial incomplete".split()
)
"""Words of the names of booleans that are seldom true."""
POSITIVE = frozenset(
    "active enabled valid verified success successful ok visible available published approved accepted live online "
    "confirmed public allowed healthy subscribed".split()
)
"""Words of the names of booleans that are mostly true."""
ENDINGS = frozenset(
    "deleted removed archived cancelled canceled closed revoked failed rejected suspended trashed voided refunded "
    "banned blocked disputed error errors failure failures exception fault warning warnings stacktrace".split()
)
"""First words of the names of optional fields that only entities with a trouble or an end have."""
