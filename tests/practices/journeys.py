"""Practices from a workshop to the site and a year later, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import html
import json
import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ.setdefault("FLORILEGE_SECRET_KEY", "k" * 50)
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from florilege.faults import InputRefused  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.background.performing import Piece  # noqa: E402
from florilege.web.duties import erasing, following_up  # noqa: E402
from florilege.web.inventory.models import ShownPlace  # noqa: E402
from florilege.web.journal.models import Act  # noqa: E402
from florilege.web.letters.models import Letter  # noqa: E402
from florilege.web.letters.outbox import whole_body  # noqa: E402
from florilege.web.practices.models import FieldVersion, LivePractice, TrialWish, WritingSession  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from florilege.web.study.folder import open_folder  # noqa: E402
from tests.contributions.earlier import worked  # noqa: E402
from tests.practices import samples  # noqa: E402

STUDY = "petite-etude"
FOLDER = Path(sys.argv[1])
PLACE = ShownPlace.objects.select_related("place").order_by("place__rank")[0]
SLUG = PLACE.place.slug


def browser(address: str = "192.0.2.1") -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=address)


def said(answer: Any) -> str:
    text: str = html.unescape(answer.content.decode())
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def person(role: str) -> Client:
    one = Person.objects.create(email=f"{role}@example.org", name=role.capitalize())
    Membership.objects.create(person=one, study=STUDY, role=role)
    Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "A"})
    client = browser()
    client.force_login(one, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def piece(**arguments: int) -> Piece:
    return Piece(work=1, kind="", study=STUDY, arguments=arguments, attempt=1, asked_again=False)


def build() -> None:
    chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)


def link_of(kind: str) -> str:
    """The path that the last letter of a kind leads to."""
    body = whole_body(Letter.objects.filter(kind=kind).order_by("-id")[0])
    return re.search(r"https://study\.example\.org(/\S*rencontres/\S+)", body)[1]  # type: ignore[index]


def published() -> dict[str, Any]:
    client = browser()
    library, page = (
        said(client.get("/rencontres/pratiques/")),
        said(client.get("/rencontres/pratiques/cabinet/")),
    )
    english = said(client.get("/en/rencontres/pratiques/cabinet/"))
    table = client.get("/rencontres/fichiers/pratiques.csv").content.decode()
    slides = said(client.get("/rencontres/synthese/diapositives/"))
    printed = client.get("/rapport/synthese-en.pdf").content[:5] == b"%PDF-"
    return {
        "library": ["Un cabinet partagé" in library, "Pas encore validée" in library, "2 territoires essaient" in library],
        "by theme": [library.count("Un cabinet partagé dans un tiers-lieu</a>"), library.index(">Santé") < library.index(">Logement")],
        "contact": ["Anne Martin" in page, "Paul Secret" in said(client.get("/rencontres/pratiques/bail/"))],
        "addresses": ["jean.dupont" in page, "jean.dupont" in table, "[…]" in page],
        "a year later": ["Essayé, en l’adaptant" in page, "Un seul soignant" in page, "Pas encore de nouvelles" in page],
        "in English": ["A shared practice in a third place" in english, "(in French)" in english, "Tried, and adapted" in english],
        "place": ["Un cabinet partagé" in said(client.get(f"/lieux/{SLUG}/")), "Pratiques échangées" in said(client.get("/lieux/"))],
        "territory": ["Un cabinet partagé" in said(client.get(f"/territoires/{one}/")) for one in ("region-44", "departement-59", "departement-44")],
        "programme leads there": "2 pratiques échangées" in said(client.get("/rencontres/")),
        "table": [len(table.splitlines()) >= 3, "Anne Martin" in table],
        "synthesis": ["Les locaux existent déjà" in said(client.get("/rencontres/synthese/")), slides.count('class="slide'), printed],
        "waiting": client.get("/rencontres/pratiques/attente/").status_code,
    }  # fmt: skip


def written(team: Client) -> tuple[dict[str, Any], str, str]:
    found: dict[str, Any] = {}
    team_pages = "/espace/pratiques/"
    found["opened"] = team.post(team_pages, {"act": "open", "session": "health-1"}).status_code
    page = said(team.get(team_pages))
    link = re.search(r"https://study\.example\.org(/rencontres/ecrire/[^/]+/)", page)[1]  # type: ignore[index]
    secret = link.strip("/").split("/")[-1]
    held = WritingSession.objects.get()
    found["secret kept"] = secret in (held.digest, held.sealed)
    found["no such session"] = team.post(team_pages, {"act": "open", "session": "nothing"}).status_code
    found["wrong link"] = browser().get("/rencontres/ecrire/abcdefgh/").status_code
    anne, zoe = browser(), browser("192.0.2.2")
    first = anne.get(link)
    found["first page"] = [first.status_code, first["Referrer-Policy"], first["X-Robots-Tag"]]
    found["no name"] = [
        anne.post(link, {"act": "begin", "title": "Four", "kind": "innovation"}).status_code,
        anne.post(link, {"act": "name", "name": "anne@example.org"}).status_code,
    ]
    began = anne.post(
        link, {"act": "begin", "title": "Un four partagé", "kind": "innovation", "name": "Anne"}
    )
    here = began["Location"]
    key = here.strip("/").split("/")[-1]
    found["without a name"] = zoe.get(here)["Location"] == link
    zoe.post(link, {"act": "name", "name": "Zoé"})
    live = LivePractice.objects.get(key=key)

    def form(client: Client, bases: dict[str, int], **values: str) -> Any:
        sent = {f"b.{name}": str(number) for name, number in bases.items()}
        return client.post(here, {**sent, **{f"f.{name}": text for name, text in values.items()}})

    found["plain form"] = [
        form(anne, {"what": 0, "cost": 0}, what="Trois communes.", cost="300 euros par an.").status_code,
        form(zoe, {"what": 0}, what="Une clé à la mairie.").status_code,
    ]
    reported = said(form(zoe, {"cost": 0}, cost="Payés par tous."))
    found["told of others"] = [
        "Anne écrivait en même temps" in reported,
        "Payés par tous." in reported,
        "300 euros par an." in reported,
    ]
    live.refresh_from_db()
    found["both stand"] = [live.values["what"][1], live.values["cost"][1]]
    form(anne, {"cost": live.values["cost"][0]}, cost="450 euros par an.\nPayés par tous.")
    clash = said(form(zoe, {"cost": live.values["cost"][0]}, cost="520 euros par an.\nPayés par tous."))
    found["clash told"] = [
        "les deux versions y sont" in clash,
        "⟦450 ¦ 520⟧" in clash,
        "<q>450</q> / <q>520</q>" in clash,
    ]
    saved = anne.post(
        f"{here}champ/", {"field": "where", "text": "Au bourg", "base": "0", "token": "t1"}
    ).json()
    again = anne.post(
        f"{here}champ/", {"field": "where", "text": "Au bourg", "base": "0", "token": "t1"}
    ).json()
    found["saved twice"] = [saved == again, FieldVersion.objects.filter(practice=live, field="where").count()]
    found["refused fields"] = [
        anne.post(f"{here}champ/", {"field": "where", "text": "me@example.org", "base": "1"}).status_code,
        anne.post(f"{here}champ/", {"field": "kind", "text": "other", "base": "1"}).status_code,
        anne.post(f"{here}champ/", {"field": "nothing", "text": "a", "base": "1"}).status_code,
        anne.post(f"{here}champ/", {"field": "where", "text": "a" * 10_001, "base": "1"}).status_code,
        browser("192.0.2.9").post(f"{here}champ/", {"field": "where", "text": "a", "base": "1"}).status_code,
    ]
    state = anne.get(f"{here}etat.json", {"depuis": "0"}).json()
    found["state"] = [
        state["fields"]["where"],
        "fields" in anne.get(f"{here}etat.json", {"depuis": state["revision"]}).json(),
    ]
    versions = said(zoe.get(f"{here}versions/cost/"))
    found["versions"] = [
        versions.count("<li>"),
        "520 euros par an." in versions,
        "450 euros par an." in versions,
    ]
    standing = state["fields"]["cost"][0]
    number = FieldVersion.objects.get(
        practice=live, field="cost", text="450 euros par an.\nPayés par tous."
    ).number
    found["put back"] = [
        zoe.post(f"{here}versions/cost/", {"number": number, "base": 1}).status_code,
        zoe.post(f"{here}versions/cost/", {"number": number, "base": standing}).status_code,
    ]
    live.refresh_from_db()
    found["put back stands"] = live.values["cost"][1]
    team.post(team_pages, {"act": "close", "session": "health-1"})
    found["closed"] = [
        anne.get(here).status_code,
        anne.post(f"{here}champ/", {"field": "where", "text": "a"}).status_code,
    ]
    team.post(team_pages, {"act": "open", "session": "health-1"})
    found["open again"] = anne.get(here).status_code
    team.post(team_pages, {"act": "afresh", "session": "health-1"})
    found["afresh"] = anne.get(here).status_code
    fresh = re.search(r"https://study\.example\.org(/rencontres/ecrire/[^/]+/)", said(team.get(team_pages)))[
        1
    ]  # type: ignore[index]
    return found, key, f"{fresh}{key}/"


def validated(team: Client, key: str, here: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    team_pages, anne = "/espace/pratiques/", browser()
    anne.post(here.rsplit("/", 2)[0] + "/", {"act": "name", "name": "Anne"})

    def ask() -> tuple[int, str]:
        answer = team.post(
            team_pages, {"act": "ask", "practice": key, "address": "mairie@example.org", "language": "fr"}
        )
        return answer.status_code, said(answer) if answer.status_code != 302 else ""

    def save(field: str, text: str) -> int:
        number = LivePractice.objects.get(key=key).values.get(field, (0,))[0]
        return anne.post(f"{here}champ/", {"field": field, "text": text, "base": str(number)}).status_code

    status, words = ask()
    found["no author"] = [status, "Territoire auteur" in words]
    save("author", "Saint-Denis")
    found["namesakes"] = ["l’un de" in ask()[1], "Saint-Denis (93)" in ask()[1]]
    save("author", "Reims")
    save("themes", "Santé\nlogement")
    save("places", f"https://study.example.org/lieux/{SLUG}/")
    save("went_wrong", "La ⟦clé ¦ serrure⟧ manque.")
    found["unsettled"] = [ask()[0], "une seule version" in ask()[1]]
    save("went_wrong", "La clé manque.")
    save("contact.name", "Anne Martin")
    found["no way to call"] = "un téléphone ou une page" in ask()[1]
    save("contact.phone", "03 26 00 00 00")
    found["asked"] = [ask()[0], Letter.objects.filter(kind="practice").count()]
    path = link_of("practice")
    browser().head(path)
    territory = browser("192.0.2.50")
    page = said(territory.get(path))
    found["page"] = [
        "au nom de Reims" in page,
        "Un four partagé" in page,
        LivePractice.objects.get(key=key).state,
    ]
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]  # type: ignore[index]
    save("where", "Au bourg, rue Haute.")
    found["others wrote"] = "relire ci-dessous" in said(
        territory.post(path, {"act": "validate", "seen": seen})
    )
    found["not filed"] = sorted(one.stem for one in open_folder(FOLDER).practices)
    found["refused without reason"] = territory.post(path, {"act": "refuse", "reason": " "}).status_code
    now = LivePractice.objects.get(key=key)
    corrected = {
        "act": "validate",
        "seen": str(now.revision),
        "b.figures": "0",
        "f.figures": "Douze fournées par mois.",
    }
    Work.objects.filter(kind="rebuild").delete()
    found["validated"] = territory.post(path, corrected).status_code
    text = open_folder(FOLDER).practice("un-four-partage").read_text(encoding="utf-8")
    found["file"] = [
        'author = "commune-51454"' in text, "Douze fournées" in text, 'themes = ["health", "housing"]' in text,
        PLACE.place.public_id in text, "example.org" in text, "Anne Martin" in text, "date = 2022-09-22" in text,
    ]  # fmt: skip
    now.refresh_from_db()
    found["forgotten"] = [now.asked_to, now.state]
    found["rebuild asked"] = Work.objects.filter(kind="rebuild").count()
    found["followed"] = "Validée, merci" in said(territory.get(path))
    found["twice"] = territory.post(path, {"act": "validate", "seen": "1"}).status_code
    found["written on"] = save("where", "Ailleurs")
    found["before the build"] = browser().get("/rencontres/pratiques/un-four-partage/").status_code
    build()
    page = said(browser().get("/rencontres/pratiques/un-four-partage/"))
    found["published"] = ["Douze fournées par mois." in page, "Anne Martin" in page]
    found["taken back"] = [
        team.post(team_pages, {"act": "take back", "practice": "un-four-partage", "reason": ""}).status_code,
        team.post(
            team_pages, {"act": "take back", "practice": "un-four-partage", "reason": "Le four est cassé."}
        ).status_code,
    ]
    build()
    found["gone"] = browser().get("/rencontres/pratiques/un-four-partage/").status_code
    found["give back"] = team.post(
        team_pages, {"act": "give back", "practice": "un-four-partage"}
    ).status_code
    build()
    found["back"] = browser().get("/rencontres/pratiques/un-four-partage/").status_code
    found["acts"] = sorted({one.kind for one in Act.objects.filter(kind__startswith="practices.")})
    return found


def refused_by_its_territory(team: Client, here: str) -> dict[str, Any]:
    team_pages, anne = "/espace/pratiques/", browser()
    link = here.rsplit("/", 2)[0] + "/"
    began = anne.post(link, {"act": "begin", "title": "Un manque", "kind": "difficulty", "name": "Anne"})
    key = began["Location"].strip("/").split("/")[-1]
    anne.post(f"{began['Location']}champ/", {"field": "author", "text": "Lille (59)", "base": "0"})
    team.post(team_pages, {"act": "ask", "practice": key, "address": "lille@example.org", "language": "en"})
    path = link_of("practice")
    territory = browser("192.0.2.51")
    found = {"in English": "Review and validate" in said(territory.get(path))}
    found["refused"] = (
        territory.post(path, {"act": "refuse", "reason": "Ce n’est pas nous."}).status_code == 302
    )
    found["told to writers"] = "Ce n’est pas nous." in said(anne.get(began["Location"]))
    found["no file"] = "un-manque" not in {one.stem for one in open_folder(FOLDER).practices}
    found["they go on"] = anne.post(
        f"{began['Location']}champ/", {"field": "author", "text": "Nord", "base": "1"}
    ).status_code == 200  # fmt: skip
    return found


def tried(team: Client) -> dict[str, Any]:
    found: dict[str, Any] = {}
    team_pages, client, path = (
        "/espace/pratiques/",
        browser("192.0.2.60"),
        "/rencontres/pratiques/bail/essayer/",
    )
    values = {"territory": "Bordeaux", "name": "Marie Dupuis", "email": "marie@example.org"}
    client.get(path)
    good = worked(30, "c")
    found["at once"] = client.post(path, {**values, **worked(-5, "fast")}).status_code
    found["no territory"] = client.post(
        path, {**values, "territory": "Nulle part", **worked(30, "a")}
    ).status_code
    found["no address"] = client.post(path, {**values, "email": "marie", **worked(30, "b")}).status_code
    found["asked"] = "Une lettre vient de partir" in said(client.post(path, {**values, **good}))
    found["used again"] = client.post(path, {**values, **good}).status_code
    found["no such practice"] = client.get("/rencontres/pratiques/rien/essayer/").status_code
    confirm = link_of("trial")
    found["looking confirms nothing"] = [client.get(confirm).status_code, TrialWish.objects.get().state]
    found["confirmed"] = [
        client.post(confirm).status_code,
        TrialWish.objects.get().state,
        client.post(confirm).status_code,
    ]
    page = said(team.get(team_pages))
    found["team sees"] = ["Bordeaux" in page, "Marie Dupuis" in page]
    wish = TrialWish.objects.get()
    found["accepted"] = [
        team.post(team_pages, {"act": "accept", "wish": wish.key}).status_code,
        team.post(team_pages, {"act": "accept", "wish": wish.key}).status_code,
    ]
    text = open_folder(FOLDER).practice("bail").read_text(encoding="utf-8")
    found["file"] = ['territory = "commune-33063"' in text, "Marie" in text, "example.org" in text]
    work = Work.objects.get(kind="follow-up")
    found["due in a year"] = (work.due - timezone.now()) > timedelta(days=364)
    following_up.follow_up(piece(wish=wish.pk))
    outcome_link = link_of("outcome")
    found["tell"] = [
        client.post(outcome_link, {"text": "Bien"}).status_code,
        client.post(outcome_link, {"outcome": "given-up", "text": "écrire à a@example.org"}).status_code,
        client.post(outcome_link, {"outcome": "given-up", "text": "Pas de local."}).status_code,
        client.post(outcome_link, {"outcome": "tried", "text": "Non."}).status_code,
    ]
    found["outcome"] = team.post(team_pages, {"act": "accept outcome", "wish": wish.key}).status_code
    wish.refresh_from_db()
    found["forgotten"] = [wish.name, wish.address]
    build()
    page = said(browser().get("/rencontres/pratiques/bail/"))
    found["published"] = ["Abandonné" in page, "Pas de local." in page]
    client.post(path, {**values, "territory": "Nantes (44)", **worked(30, "d")})
    client.post(link_of("trial"))
    other = TrialWish.objects.exclude(pk=wish.pk).get()
    team.post(team_pages, {"act": "decline", "wish": other.key})
    other.refresh_from_db()
    found["declined"] = [other.state, other.address]
    return found


def erased() -> dict[str, Any]:
    old = timezone.now() - timedelta(days=400)
    TrialWish.objects.create(
        study=STUDY,
        key="old",
        practice="bail",
        territory="region-44",
        name="A",
        address="a@example.org",
        language="fr",
        made=old,
    )
    LivePractice.objects.update(made=old, asked=old, asked_to="b@example.org")
    FieldVersion.objects.update(at=old)
    erasing.erase(piece())
    rows = [list(LivePractice.objects.values_list("values")), list(FieldVersion.objects.values_list("text"))]
    kept = json.dumps(rows)
    return {
        "unconfirmed": TrialWish.objects.filter(key="old").exists(),
        "asked": set(LivePractice.objects.values_list("asked_to", flat=True)) == {""},
        "writers": [set(FieldVersion.objects.values_list("who", flat=True)) == {""}, "Anne" in kept],
    }  # fmt: skip


def refusals() -> dict[str, str]:
    """What the build says of practices that cannot be published as they are written."""
    found = {}
    path = FOLDER / "practices" / "bail.toml"
    text = path.read_text(encoding="utf-8")
    for name, was, becomes in (
        ("theme", '"housing"', '"housng"'), ("session", '"housing-1"', '"housing-2"'),
        ("author", '"departement-59"', '"departement-599"'), ("places", "themes =", 'places = ["nowhere"]\nthemes ='),
    ):  # fmt: skip
        path.write_text(text.replace(was, becomes), encoding="utf-8")
        try:
            build()
            found[name] = "taken"
        except InputRefused as refused:
            found[name] = f"{Path(refused.where.file or '').name}:{refused.where.line} {refused.value}"
    path.write_text(text, encoding="utf-8")
    (FOLDER / "programme.toml").rename(FOLDER / "put-aside")
    try:
        build()
        found["no programme"] = "taken"
    except InputRefused as refused:
        found["no programme"] = refused.expected.en
    (FOLDER / "put-aside").rename(FOLDER / "programme.toml")
    return found


def main() -> None:
    found: dict[str, Any] = {}
    build()
    found["without practices"] = [
        browser().get(one).status_code
        for one in ("/rencontres/", "/rencontres/pratiques/", "/rencontres/synthese/")
    ]
    samples.write(FOLDER, PLACE.place.public_id)
    build()
    found["published"] = published()
    moderator, reader = person("moderator"), person("reader")
    found["reader"] = [
        reader.get("/espace/pratiques/").status_code,
        reader.post("/espace/pratiques/", {"act": "open", "session": "health-1"}).status_code,
    ]
    found["written"], key, here = written(moderator)
    found["validated"] = validated(moderator, key, here)
    found["refused"] = refused_by_its_territory(moderator, here)
    found["tried"] = tried(moderator)
    found["refusals"] = refusals()
    found["erased"] = erased()
    found["nobody published"] = [
        word
        for word in ("Zoé", "example.org")
        for one in open_folder(FOLDER).practices
        if one.stem not in ("cabinet",) and word in one.read_text()
    ]
    sys.stdout.write(json.dumps(found))  # fmt: skip


main()
