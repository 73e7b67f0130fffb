"""Articles that not everyone reads, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_HTTPS"] = "0"
os.environ["FLORILEGE_API_RATE"] = "0"
os.environ.setdefault("FLORILEGE_SECRET_KEY", "k" * 50)
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from django.http import HttpRequest  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from florilege.faults import InputRefused  # noqa: E402
from florilege.web.articles import codes  # noqa: E402
from florilege.web.articles.models import ArticleCode  # noqa: E402
from florilege.web.contributions import robots  # noqa: E402
from florilege.web.journal.models import Act  # noqa: E402
from florilege.web.publication.live import current_site  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from tests.articles.written import CODE, OPEN, SECRETS, SUBSCRIBERS, files_holding, holding, write_news  # noqa: E402
from tests.program import Ended, run  # noqa: E402

STUDY, FOLDER, SITE = "petite-etude", Path(sys.argv[1]), Path("site")


def browser(address: str = "192.0.2.1") -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=address)


def takes_the_letter(request: HttpRequest, study: str) -> bool:
    """Stands for what knows who takes the letter."""
    return request.COOKIES.get("reader") == f"signed for {study}"


def asked(key: str, *, language: str = "", code: str | None = None, address: str = "192.0.2.1") -> Any:
    path = f"/{language}actualites/{key}/entier/"
    if code is None:
        return browser(address).get(path)
    return browser(address).post(path, {"code": code})


def read(answer: Any) -> list[object]:
    """Status of an answer, and which of the words of the whole texts it holds."""
    return [answer.status_code, holding(answer.content)]


def built() -> dict[str, object]:
    """The static edition."""
    write_news(FOLDER)
    chain.run_chain(
        FOLDER, last="publish", out=SITE, force=(), progress=lambda *_: None, with_report=False,
        address="https://study.example.org",
    )  # fmt: skip
    place = next(one for one in current_site().contents.places if one.slug == "ade-nantes")
    (item,) = (one for one in current_site().contents.news if one.key == OPEN)
    wrong = FOLDER / "news" / f"{OPEN}.toml"
    right = wrong.read_text(encoding="utf-8")
    wrong.write_text(right.replace("ade-nantes", "ade-nante"), encoding="utf-8")
    try:
        chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)
        refused = ""
    except InputRefused as error:
        refused = f"{error.where.line} {error}"
    wrong.write_text(right, encoding="utf-8")
    teasers = files_holding(SITE, ("chapeau-lu", "teaser-read"))
    return {
        "tied": list(item.places) == [place.place_id],
        "feeds": sorted({path.name.split(".")[0] for path in (SITE / "actualites" / "flux").iterdir()}),
        "refused": [refused.startswith("2 "), "ade-nantes" in refused],
        "held": files_holding(SITE),
        "teaser": [name for name in teasers if "pagefind" not in name],
        "searched": any(name.startswith("pagefind/") for name in teasers),
        "news": sorted(path.name for path in (SITE / "actualites").iterdir()),
    }


def public() -> dict[str, object]:
    """All that the service gives to anyone: pages, feeds, files, the API, its searches."""
    site, client = current_site(), browser()
    addresses = [
        f"/{prefix}{page.path}"
        for page in site.pages()
        for prefix in ("", "en/")
        if page.kind
        in ("home", "news", "news_theme", "article", "press", "data", "search", "territory", "territories")
    ]
    addresses += [f"/{path}" for path in site.shared.kits["fr"].published]
    addresses += [f"/data/{file.name}" for file in site.shared.files.listed]
    addresses += [
        f"/actualites/flux/{path.name}" for path in sorted((SITE / "actualites" / "flux").iterdir())
    ]
    api = client.get("/api/v1/").json()
    addresses += ["/api/v1/", "/api/v1/openapi.json", "/api/v1/study", "/api/v1/editions/current", "/api/v1/territories",
                  "/api/v1/places?limit=100", "/embed"]  # fmt: skip
    addresses += [f"{path}?q={word}" for path in ("/trouver/", "/trouver/recherche.json") for word in SECRETS]
    answers = {address: client.get(address) for address in addresses}
    echoed = {address for address in answers if "?q=" in address}
    feed = answers["/actualites/flux/departement-44.en.atom"]
    return {
        "api": bool(api),
        "many": len(addresses) > 100,
        "not read": sorted(one for one, got in answers.items() if got.status_code not in (200, 404)),
        "held": sorted(one for one, got in answers.items() if one not in echoed and holding(_whole(got))),
        "found by its words": [
            b'"total":0' in answers[one].content for one in sorted(echoed) if "json" in one
        ],
        "feed": [
            feed.status_code,
            feed["Content-Type"],
            b"https://study.example.org/en/actualites/" in feed.content,
        ],
        "kit": answers["/presse/press-kit-fr.zip"]["Content-Type"],
        "figure": answers["/presse/figures/map-fr.svg"]["Content-Type"],
        "link": [
            b"/entier/" in client.get(f"/actualites/{key}/").content for key in (OPEN, SUBSCRIBERS, CODE)
        ],
        "no such feed": client.get("/actualites/flux/region-11.fr.atom").status_code,
        "no such file": client.get("/presse/other.zip").status_code,
    }


def _whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def with_codes() -> dict[str, object]:
    """Codes given, tried, withdrawn."""
    one, everything = codes.give(STUDY, CODE, who="Team"), codes.give(STUDY, "", who="Team")
    form, whole = asked(CODE), asked(CODE, code=f" {one.upper().replace('-', ' ')} ")
    found: dict[str, object] = {
        "form": [form.status_code, "Votre code" in form.content.decode(), holding(form.content)],
        "form in English": "Your code" in asked(CODE, language="en/").content.decode(),
        "whole": read(whole),
        "kept by nobody": [whole["Cache-Control"], whole["X-Robots-Tag"], sorted(whole.cookies)],
        "in English": read(asked(CODE, language="en/", code=one)),
        "of another": read(asked(SUBSCRIBERS, code=one)),
        "of all": [read(asked(key, code=everything)) for key in (SUBSCRIBERS, CODE)],
        "address taken out": "a@example.org" not in asked(SUBSCRIBERS, code=everything).content.decode(),
        "wrong": read(asked(CODE, code="abcd-efgh-jkmn")),
        "empty": read(asked(CODE, code="")),
        "open to all": asked(OPEN).status_code,
        "no such article": asked("nothing").status_code,
        "store": one not in str(list(ArticleCode.objects.values_list())),
    }
    first = codes.listed(STUDY)[-1]
    codes.withdraw(STUDY, first.number, who="Team")
    codes.withdraw(STUDY, first.number, who="Team")
    found["withdrawn"] = read(asked(CODE, code=one))
    found["listed"] = [[code.article, code.withdrawn is None] for code in codes.listed(STUDY)]
    refusals = []
    for act in (lambda: codes.give(STUDY, "2026-11-26-entretiens", who="Team"), lambda: codes.withdraw(STUDY, 999_999, who="Team"),
                lambda: codes.give(STUDY, OPEN, who="Team")):  # fmt: skip
        try:
            act()
        except InputRefused as refused:
            refusals.append(str(refused))
    found["refused"] = [len(refusals), CODE in refusals[0]]
    found["of another study"] = codes.opens("autre-etude", CODE, everything)
    found["acts"] = list(
        Act.objects.filter(kind__startswith="articles").order_by("id").values_list("kind", "object", "who")
    )
    robots._TRIED.clear()
    found["tries"] = [asked(CODE, code="wrong", address="192.0.2.7").status_code for _ in range(21)]
    found["right, too late"] = read(asked(CODE, code=everything, address="192.0.2.7"))
    found["another network"] = read(asked(CODE, code=everything, address="192.0.2.8"))
    robots._TRIED.clear()
    found["right ones are not counted"] = {
        asked(CODE, code=everything, address="192.0.2.9").status_code for _ in range(30)
    } == {200}
    return found


def by_the_letter() -> dict[str, object]:
    """Who takes the letter, as what the settings name says."""
    reader = browser()
    reader.cookies["reader"] = f"signed for {STUDY}"
    found: dict[str, object] = {"nothing knows": read(reader.get(f"/actualites/{SUBSCRIBERS}/entier/"))}
    with override_settings(FLORILEGE_READERS="__main__.takes_the_letter"):
        found["reader"] = read(reader.get(f"/actualites/{SUBSCRIBERS}/entier/"))
        found["another"] = read(browser().get(f"/actualites/{SUBSCRIBERS}/entier/"))
        found["article by code"] = read(reader.get(f"/actualites/{CODE}/entier/"))
    return found


def by_command() -> dict[str, object]:
    """The commands of the team."""

    def florilege(*arguments: str) -> Ended:
        return run("article", *arguments, folder=Path.cwd(), environment=os.environ, team=True)

    given = florilege("code", str(FOLDER), CODE)
    number = str(codes.listed(STUDY)[0].number)
    opened = read(asked(CODE, code=given.stdout.strip()))
    listed = json.loads(florilege("list", str(FOLDER), "--json").stdout)
    shown = florilege("list", str(FOLDER)).stdout
    withdrawn = florilege("withdraw", str(FOLDER), number)
    wrong = florilege("code", str(FOLDER), "2026-11-26-entretiens")
    return {
        "given": [given.returncode, len(given.stdout.strip()), opened],
        "listed": [listed[0]["article"], listed[0]["withdrawn"], CODE in shown],
        "withdrawn": [withdrawn.returncode, read(asked(CODE, code=given.stdout.strip()))],
        "refused": [wrong.returncode, CODE in wrong.stderr],
    }


sys.stdout.write(
    json.dumps(
        {
            "built": built(),
            "public": public(),
            "codes": with_codes(),
            "letter": by_the_letter(),
            "command": by_command(),
        }
    )
    + "\n"
)
