"""Holds where things are: addresses on chains, packages, networks, cities."""

from collections.abc import Mapping

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
        ("golang go", ("github.com/gin-gonic/gin", "github.com/spf13/cobra", "go.uber.org/zap")),
        ("cargo rust crate crates", ("serde", "tokio", "clap")),
        ("ruby gem gems rubygems", ("rails", "rspec", "puma")),
        ("nuget dotnet", ("Serilog", "Dapper", "AutoMapper")),
        ("laravel composer php packagist", ("laravel/sanctum", "spatie/laravel-permission")),
        ("maven java gradle", ("com.google.guava:guava", "org.junit.jupiter:junit-jupiter", "org.slf4j:slf4j-api")),
        ("brew homebrew apt nix nixos", ("wget", "jq", "ripgrep")),
        ("python pypi pip", ("requests", "pandas", "flask")),
    )
    for word in words.split()
}
"""Word of a tool's own texts → packages of which it knows."""
REGIONS_OF: Mapping[str, tuple[str, ...]] = {
    word: names
    for words, names in (
        ("azure azurerm", ("westeurope", "eastus", "northeurope")),
        ("linode akamai", ("eu-central", "us-east", "ap-south")),
        ("digitalocean droplet", ("fra1", "nyc3", "ams3")),
        ("hetzner", ("fsn1", "nbg1", "hel1")),
        ("aws ec2 lambda cloudwatch dynamodb", ("eu-west-1", "us-east-1", "ap-southeast-2")),
        ("alibaba aliyun alicloud", ("cn-hangzhou", "ap-southeast-1", "eu-central-1")),
        ("gcp gke gcloud", ("europe-west1", "us-central1", "asia-east1")),
        ("vultr", ("fra", "ewr", "syd")),
    )
    for word in words.split()
}
"""Word of a cloud → its regions."""
SOCIAL = ("linkedin", "instagram", "youtube", "facebook")
"""Networks on which people post."""
COORDINATES = (
    (52.52, 13.405), (38.7223, -9.1393), (48.8566, 2.3522), (59.9139, 10.7522), (40.4168, -3.7038), (45.4642, 9.19),
    (51.5072, -0.1276), (55.6761, 12.5683), (41.9028, 12.4964), (43.6532, -79.3832), (39.7392, -104.9903),
)  # fmt: skip
"""Latitude and longitude of cities."""
