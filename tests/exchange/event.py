"""A programme that people register for today: two slots of workshops, a plenary, few seats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def programme(*, given: str = "arrival", access: str = "open", more: str = "") -> str:
    """`programme.toml`, its first day in sixty days."""
    today = datetime.now(UTC).date()
    start = today + timedelta(days=60)
    second = start + timedelta(days=1)
    shared = f"shared_out = {today + timedelta(days=20)}\n" if given == "ranked" else ""
    domains = 'domains = ["ville-reims.fr"]\n' if access == "domains" else ""
    return f"""
[event]
key = "days"
title = {{ fr = "Rencontres d’essai", en = "Trial days" }}
start = {start}
end = {second}
venue = {{ fr = "Halle", en = "Hall" }}
commune = "51454"

[registration]
access = "{access}"
{domains}opens = {today - timedelta(days=1)}
closes = {second}
seats = "{given}"
{shared}erase = {second + timedelta(days=30)}

[[room]]
key = "blue"
name = {{ fr = "Salle bleue", en = "Blue room" }}
seats = 2

[[room]]
key = "hall"
name = {{ fr = "Grande salle", en = "Great hall" }}
seats = 900

[[theme]]
key = "health"
title = {{ fr = "santé", en = "health" }}

[[person]]
key = "anne"
name = "Anne Accord"
mandate = "elected"
organisation = "Ville de Reims"
consent = true

[[person]]
key = "luc"
name = "Luc Silence"
mandate = "expert"

[[session]]
key = "health-1"
title = {{ fr = "Soigner en ville", en = "Care in town" }}
theme = "health"
room = "blue"
start = {start}T14:00:00
end = {start}T15:30:00
most = {{ metropole = 1 }}
chairs = ["anne", "luc"]

[[session.document]]
title = {{ fr = "Note de cadrage", en = "Framing note" }}
url = "https://example.org/note.pdf"

[[session]]
key = "roofs"
title = {{ fr = "Toits", en = "Roofs" }}
start = {start}T14:00:00
end = {start}T15:30:00
seats = 3

[[session]]
key = "water"
title = {{ fr = "Eau", en = "Water" }}
room = "hall"
start = {start}T16:00:00
end = {start}T17:00:00

[[session]]
key = "plenary"
kind = "plenary"
title = {{ fr = "Plénière", en = "Plenary" }}
room = "hall"
start = {second}T10:00:00
end = {second}T12:00:00
{more}"""
