"""Holds what people call things and what they ask for: names by kind of thing, values by name of argument, amounts."""

NAMED: dict[str, tuple[tuple[str, str], ...]] = {
    "task": (
        ("Call the landlord", "Ask about the broken heating"), ("Review the contract draft", "Check pages 3 to 7"),
        ("Update the onboarding guide", "Add the new holiday rules"),
        ("Book flights for the offsite", "Eight people, leaving on Thursday"),
        ("Renew the domain", "It expires at the end of the month"), ("Order new laptops", "Three for the design team"),
        ("Send the invoices for May", "Only the open ones"), ("Clean up the shared drive", "Delete drafts from 2023"),
        ("Draft the press release", "For the new store"), ("Check the smoke detectors", "All three floors"),
        ("Plan the farewell party", "Friday afternoon in the kitchen"), ("Translate the menu", "German and French"),
    ),
    "goal": (
        ("Publish the handbook", "All chapters reviewed and printed"), ("Win ten new clients", "At least two abroad"),
        ("Shorten the waiting list", "No one waits longer than two weeks"), ("Train the new hires", "Before summer"),
        ("Open the web shop", "With at least fifty products"), ("Halve the paper use", "Compared with last year"),
    ),
    "issue": (
        ("Login page loops after reset", "Happens in every browser"), ("Export fails for large files", "Above 50 MB"),
        ("Dark mode flickers on startup", "Only on older laptops"),
        ("Wrong totals in the invoice PDF", "The discount is counted twice"),
        ("Search ignores umlauts", "Searching for Müller finds nothing"),
        ("Upload stops at 99 percent", "Started after the last update"),
        ("Broken link in the footer", "The imprint leads to an error page"),
        ("Emails arrive twice", "All reminders since Tuesday"),
        ("Map does not load on mobile", "The page stays white"), ("Printer on floor 2 is jammed", "Tray 3"),
        ("Password reset mail never arrives", "Checked the spam folder too"),
    ),
    "organization": (
        ("Brightwater Labs", "Water testing"), ("Halden Logistics", "Freight in the north"),
        ("Maple & Finch", "Furniture makers"), ("Norda Energy", "Wind parks"), ("Quill Studio", "Graphic design"),
        ("Redwood Dental", "Dental clinic"), ("Sundial Travel", "Group tours"), ("Tidewater Foods", "Frozen fish"),
        ("Vesta Interiors", "Office furniture"), ("Westbridge Clinic", "Family doctors"),
        ("Kite Robotics", "Warehouse robots"), ("Arbor Legal", "Law firm"),
    ),
    "team": (
        ("Customer Care", "Answers calls and mails"), ("Field Sales", "Visits customers on site"),
        ("Finance Europe", "Bookkeeping for all European offices"), ("Night Shift", "Works from 10 pm to 6 am"),
        ("Procurement", "Buys for all departments"), ("Data Quality", "Checks the monthly figures"),
        ("Partner Support", "First contact for resellers"), ("Warehouse North", "Everyone at the northern site"),
        ("Mobile", "Builds the apps"), ("Events", "Plans trade fairs and parties"),
    ),
    "role": (
        ("Billing manager", "May see and pay invoices"), ("Guest reader", "Read only"),
        ("Shift lead", "Plans the shifts"), ("Content editor", "May edit and publish pages"),
        ("Support agent", "Answers tickets"), ("Stock keeper", "Books goods in and out"),
    ),
    "event": (
        ("Spring open house", "Tours every hour, coffee in the lobby"), ("Product demo", "For the sales team"),
        ("Budget review", "Figures for the second quarter"), ("Team breakfast", "In the kitchen on floor 1"),
        ("Quarterly planning", "Bring your goals"), ("Photography walk", "Through the old town"),
        ("Launch rehearsal", "Last run before Monday"), ("Security training", "For everyone who joined this year"),
        ("Client kickoff", "First meeting with the new client"), ("Charity run", "Five kilometers around the lake"),
    ),
    "course": (
        ("First aid", "One day with a certificate"), ("Spanish for travelers", "Ten evenings"),
        ("Bread baking", "Sourdough for beginners"), ("Spreadsheet basics", "Formulas and charts"),
        ("Public speaking", "Small groups, much practice"), ("Forklift license", "Theory and driving"),
    ),
    "document": (
        ("Travel policy", "Rules for trips and hotels"), ("Onboarding checklist", "For the first week"),
        ("Pricing overview", "All plans on one page"), ("Brand guidelines", "Logo, colors and fonts"),
        ("Release notes for July", "What is new in the app"), ("Meeting minutes March", "Decisions and open points"),
        ("Remote work guide", "Tips for working from home"), ("How we test", "For new developers"),
        ("Returns and refunds", "How customers send things back"), ("Annual review", "The year in numbers"),
    ),
    "product": (
        ("Oak desk lamp", "Solid oak with a linen shade"), ("Linen tea towel", "Washable at 60 degrees"),
        ("Trail backpack 30L", "Light and waterproof"), ("Wool scarf", "Soft merino wool"),
        ("Bamboo cutting board", "With a groove for juice"), ("Folding bike helmet", "Fits into a handbag"),
        ("Canvas tote", "Unbleached cotton"), ("Cast iron pan", "For every kind of stove"),
        ("Travel pillow", "With a washable cover"), ("Garden shears", "Sharp on both sides"),
    ),
    "place": (
        ("Harbor Street", "Next to the ferry"), ("Old Town", "Second floor above the bakery"),
        ("Airport Terminal 2", "Arrivals hall"), ("Riverside", "With a terrace"),
        ("Main Square", "Opposite the church"),
        ("North Campus", "Building C"), ("Hillview", "Quiet side street"), ("Lakeside", "Parking behind the house"),
        ("Market Hall", "Stand 14"), ("Mill Road", "Entrance through the yard"),
    ),
    "collection": (
        ("Morning run", "Fast songs for ten kilometers"), ("Weekend reading", "Long articles"),
        ("Recipes to try", "Mostly vegetarian"), ("Road trip", "For the drive to the coast"),
        ("Gift ideas", "For birthdays and holidays"), ("Research notes", "Sources for the spring report"),
        ("Summer favorites", "The best of the season"), ("Client work", "Examples to show"),
    ),
    "category": (
        ("Garden tools", "Spades, shears and hoses"), ("Winter wear", "Coats, hats and gloves"),
        ("Board games", "For two and more players"), ("Baking", "Tins, bowls and scales"),
        ("Bike parts", "Chains, lights and locks"), ("Stationery", "Pens and paper"),
    ),
    "tag": tuple((each, "") for each in (
        "urgent", "follow-up", "blocked", "backend", "family", "invoice", "legal", "needs-review", "vip", "seasonal")),
    "project": (
        ("Website relaunch", "New design and a faster shop"), ("Office move", "From Mill Road to the harbor"),
        ("Customer survey 2026", "Questions for all regular customers"),
        ("Warehouse automation", "Scanners and new shelves"), ("Data cleanup", "Merge the duplicate records"),
        ("New onboarding", "The first week of new colleagues"), ("Holiday campaign", "Ads for December"),
        ("Kitchen renovation", "New floor and a bigger table"), ("Book club", "One novel a month"),
        ("Solar roof", "Panels on the south side"),
    ),
    "campaign": (
        ("Back to school", "For parents, from mid August"), ("Black Friday warm-up", "A week before the sale"),
        ("Win-back May", "For customers who left in winter"), ("Newsletter June", "Summer hours and new products"),
        ("Referral push", "A voucher for each friend"), ("Loyalty launch", "Introduces the points card"),
        ("Webinar invite", "For the talk on taxes"), ("Autumn clearance", "Everything from last season"),
    ),
    "machine": (
        ("build-runner", "Runs the nightly builds"), ("reports", "Makes the monthly reports"),
        ("backup-weekly", "Keeps a copy for a year"), ("billing-sync", "Copies invoices to bookkeeping"),
        ("chat-bot", "Answers questions in the chat"), ("edge-cache", "Serves images faster"),
        ("sensor-gateway", "Collects values from the greenhouse"), ("demo-shop", "For presentations"),
    ),
    "channel": (
        ("design-feedback", "Show what you are working on"), ("support-escalations", "Urgent cases only"),
        ("release-train", "When what goes live"), ("hiring", "Open positions and interviews"),
        ("lunch-plans", "Who eats where"), ("field-updates", "News from the technicians"),
        ("weekly-wins", "Share what went well"), ("incident-room", "During outages"),
    ),
    "account": (
        ("Holiday savings", "For the trip in August"), ("Office supplies", "Paper, pens and coffee"),
        ("Rent deposit", "Kept until we move out"), ("Team events", "Dinners and outings"),
        ("Emergency fund", "Three months of costs"), ("School fees", "Paid twice a year"),
    ),
    "rule": (
        ("Orders above 500", "Tell the sales team"), ("Night logins", "Logins between midnight and 5 am"),
        ("Unpaid after 30 days", "Send a reminder"), ("Parking full", "When fewer than five places are left"),
        ("Mails from the bank", "Forward to bookkeeping"), ("Freezer too warm", "Above minus 15 degrees"),
    ),
    "filter": (
        ("Last seven days", "Everything since last week"), ("Changed today", "Whatever was touched today"),
        ("Created last month", "By anybody in the team"), ("Still open", "All that is not done yet"),
        ("High priority", "To be looked at first"), ("Without an owner", "Nobody takes care of these yet"),
    ),
    "dashboard": (
        ("Shop overview", "Orders, returns and visitors"), ("Support this week", "Open tickets by day"),
        ("Energy use", "All buildings by month"), ("Hiring pipeline", "Candidates by stage"),
    ),
    "device": (
        ("Lobby camera", "Above the front desk"), ("Cellar sensor", "Next to the boiler"),
        ("Back door lock", "Opens with the new cards"), ("Meeting room display", "Shows who has booked"),
        ("Cold store probe", "Third shelf"), ("Yard light", "On from dusk"), ("Van 7", "Deliveries in the south"),
    ),
    "plan": (
        ("Small teams", "Up to ten people"), ("Schools", "For teachers and classes"),
        ("Summer special", "Until the end of August"), ("Clubs", "For clubs and choirs"),
    ),
    "domain": (
        ("lindholm-bikes.example", "For the new web shop"), ("harbor-choir.example", "Pages of the choir"),
        ("keller-legal.example", "Moved here from another provider"), ("green-roofs.example", "For the campaign"),
        ("tea-and-paper.example", "Only for mail"), ("north-shore.example", "Booked for ten years"),
    ),
    "type": (
        ("Short notice", "Less than a day ahead"), ("Training", "For everyone in their first year"),
        ("Outdoor", "Depends on the weather"), ("Weekend", "Saturdays and Sundays"),
        ("Inspection", "Once a year"), ("Volunteer", "Unpaid"), ("Hybrid", "Half of it online"),
        ("Repeat", "For the second time and later"),
    ),
    "": (
        ("Summer pilot", "Runs until September"), ("Fallback", "In case the main one fails"),
        ("Sandbox", "To try things out"), ("Key customers", "For our ten largest customers"),
        ("Quarter end", "Needed for the quarterly figures"), ("Demo", "For presentations"),
        ("Rollout", "For the start in October"), ("Version 2", "Replaces the old one"), ("Shared", "For all teams"),
        ("Temporary", "Until the end of the month"), ("Nightly", "Only used at night"),
        ("Early access", "For those who want to try it first"),
    ),
}  # fmt: skip
"""Kind of thing → names that people give such things, each with what they write of it; the last for what else they
make."""

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

REMARKS: dict[str, tuple[str, ...]] = {
    "person": (
        "Prefers to be called in the morning", "Speaks Spanish and English", "Met at the trade fair in March",
        "On leave until September", "Wants to be contacted by mail only", "Works part time, Monday to Wednesday"),
    "organization": (
        "Pays within 14 days", "Moved to a new office in May", "Ask for the purchasing department",
        "Reseller for the north", "Contract runs until December", "Closed on Fridays"),
    "deal": (
        "Leave it at the front desk", "Agreed on the phone on Monday", "To be paid by bank transfer",
        "The customer asked for a later date", "Replaces the one from last week", "Please deliver before noon"),
    "place": (
        "Entrance through the yard", "Closed for renovation until May", "Ring twice", "Parking behind the house",
        "Open on Sundays too", "The elevator is out of order"),
    "product": (
        "Now also in green", "Last pieces in stock", "In a new box since May", "Sold in sets of two",
        "Made in Portugal", "With two years of warranty"),
    "event": (
        "Moved to the big hall", "Please bring a laptop", "Starts half an hour later", "Coffee and cake afterwards"),
    "course": ("Moved to room 12", "Please bring a laptop", "Now on Tuesday evenings", "Only four seats left"),
    "media": ("With English subtitles", "Better sound since June", "With a new introduction", "The short version"),
    "": (
        "Used by the whole team", "Please ask before you change anything here", "For internal use only",
        "Started this spring", "Needed until the end of the year", "Replaces the old one"),
}  # fmt: skip
"""Kind of thing → what people write of one that exists; the last for all other kinds."""

_PEOPLE_NAMES = tuple(f"{first} {last}" for first, last, _, _ in PEOPLE)
_COMPANY_NAMES = tuple(name for name, _ in NAMED["organization"])
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
        ("full_name fullname contact_name", _PEOPLE_NAMES),
        ("phone telephone phone_number phonenumber mobile", (
            "+1-202-555-0143", "+1-202-555-0118", "+1-202-555-0167", "+1-202-555-0182")),
        ("company company_name organization", _COMPANY_NAMES),
        ("city town location place", _CITIES),
        ("country country_name", ("Portugal", "Germany", "Canada", "Kenya", "Japan", "Norway", "France", "Spain")),
        ("street address street_address address_1", ("14 Harbor Street", "220 Mill Road", "8 Garden Lane",
                                                     "61 Station Avenue")),
        ("postcode zip zipcode postal_code postalcode zip_code", ("80202", "97205", "60614", "02139")),
        ("currency currency_code currencycode", ("USD", "EUR", "GBP", "CAD", "JPY", "CHF")),
        ("query q search keyword keywords search_term term searchterm search_query", _QUERIES),
        ("tag tags", ("family", "travel", "seasonal", "highlights", "internal", "outdoor")),
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
        ("percent percentage discount", (5, 10, 15, 20)),
    )
    for key in keys.split()
}
"""Last word of the name of an argument → numbers that people give."""
