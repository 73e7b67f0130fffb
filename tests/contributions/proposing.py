"""A correction proposed from the sheet: robots kept out, drafts, files, what is kept and what is not."""

from __future__ import annotations

import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from florilege.web.contributions import proofs, robots
from florilege.web.contributions.models import Proof, Proposal
from florilege.web.letters.models import Letter
from tests.contributions.earlier import Earlier, worked
from tests.contributions.study_met import FORM, PLACE, SLUG, browser, said


def robots_met() -> dict[str, Any]:
    client = browser("192.0.2.77")
    client.get(FORM)  # the first page of a process loads the site, which takes longer than a robot waits
    values = {"f.jobs": "14"}
    good = worked(30, "first")
    found: dict[str, Any] = {
        "at once": said(client.post(FORM, {**values, **worked(1, "fast")})),
        "trapped": client.post(FORM, {**values, **good, robots.TRAP: "x"}).status_code,
        "forged": said(client.post(FORM, {**values, "challenge": "abc:def:ghi", "number": "1"})),
        "left open": said(client.post(FORM, {**values, **worked(13 * 3600, "old")})),
        "taken": client.post(FORM, {**values, **good}).status_code,
        "used again": said(client.post(FORM, {**values, **good})),
        "without script, fast": client.post(
            FORM, {**values, "challenge": Earlier(9).sign("slow"), "number": ""}
        ).status_code,
        "without script": client.post(
            FORM, {**values, "challenge": Earlier(20).sign("patient"), "number": ""}
        ).status_code,
    }
    robots.BITS = 8  # the whole work was asked for above: the forms that follow try something else
    flood = [client.post(FORM, {**values, **worked(30, f"flood{n}")}).status_code for n in range(9)]
    found["flood"] = flood
    found["another network"] = (
        browser("198.51.100.7").post(FORM, {**values, **worked(30, "other")}).status_code
    )
    found["in English"] = said(browser("192.0.2.77").post(f"/en{FORM}", {**values, **worked(30, "en")}))
    found["origins hide addresses"] = not any("192.0.2" in one.origin for one in Proposal.objects.all())
    return found


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    made = Image.new("RGB", (40, 30), "green")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    made.save(out, kind, exif=exif) if kind == "JPEG" else made.save(out, kind)
    return out.getvalue()


def uploads(secret: str) -> dict[str, Any]:
    client = browser()
    address = f"/contribuer/{secret}/"

    def sent(name: str, content: bytes) -> str:
        answer = client.post(address, {"act": "keep", "proof": SimpleUploadedFile(name, content)})
        return "kept" if answer.status_code == 302 else str(answer.status_code) + said(answer)

    eicar = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    found: dict[str, Any] = {
        "svg": sent("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        "named as a picture": sent("a.png", b"<html><script>alert(1)</script></html>"),
        "eicar": sent("a.pdf", b"%PDF-1.4\n" + eicar),
        "script in a pdf": sent("a.pdf", b"%PDF-1.4\n1 0 obj <</OpenAction 2 0 R /JavaScript (x)>> endobj"),
        "too large": sent("a.pdf", b"%PDF-1.4\n" + b"0" * (proofs.LARGEST + 1)),
        "picture": sent("../../Plan\u202egnp.jpg", picture("JPEG")),
        "pdf": sent("bilan.pdf", b"%PDF-1.4\n%%EOF\n"),
    }
    kept = Proof.objects.order_by("id")
    found["names"] = list(kept.values_list("name", flat=True))
    found["kinds"] = list(kept.values_list("kind", flat=True))
    found["exif dropped"] = b"taken at home" not in proofs.path_of(kept[0]).read_bytes()
    found["modes"] = [oct(proofs.path_of(one).stat().st_mode & 0o777) for one in kept]
    return found


def proposed() -> dict[str, Any]:
    client = browser("203.0.113.9")
    page = said(client.get(FORM))
    found: dict[str, Any] = {
        "form": [f'name="f.{one}"' in page for one in ("name", "service", "jobs")],
        "link on the page": f'href="{FORM}"' in said(client.get(f"/lieux/{SLUG}/")),
        "form in English": "Correct the place page" in said(client.get(f"/en{FORM}")),
    }
    wrong = client.post(FORM, {"f.jobs": "quelques", "f.opening_year": "12", **worked(30, "w")})
    found["faults"] = [
        wrong.status_code,
        said(wrong).count('class="field faulty"'),
        'value="quelques"' in said(wrong),
    ]
    nothing = client.post(FORM, {"f.jobs": "", **worked(30, "n")})
    found["nothing said"] = [nothing.status_code, "au moins une correction" in said(nothing)]
    turned = client.post(FORM, {"f.name": "Le\u202eBouillon", **worked(30, "t")})
    found["turned writing"] = turned.status_code
    begun = client.post(
        FORM, {"f.jobs": "14", "f.opening_year": "2014", "f.name": PLACE.name, **worked(30, "b")}
    )
    address = begun.headers["Location"]
    secret = address.strip("/").rpartition("/")[2]
    draft = client.get(address)
    found["draft"] = [draft.status_code, "14" in said(draft), draft["Referrer-Policy"], draft["X-Robots-Tag"]]
    found["same name is no change"] = "Nom" not in re.findall(r'rowheader">([^<]+)<', said(draft))
    found["uploads"] = uploads(secret)
    changed = client.post(f"{address}modifier/", {"f.jobs": "15", "f.opening_year": "2014"})
    found["changed"] = [changed.status_code, "15" in said(client.get(address))]
    proofless = client.post(address, {"act": "send"})
    found["without agreement"] = proofless.status_code
    reported = {
        "act": "send", "agree": "1", "contact": "zoe@place.example", "message": "Bonjour", "proof_url": "https://place.example/bilan"
    }  # fmt: skip
    bad = client.post(address, {**reported, "proof_url": "javascript:alert(1)"})
    found["no page"] = bad.status_code
    kept = [
        client.post(address, {"act": "keep", "contact": f"victim{number}@mail.example"})
        for number in range(5)
    ]
    found["a third address"] = [kept[1].status_code, kept[2].status_code, "deux adresses" in said(kept[2])]
    found["letters of a draft"] = Letter.objects.filter(kind="draft").count()
    Letter.objects.filter(kind="draft").delete()
    sent = client.post(address, reported)
    found["sent"] = [sent.status_code, "Reçue" in said(client.get(address))]
    found["sent twice"] = client.post(address, reported).status_code
    found["changed after"] = client.get(f"{address}modifier/").status_code
    found["forged link"] = browser().get(address[:-3] + "xx/").status_code
    found["address told nowhere"] = "zoe@place.example" not in said(client.get(address))
    found["secret kept"] = not Proposal.objects.filter(key=secret).exists()
    return found
