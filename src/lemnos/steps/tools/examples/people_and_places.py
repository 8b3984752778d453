"""Hold the people and places behind ``example_values``, so that the arguments of one call are consistent.

Each person and each place is a tuple; the tables map names of parameters to its fields.
"""

from lemnos.steps.tools.examples.value_tables import table

PLACES: tuple[tuple[str | float, ...], ...] = (
    (
        "Lisbon",
        "Portugal",
        "PT",
        38.7223,
        -9.1393,
        "1100-148",
        "Europe/Lisbon",
        "Rua Augusta 24",
        "EUR",
        "pt",
        "Lisbon",
    ),
    ("Kyoto", "Japan", "JP", 35.0116, 135.7681, "604-8571", "Asia/Tokyo", "Kawaramachi 5-12", "JPY", "ja", "Kansai"),
    (
        "Denver",
        "United States",
        "US",
        39.7392,
        -104.9903,
        "80202",
        "America/Denver",
        "1500 Market Street",
        "USD",
        "en",
        "CO",
    ),
    (
        "Nairobi",
        "Kenya",
        "KE",
        -1.2921,
        36.8219,
        "00100",
        "Africa/Nairobi",
        "Kenyatta Avenue 18",
        "KES",
        "sw",
        "Nairobi",
    ),
    (
        "Toronto",
        "Canada",
        "CA",
        43.6532,
        -79.3832,
        "M5H 2N2",
        "America/Toronto",
        "100 Queen Street West",
        "CAD",
        "en",
        "ON",
    ),
    ("Berlin", "Germany", "DE", 52.52, 13.405, "10117", "Europe/Berlin", "Friedrichstraße 43", "EUR", "de", "BE"),
    (
        "Melbourne",
        "Australia",
        "AU",
        -37.8136,
        144.9631,
        "3000",
        "Australia/Melbourne",
        "120 Collins Street",
        "AUD",
        "en",
        "VIC",
    ),
    (
        "São Paulo",
        "Brazil",
        "BR",
        -23.5505,
        -46.6333,
        "01310-100",
        "America/Sao_Paulo",
        "Avenida Paulista 900",
        "BRL",
        "pt",
        "SP",
    ),
    ("Oslo", "Norway", "NO", 59.9139, 10.7522, "0150", "Europe/Oslo", "Storgata 11", "NOK", "no", "Oslo"),
    (
        "Chicago",
        "United States",
        "US",
        41.8781,
        -87.6298,
        "60601",
        "America/Chicago",
        "200 East Lake Street",
        "USD",
        "en",
        "IL",
    ),
)
"""Each with city, country, country code, latitude, longitude, postal code, time zone, street, currency, language and
region."""

PLACE: dict[str, int] = table(
    ("city town city_name", 0),
    ("country_name", 1),
    ("country_code countrycode country_iso iso_country country_iso_code iso_country_code country_iso_2", 2),
    ("lat latitude", 3),
    ("lon lng long longitude", 4),
    ("zip zipcode zip_code postal_code postcode postalcode post_code", 5),
    ("timezone time_zone tz tzname", 6),
    ("street street_address address_line_1 address_1 line_1", 7),
    ("currency_code", 8),
    ("language_code lang_code", 9),
    ("province state_code state_province province_state state_or_province", 10),
)
"""Name of a parameter → index of the field in a place."""

PEOPLE: tuple[tuple[str, ...], ...] = (
    ("Amina", "Okafor", "amina.okafor@example.com", "amina_okafor", "+1-202-555-0143"),
    ("Jonas", "Lindqvist", "jonas.lindqvist@example.org", "jlindqvist", "+44 20 7946 0321"),
    ("Mei", "Tanaka", "mei.tanaka@example.com", "mei.tanaka", "+1-303-555-0187"),
    ("Rafael", "Moreira", "rafael@example.net", "rmoreira", "+1-415-555-0112"),
    ("Hannah", "Weiss", "hannah.weiss@example.org", "hweiss", "+44 131 496 0755"),
    ("Dev", "Narayan", "dev.narayan@example.com", "devn", "+1-617-555-0164"),
    ("Lucía", "Ferrer", "lucia.ferrer@example.net", "lferrer", "+1-206-555-0136"),
)
"""Each with first name, last name, e-mail address, user name, telephone number."""

PERSON: dict[str, int] = table(
    ("first_name firstname given_name forename", 0),
    ("last_name lastname surname family_name", 1),
    ("email e_mail email_address emails", 2),
    ("username user_name screen_name", 3),
    ("phone phone_number telephone phonenumber mobile_number", 4),
)
"""Name of a parameter → index of the field in a person."""

FULL_NAMES = frozenset(
    (
        "full_name fullname customer_name contact_name recipient_name sender_name patient_name passenger_name "
        "employee_name student_name cardholder_name card_holder_name author_name"
    ).split()
)
"""Names of parameters whose values consist of a first and a last name."""
