"""Holds what people ask after of a thing: its noun or its kind -> the names of fields, the most telling first."""

FIELDS_OF = {
    "weather": ("temperature", "humidity", "conditions"),
    "quote": ("price", "change", "volume"),
    "stock": ("price", "change", "volume"),
    "profile": ("name", "city", "language"),
    "company": ("name", "sector", "country"),
    "player": ("name", "team", "age"),
    "time": ("time",),
    "timestamp": ("time",),
    "commit": ("message", "author", "date"),
}
"""Last word of what is read → fields of the result."""
FIELDS_OF_KIND: dict[str, tuple[str, ...]] = {
    kind: tuple(fields.split())
    for kinds, fields in (
        ("person", "name city language"),
        ("company", "name sector country"),
        ("product item article", "name price category"),
        ("file document attachment asset image photo", "name size updated"),
        ("currency country tag category type language color genre", "name"),
        ("task issue ticket todo bug incident subtask defect card", "title status assignee due_date"),
        ("event meeting appointment booking webinar reservation", "title date location status"),
        ("project program initiative epic", "name status owner updated"),
        ("campaign newsletter promotion", "name status start_date"),
        ("coupon offer discount", "name status expiry"),
        ("post article story news blog thread discussion announcement", "title author published"),
        ("page note", "title author updated"),
        ("book", "title author publisher published"),
        ("movie film show series episode video", "title genre release_date"),
        ("song track album", "title artist genre"),
        ("playlist recording podcast", "title owner created"),
        ("game", "title genre publisher release_date"),
        ("course lesson training module", "title language start_date"),
        ("invoice bill quote estimate order", "status total currency date"),
        ("message email mail", "subject author date"),
        ("team group department", "name owner created"),
        ("channel room forum", "name owner created"),
        ("plan subscription", "name price currency status"),
        ("store shop restaurant cafe hotel venue office facility branch location", "name address phone rating"),
        ("device sensor printer camera machine thermostat", "name status location updated"),
        ("server instance service cluster node container pod deployment pipeline job build", "name status created"),
        ("app application webhook integration extension plugin", "name status created"),
        ("workflow repository repo", "name owner updated"),
        ("account wallet", "name balance currency"),
        ("goal objective milestone", "title status deadline"),
        ("report dashboard template form survey", "title author updated"),
        ("sprint iteration", "name status start_date end_date"),
        ("rule alert trigger automation", "name status created"),
        ("airport station", "name city country"),
        ("city region state", "name country population"),
        ("domain", "status created expiry"),
        ("review", "rating author date"),
        ("trip itinerary", "title start_date end_date"),
        ("voice", "name language"),
    )
    for kind in kinds.split()
}
"""Kind of what is read → fields of the result."""
FIELDS_OF_ANY = ("name", "status", "updated_at")
"""Fields of things of which nobody knows what is asked after: they are made, and not believed."""
