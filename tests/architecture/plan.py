"""Who may call whom: for each app the apps below that it uses (plumbing is free). A new arrow is written here first."""

from collections.abc import Mapping

PLAN: Mapping[str, set[str]] = {
    "messages": {"facts"},
    "people": {"facts", "messages"},
    "registration": {"facts", "places", "messages", "people"},
    "verification": {"facts", "places", "people", "registration"},
    "selection": {"facts", "places", "people", "registration", "verification"},
    "funding": {"facts", "places", "people", "ledger", "registration", "verification", "selection"},
    "training": {"facts", "places", "people", "registration", "funding"},
    "certification": {"facts", "people", "training"},
    "work": {"facts", "places", "people", "registration", "funding", "training", "certification"},
    "notices": {
        "facts",
        "places",
        "messages",
        "people",
        "registration",
        "verification",
        "funding",
        "training",
        "work",
        "tickets",
    },
    "answers": {"registration", "training"},
    "tickets": {"answers", "facts", "messages", "people", "registration", "verification", "selection", "training"},
    "assistance": {"facts", "places", "messages", "people", "registration", "certification", "tickets"},
    "inclusion": {
        "facts",
        "places",
        "registration",
        "verification",
        "selection",
        "funding",
        "training",
        "certification",
        "work",
    },
    "integrity": {"facts", "people"},
    "transparency": {"facts", "people", "ledger", "registration"},
}
