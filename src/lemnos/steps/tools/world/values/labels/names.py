"""Holds what things are called: noun -> names of such things, words for names, nouns of people, companies, places.

The words are general; nothing here names a provider. Names of people and companies are made up.
"""

from lemnos.steps.tools.examples.value_tables import table
from lemnos.steps.tools.world.values.labels.domain_names import SPECIAL
from lemnos.steps.tools.world.values.labels.software_names import RUNNING
from lemnos.steps.tools.world.values.tables import CURRENCIES

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
GIVEN = (
    "Backup", "Pilot", "Partners", "Europe", "Spring 2026", "Internal", "Customers", "Training", "Production",
    "Reporting", "Weekly", "Support", "Legacy", "Staging", "Mobile", "Premium", "Seasonal", "Wholesale",
    "Archive 2025", "Trial", "Marketing", "Preview", "Web shop", "Beta", "Retail", "Everyday",
)  # fmt: skip
"""Names that people give to whatever they make."""
TRADES = ("Foods", "Labs", "Logistics", "Partners", "Studio", "Supply", "Systems", "Trading", "Energy", "Health")

PEOPLE = frozenset(
    "user customer client contact person employee member author owner creator assignee reporter patient student "
    "teacher driver guest passenger candidate lead subscriber recipient sender attendee participant player artist "
    "manager agent buyer seller reviewer approver uploader editor admin administrator beneficiary applicant "
    "cardholder holder visitor speaker instructor worker technician doctor physician provider requester requestor "
    "follower friend invitee payee volunteer donor tenant staff operator supervisor organizer actor director writer "
    "collaborator contributor committer developer learner "
    "teammate coworker colleague commenter account individual people profile director performer singer".split()
) - {"provider", "account", "agent"}
"""Nouns of people."""
COMPANIES = frozenset(
    "company corporation corporate organization organisation org vendor supplier merchant brand business employer "
    "partner publisher manufacturer bank carrier agency institution firm enterprise provider tenant distributor "
    "retailer insurer nonprofit charity broker lender airline".split()
)
PLACE_NOUNS = frozenset("address location place geo geolocation coordinates coordinate position city country".split())
"""Nouns of nested objects that tell where the entity around them is."""

NAMES: dict[str, tuple[str, ...]] = table(
    ("pet animal dog cat", tuple(
        "Biscuit Clover Domino Ember Figaro Ginger Hazel Juno Kiwi Luna Maple Nacho Olive Pepper Quincy Rolo Sable "
        "Toffee Waffles Ziggy".split())),
    ("product item goods merchandise article catalog_item line_item variant listing", (
        "Canvas backpack", "Ceramic mug", "Desk lamp", "Fountain pen", "Gardening gloves", "Wool blanket",
        "Insulated bottle", "Leather wallet", "Wall clock", "Bamboo tray", "Cork board", "Travel adapter",
        "Picnic basket", "Running socks", "Steel kettle", "Paper notebook", "Bath towel", "Bicycle bell",
        "Chopping board", "Table fan", "Reading light", "Yoga mat", "Camp stove", "Storage box")),
    ("file document attachment upload asset media blob artifact", (
        "annual-report.pdf", "budget-2025.xlsx", "contract-draft.docx", "floor-plan.png", "invoice-template.docx",
        "meeting-notes.md", "onboarding.pdf", "price-list.csv", "roadmap.pptx", "site-photo.jpg", "survey.csv",
        "team-handbook.pdf", "travel-policy.pdf", "wiring-diagram.svg", "interview.mp3", "demo-recording.mp4",
        "release-checklist.md", "inventory.csv", "brand-guide.pdf", "audit-log.txt")),
    ("image photo picture logo thumbnail avatar", (
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
    ("task issue ticket todo to_do card bug case request work_item checklist_item defect subtask reminder "
     "checklist activity assignment chore problem complaint", (
        "Add export to CSV", "Check the backup schedule", "Clean up old accounts", "Correct the invoice address",
        "Draft the welcome message", "Fix the login redirect", "Investigate slow search results",
        "Order replacement parts", "Prepare the quarterly report", "Rename the shared folder",
        "Renew the support contract", "Review the access list", "Schedule the site visit", "Translate the help page",
        "Update the price list", "Upgrade the build server")),
    ("incident", (
        "Checkout is slow", "Login errors in Europe", "Search returns no results", "Delayed order emails",
        "Payment gateway timeouts", "Website down for ten minutes", "High load on the database",
        "Expired certificate on the API", "Broken image uploads", "Queue of jobs is growing", "VPN drops connections",
        "Reports show old figures", "Disk full on a backup host", "Mobile app crashes at start",
        "Webhooks arrive twice", "Missing data in dashboards")),
    ("project initiative program portfolio epic", (
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
    ("post article blog page story announcement lesson topic thread discussion note", (
        "Five ways to plan a calmer week", "How the new routes were chosen", "Notes from the spring workshop",
        "What changed in this release", "A short guide to composting", "Meet the people behind the archive",
        "Preparing for the winter season", "Choosing the right paper", "Lessons from a small team",
        "Opening hours over the holidays", "A walk through the old harbor", "Reading list for March",
        "Why we moved to shorter meetings", "Getting started with the kit", "Answers to common questions",
        "Looking back on the first year")),
    ("question", (
        "How did you hear about us?", "Which opening hours suit you best?", "What should we improve first?",
        "How do I reset my password?", "Can I change my booking?", "Which sizes are in stock?",
        "How often do you use the service?", "Where can I find my invoices?", "Who can approve a request?",
        "Is there a discount for groups?", "How long does delivery take?", "What is included in the plan?",
        "Which languages do you offer?", "When does the spring course start?", "Is parking available?",
        "How can I cancel my order?")),
    ("news headline", (
        "City council approves new bike lanes", "Storm warning lifted along the coast",
        "Museum reopens after two years of repairs", "Record number of visitors at the book fair",
        "New ferry line to start in May", "Researchers map old rivers under the desert",
        "Schools test a later start of the day", "Rail operator orders forty new trains",
        "Local team wins the cup final", "Power back in the valley after the storm",
        "Farmers expect a late harvest", "Airport expands its night train link")),
    ("course class training module curriculum", (
        "Introduction to Statistics", "Watercolor Basics", "Safety at Work", "Spanish for Beginners",
        "Project Planning", "First Aid", "Data Visualization", "Creative Writing", "Network Fundamentals",
        "Bookkeeping", "Public Speaking", "Garden Design", "Photography", "Negotiation", "Machine Maintenance",
        "Modern History")),
    ("tag label keyword topic_tag hashtag", tuple(
        "urgent review backlog travel finance design research feedback reading seasonal internal outdoor vintage "
        "recipes training planning".split())),
    ("category section segment collection subject", (
        "Books", "Electronics", "Garden", "Home", "Kitchen", "Music", "Office", "Outdoor", "Sports", "Toys",
        "Travel", "Clothing", "Health", "Tools", "Art", "Food")),
    ("team group department squad division unit list audience cohort board", (
        "Design", "Engineering", "Finance", "Field Operations", "Customer Care", "Marketing", "Platform", "Research",
        "Sales", "Security", "Logistics", "Legal", "People", "Quality", "Procurement", "Training")),
    ("role permission scope access_level permission_set", (
        "Administrator", "Editor", "Viewer", "Auditor", "Billing manager", "Contributor", "Developer", "Guest",
        "Moderator", "Operator", "Owner", "Publisher", "Reviewer", "Support agent", "Trainer", "Analyst")),
    ("channel room forum conversation chat", (
        "general", "announcements", "design-reviews", "help", "incidents", "introductions", "marketing", "off-topic",
        "product-ideas", "releases", "sales-wins", "support", "travel", "water-cooler", "weekly-updates", "writing")),
    ("plan subscription membership package tier price_plan product_plan", (
        "Basic", "Starter", "Standard", "Plus", "Team", "Business", "Professional", "Premium", "Enterprise",
        "Student", "Nonprofit", "Family", "Annual", "Monthly", "Trial", "Unlimited")),
    ("store shop outlet restaurant cafe hotel venue warehouse site office facility building branch depot location poi "
     "spot landmark point_of_interest", (
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
    ("domain dns_zone hosted_zone", (
        "brightwater.example", "halden-logistics.example", "maple-and-finch.example", "norda.example", "quill.example",
        "redwood-dental.example", "sundial.example", "tidewater.example", "vesta.example", "westbridge.example",
        "kite-robotics.example", "arbor-legal.example", "old-mill.example", "harbor-street.example",
        "open-garden.example", "night-train.example")),
    ("rrset dns_record record_set resource_record", (
        "www", "mail", "api", "shop", "blog", "static", "ftp", "vpn", "status", "docs", "_dmarc", "autodiscover", "cdn",
        "staging", "login", "ns1")),
    ("club sports_team", (
        "Harbor Rovers", "Northgate United", "Cedar Falcons", "Iron Otters", "Riverside Athletic", "Golden Herons",
        "Mill Town Wanderers", "Lakeview Comets", "Copper Bears", "West Pier City", "Silver Foxes", "Orchard Rangers",
        "Night Owls", "Stone Harriers", "Canal Street Town", "Summit Hawks")),
    ("type", (
        "Standard", "Internal", "External", "Urgent", "Seasonal", "On site", "Remote", "Trial", "Follow-up",
        "Emergency", "Routine", "Partner", "Basic", "Extended", "One-off", "Recurring")),
    ("city town", ("Lisbon", "Kyoto", "Denver", "Nairobi", "Toronto", "Berlin", "Melbourne", "Oslo", "Chicago",
                   "Ghent", "Porto", "Aarhus", "Turin", "Lima", "Quito", "Osaka")),
    ("account wallet ledger budget fund", (
        "Main account", "Savings", "Payroll", "Travel budget", "Petty cash", "Operations", "Reserve",
        "Marketing budget", "Client deposits", "Tax account", "Card payments", "Equipment fund", "Training budget",
        "Donations", "Household", "Rent account")),
    ("credit_card debit_card payment_card bank_card", (
        "Company card", "Travel card", "Visa ending in 4242", "Mastercard ending in 5100", "Backup card", "Joint card",
        "Visa ending in 1881", "Marketing card", "Fleet card", "Personal card", "Business Visa", "Online purchases",
        "Amex ending in 0005", "Household card", "Office supplies card", "Project card")),
    ("rule alert trigger automation filter alarm", (
        "Late payments", "Failed logins", "New sign-ups", "Weekend deliveries", "Large orders", "Low stock",
        "Overdue tasks", "VIP messages", "Unread for a week", "High temperature", "Disk almost full", "Price changes",
        "Missing attachments", "Out-of-office replies", "Expiring contracts", "Slow responses")),
    ("report dashboard chart", (
        "Monthly sales", "Weekly summary", "Open invoices", "Team workload", "New customers", "Customer overview",
        "Website traffic", "Delivery times", "Cost by department", "Support volume", "Returns by product",
        "Project status", "Stock levels", "Response times", "Energy use", "Yearly comparison")),
    ("template", (
        "Welcome letter", "Offer letter", "Meeting agenda", "Event checklist", "Project brief", "Status update",
        "Onboarding checklist", "Press release", "Thank-you note", "Interview guide", "Travel request",
        "Weekly report", "Meeting minutes", "Order confirmation", "Risk assessment", "Budget request")),
    ("game", (
        "Lantern Quest", "Harbor Tycoon", "Paper Knights", "Star Courier", "Deep Orchard", "Rail Empire",
        "Night Gardeners", "Copper City", "Last Lighthouse", "Moss and Stone", "Sky Couriers", "Puzzle Harbor",
        "Wild Rally", "Frost Runners", "Little Islands", "Signal Lost")),
    ("gallery bookmark bookshelf shelf library portfolio catalog", (
        "Summer reading", "Family photos", "Client work", "Favorites", "To read", "Recipes", "Travel ideas",
        "Reference", "Wish list", "Research", "Inspiration", "Weekend projects", "Old favorites", "Loaned out",
        "Gift ideas", "Home office")),
    ("goal objective milestone", (
        "Launch the new website", "Hire two engineers", "First hundred customers", "Cut response time in half",
        "Finish the training plan", "Publish the annual report", "Open the second store", "Replace the old printers",
        "Pass the safety audit", "Learn conversational Spanish", "Reduce paper use", "Complete the migration",
        "Sign three partners", "Save for the trip", "Run a half marathon", "Move to the new office")),
    ("color colour", ("Crimson", "Teal", "Navy", "Olive", "Amber", "Slate", "Ivory", "Coral", "Indigo", "Mint",
                      "Rust", "Plum", "Sand", "Charcoal", "Turquoise", "Maroon")),
    ("language", ("English", "Portuguese", "Japanese", "German", "Swahili", "Norwegian", "Spanish", "French",
                  "Italian", "Dutch", "Turkish", "Korean", "Polish", "Danish", "Finnish", "Greek")),
    ("country nation", ("Portugal", "Japan", "Kenya", "Canada", "Germany", "Australia", "Brazil", "Norway", "Peru",
                        "Ghana", "Italy", "Denmark", "Chile", "India", "Ireland", "Greece")),
    ("currency", tuple(name for name, _ in CURRENCIES.values())),
    ("form survey quiz poll test exam questionnaire", (
        "Customer satisfaction survey", "Event feedback", "New hire checklist", "Product ideas", "Course evaluation",
        "Site inspection", "Travel request", "Contact us", "Newsletter preferences", "Volunteer registration",
        "Equipment return", "Wellbeing check-in", "Office move poll", "Lunch order", "Exit interview",
        "Membership application")),
    ("continent", ("Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America")),
    ("airport", ("Lisbon Airport", "Denver International", "Toronto Pearson", "Berlin Brandenburg", "Oslo Gardermoen",
                 "Melbourne Tullamarine", "Nairobi Jomo Kenyatta", "Chicago O'Hare", "Kansai International",
                 "São Paulo Guarulhos", "Dublin Airport", "Zurich Airport", "Vienna International", "Porto Airport",
                 "Helsinki Vantaa", "Boston Logan")),
    ("region state province county district area municipality constituency ward", (
        "Alentejo", "Bavaria", "Colorado", "Kansai", "Ontario", "Victoria", "Tuscany", "Andalusia", "Skåne", "Brittany",
        "Oregon", "Tyrol", "Galicia", "Flanders", "Otago", "Vermont")),
    ("street road", ("Harbor Street", "Mill Lane", "Cedar Avenue", "Station Road", "Market Street", "Orchard Way",
                     "Bridge Street", "Garden Row", "Chapel Hill", "River Road", "Park Lane", "High Street",
                     "Quarry Road", "Elm Court", "North Quay", "Church Street")),
    ("genre", ("Jazz", "Folk", "Classical", "Drama", "Comedy", "Documentary", "Mystery", "Fantasy", "Blues", "Ambient",
               "Thriller", "Romance", "Western", "Soul", "Electronic", "Adventure")),
    ("attribute property field column dimension characteristic custom_field metafield", (
        "Color", "Weight", "Material", "Due date", "Country of origin", "Size", "Priority", "Region", "Warranty",
        "Start date", "Contract number", "Department", "Source", "Budget", "Language", "Notes")),
    ("invoice bill quote estimate order purchase_order contract agreement", (
        "Office furniture", "Annual maintenance", "Website hosting", "Printing services", "Spring catalog",
        "Catering in April", "Delivery van lease", "Cleaning services", "Software licenses", "Workshop materials",
        "Conference booth", "Warehouse racks", "Staff training", "Network upgrade", "Photo shoot", "Garden supplies")),
    ("message email mail notification letter", (
        "Your order is on its way", "Minutes of the last meeting", "Question about the invoice",
        "Welcome to the team", "Change of address", "Reminder: inspection on Friday", "Photos from the workshop",
        "Updated delivery times", "Thanks for your help", "Draft agenda", "New opening hours", "Request for a quote",
        "Password reset", "Follow-up on our call", "Travel plans", "Survey results")),
    ("review testimonial", (
        "Quick delivery, well packed", "Does what it should", "Friendly staff", "Smaller than expected",
        "Good value for the price", "Would buy again", "Hard to set up", "Great view, noisy street",
        "Broke after a month", "Better than the old one", "Clear instructions", "Too loud at night")),
    ("transcript", (
        "Budget review", "Client kickoff", "Weekly standup", "Hiring panel", "Sales call", "Product demo",
        "Quarterly review", "Team offsite")),
    ("voice", ("Clara", "Oliver", "Maya", "Hugo", "Ines", "Theo", "Nora", "Felix", "Priya", "Leo")),
    ("font typeface", (
        "Source Serif", "Fira Sans", "Lora", "Inter", "Merriweather", "Work Sans", "Noto Sans", "Libre Baskerville",
        "Roboto Slab", "IBM Plex Mono")),
    ("skill competency", (
        "Negotiation", "Python", "Project planning", "Copywriting", "Data analysis", "Public speaking", "Carpentry",
        "Bookkeeping", "Photography", "Customer service")),
    ("sheet worksheet", ("Summary", "Budget", "Inventory", "Q1", "Q2", "Forecast", "Contacts", "Expenses")),
    ("wiki notebook", (
        "Team handbook", "Product wiki", "Design notes", "Onboarding", "Research log", "Release planning",
        "Support answers", "Meeting minutes")),
    ("station", (
        "Central Station", "Harbor Street", "Market Square", "University", "City Park", "Old Bridge", "North Gate",
        "Airport Terminal 1", "Museum", "Riverside", "Town Hall", "Stadium")),
    ("trail hike", (
        "Cedar Ridge Trail", "Lakeside Loop", "Pine Hollow", "Eagle Point", "Granite Falls", "Meadow Creek",
        "Three Bridges Path", "Old Quarry Walk")),
    ("campground campsite", (
        "Pine Hollow", "Eagle Point", "Granite Falls", "Meadow Creek", "Lakeside Camp", "Cedar Flats",
        "Aspen Grove", "Bear Canyon")),
    ("artwork painting exhibit exhibition artefact", (
        "Harbor at Dusk", "Still Life with Pears", "Portrait of a Clockmaker", "Winter Road", "The Lace Maker",
        "Fishing Boats", "Woman Reading", "Orchard in Spring")),
    ("drug medication medicine", (
        "ibuprofen", "metformin", "amoxicillin", "paracetamol", "lisinopril", "omeprazole", "atorvastatin",
        "salbutamol")),
    ("breed", ("Beagle", "Border Collie", "Poodle", "Dachshund", "Boxer", "Greyhound", "Siamese", "Maine Coon")),
    ("exercise", (
        "Plank", "Push-ups", "Squats", "Lunges", "Morning stretch", "Hill run", "Rowing", "Jump rope", "Deadlift",
        "Side bends")),
    ("trip itinerary", (
        "Weekend in Lisbon", "Hiking in the Alps", "Kyoto in autumn", "Coast road to Oslo", "Family visit in May",
        "Conference in Berlin", "Island hopping", "Winter holidays")),
    ("sprint iteration", tuple(f"Sprint {number}" for number in range(11, 24))),
    ("policy", (
        "Password rules", "Data retention", "Remote access", "Guest access", "Travel expenses", "Device compliance",
        "Backup schedule", "Admin access", "Leave and absence", "Office hours", "Code of conduct", "Purchasing",
        "Working from home", "Visitor access", "Email use", "Incident response")),
    ("amenity", ("Free Wi-Fi", "Parking", "Swimming pool", "Breakfast", "Fitness room", "Airport shuttle", "Bar")),
    ("memory", (
        "Prefers short answers", "Lives in Lisbon", "Likes hiking", "Is learning Spanish", "Works in sales",
        "Uses metric units", "Is allergic to nuts", "Meets the team on Mondays", "Drinks no coffee", "Has two children",
        "Plays the cello", "Reads on the train", "Is vegetarian", "Plans a trip to Oslo", "Likes jazz", "Owns a dog")),
    ("workspace", (
        "Marketing", "Engineering", "Client work", "Personal", "Research lab", "Head office", "Design team", "Sales",
        "Shared", "Finance", "People and culture", "Customer support", "Product", "Operations", "Legal", "Studio")),
    ("bio", (
        "Gardener and weekend baker", "Writes about maps and ferries", "Building small tools", "Tea, trains and tests",
        "Photographs old harbors", "Teacher. Runs when it rains.", "Data by day, jazz by night",
        "Mostly posts about bread")),
    *RUNNING,
    *SPECIAL,
)  # fmt: skip
"""Noun → names of such things."""
CODES_OF: dict[str, dict[str, str]] = {
    "country": dict(zip(NAMES["country"], "PT JP KE CA DE AU BR NO PE GH IT DK CL IN IE GR".split(), strict=True)),
    "language": dict(zip(NAMES["language"], "en pt ja de sw no es fr it nl tr ko pl da fi el".split(), strict=True)),
    "currency": {name: code for code, (name, _) in CURRENCIES.items()},
    "continent": dict(zip(NAMES["continent"], "AF AN AS EU NA OC SA".split(), strict=True)),
}
"""Noun → name of such a thing → its code."""
SENSES: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {
    noun: tuple((other, frozenset(fields.split())) for other, fields in senses)
    for noun, senses in {
        "": (  # of a noun that nothing is known of
            ("device", "macaddress rssi serialnumber firmware firmwareversion battery batterylevel deviceclass "
             "devicetype hardwareversion lastseen signalstrength"),
            ("product", "price sku stock barcode ean weight brand listprice unitprice costprice"),
            ("event", "startdate enddate starttime endtime venue attendees organizer startsat endsat rsvp allday"),
            ("company", "vatnumber taxid industry sector employees website legalname registrationnumber"),
            ("file", "filename mimetype filesize fileurl contenttype downloadurl"),
            ("store", "latitude longitude openinghours street postalcode zipcode city lat lng"),
        ),
        "task": (
            ("job", "nodeid serviceid slot desiredstate containerid image cron flux every workerid exitcode queue "
             "poolid command instanceid taskdefinition executionarn lastruntime nextruntime"),
        ),
        "card": (("credit card", "last4 lastfour lastfourdigits brand network expiry expirydate expmonth expyear "
                  "expirymonth expiryyear expirationdate cvc cvv pan bin cardholder cardholdername cardnumber "
                  "maskedpan maskednumber limit limits spendlimit spendinglimit spendcontrols fundingsource account "
                  "accountid accountholder billingaddress pinblocked cardtype currency"),),
        "article": (("product", "price unitprice sku stock quantity unit ean barcode vat taxrate purchaseprice"),),
        "package": (
            ("", "weight length width height dimensions carrier trackingnumber tracking contents insuredvalue"),
            ("repository", "versions dependencies registry repository namespace downloads latestversion packagetype"),
        ),
        "topic": (("thread", "posts replies author views body comments postcount forum title subscribers messages"),),
        "zone": (
            ("domain", "dnssec nameservers dns dnsservers records recordsets rrsets ttl soa serial nsec3param "
             "presigned masters registrar whoisserver editedserial notifiedserial"),
            ("region", "countries country states rates postcodes zips shipping taxrates methods regions"),
        ),
        "team": (
            ("club", "stadium stadiumid stadiumname coach headcoach wins losses draws league leagueid conference venue "
             "venueid mascot primarycolor players season standings hometeam roster nickname"),
        ),
        "stream": (("broadcast", "viewers title thumbnail rtmp playback playbackurl broadcaster game ingest"),),
        "machine": (("device", "serial serialnumber manufacturer location mileage operator warranty"),),
        "portfolio": (("account", "cash holdings positions currency balance marketvalue securities returns"),),
        "story": (("task", "points estimate epic sprint assignee owners deadline iteration workflowstate"),),
        "album": (("gallery", "photos images photocount imagescount cover privacy pictures"),),
        "image": (("server image", "os distribution architecture digest mindisk minram repository regions osfamily "
                   "kernel osflavor osversion rapiddeploy disksize imagesize"),),
        "module": (("repository", "source namespace providers dependencies versions downloads"),),
        "field": (("", "area acres crop boundary farm soil geometry irrigation"),),
        "session": (("", "ip ipaddress token useragent expires expiresat browser device userid deviceid"),),
        "ticket": (("", "seat barcode venue passenger flight gate row admission"),),
        "game": (("", "hometeam awayteam home away score period season week"),),
        "application": (("", "candidate applicant resume jobid coverletter jobs loan credit"),),
        "link": (("bookmark", "clicks shorturl longurl redirect domain destination"),),
    }.items()
}  # fmt: skip
"""Noun of several senses → each other one, empty for what people give no names, and fields that such things have."""
REGIONS = (
    "us-east1", "us-west1", "us-central1", "europe-west1", "europe-north1", "asia-east1", "asia-south1",
    "southamerica-east1", "australia-southeast1", "us-east4", "us-west2", "europe-west4", "asia-northeast1",
    "me-central1", "africa-south1", "northamerica-northeast1",
)  # fmt: skip
"""Keys of regions and locations of clouds."""
