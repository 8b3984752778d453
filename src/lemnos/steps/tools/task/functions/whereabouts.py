"""Holds where things are: pages of sites, addresses on chains, packages, networks, cities."""

from collections.abc import Mapping

SITES: Mapping[str, tuple[str, ...]] = {
    "youtube": ("https://www.youtube.com/watch?v=dQ8hT2kLmPw", "https://www.youtube.com/watch?v=k3Zt7YbNcRe"),
    "linkedin": ("https://www.linkedin.com/in/marta-keller", "https://www.linkedin.com/in/tom-okafor"),
    "amazon": ("https://www.amazon.com/dp/B0C7K2M9QD", "https://www.amazon.com/dp/B09XW4TLR5"),
    "walmart": ("https://www.walmart.com/ip/5042177318",),
    "ebay": ("https://www.ebay.com/itm/285519340217",),
    "etsy": ("https://www.etsy.com/listing/1458820931/ceramic-mug",),
    "airbnb": ("https://www.airbnb.com/rooms/40817265",),
    "instagram": ("https://www.instagram.com/p/C8xq2LmNv4T/",),
    "tiktok": ("https://www.tiktok.com/@quillstudio/video/7318840265117",),
    "facebook": ("https://www.facebook.com/quillstudio",),
    "reddit": ("https://www.reddit.com/r/gardening/comments/1c8xq2l/first_tomatoes/",),
    "zillow": ("https://www.zillow.com/homedetails/48210775_zpid/",),
    "booking": ("https://www.booking.com/hotel/pt/canal-house.html",),
    "spotify": ("https://open.spotify.com/track/4uTq8mKZ2nX1bVdYc7LpRw",),
    "figma": ("https://www.figma.com/file/aB3dE5fG7hJ9/Landing-page",),
    "sheets": ("https://docs.google.com/spreadsheets/d/1hQ8mT2kLpWz7vRcXn4yBdE6uJ9sGfA3t/edit",),
    "github": ("https://github.com/norda-energy/price-list", "https://github.com/quill-studio/website"),
}
"""Word of a tool's own texts → addresses that it takes."""
ADDRESSES: Mapping[str, tuple[str, ...]] = {
    word: addresses
    for words, addresses in (
        (
            "solana sol spl pumpfun raydium jupiter",
            (
                "MASi45ub7Qe4ZE36UT5G6cU4ud8Fhhe4deS4F3cw9KTA",
                "b8dLcukC7edhDQ7cn5d4gEYkbUrMWeWQLGsCmrG6dLaY",
            ),
        ),
        (
            "stellar",
            (
                "GV4SEH2KVJ72CEUVW75EFR6EDT4SYWB5WKH7DNSIPZZ7FK4ZRI3R2WYO",
                "GJFLJOOA7LQSAJ2XUID5ZZZZG6ZDMEN4KHVDGAJGXBENYJQWX6HH7566",
            ),
        ),
        (
            "bitcoin btc ordinals ordiscan",
            (
                "bc1qn9fx4s72pdhfpn9sh2kw4wv0ewvlkpp37svkuk",
                "bc1qh9wxw7v4d7q7k98cv7tm49eae922gpfaf7kfgp",
            ),
        ),
        (
            "sui aptos starknet",
            (
                "0x0034d6608697a8d41bed440e50454f31af3176813e02ea68ef786e4d3cea27d2",
                "0x06934b484e73cf575dcad6ba2b0aee0ca923732881584d8c4fa2815d28028272",
            ),
        ),
        (
            "tron",
            (
                "THx8W1NcTJg93anG8BH4CDLhLaqEKVZkCJ",
                "TPt2H312oZcDZXGV7juiUjYbvySZLmEFND",
            ),
        ),
    )
    for word in words.split()
}
"""Word of a tool's own texts → addresses on its chain, where they are not written as those of Ethereum."""
PACKAGES: Mapping[str, tuple[str, ...]] = {
    word: names
    for words, names in (
        ("npm node javascript react typescript nodejs", ("express", "lodash", "axios", "vite")),
        ("golang go", ("gin", "cobra", "zap")),
        ("cargo rust crate crates", ("serde", "tokio", "clap")),
        ("ruby gem gems rubygems", ("rails", "rspec", "puma")),
        ("nuget dotnet", ("Serilog", "Dapper", "AutoMapper")),
        ("laravel composer php packagist", ("laravel/sanctum", "spatie/laravel-permission")),
        ("maven java gradle", ("guava", "jackson-databind", "junit")),
        ("brew homebrew apt nix nixos", ("wget", "jq", "ripgrep")),
        ("python pypi pip", ("requests", "pandas", "flask")),
    )
    for word in words.split()
}
"""Word of a tool's own texts → packages of which it knows."""
SOCIAL = ("linkedin", "instagram", "youtube", "facebook")
"""Networks on which people post."""
COORDINATES = (
    (52.52, 13.405), (38.7223, -9.1393), (48.8566, 2.3522), (59.9139, 10.7522), (40.4168, -3.7038), (45.4642, 9.19),
    (51.5072, -0.1276), (55.6761, 12.5683), (41.9028, 12.4964), (43.6532, -79.3832), (39.7392, -104.9903),
)  # fmt: skip
"""Latitude and longitude of cities."""
