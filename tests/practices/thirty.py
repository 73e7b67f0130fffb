"""Thirty people write practices of one workshop at once, in processes of their own, into one store; prints JSON of what is left.

Each types words that nobody else types, in a practice of her own, in one field that all write in, and in one sentence that all
change. Nobody takes a word away.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ.setdefault("FLORILEGE_SECRET_KEY", "k" * 50)

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from florilege.exchange.merging import words_of  # noqa: E402
from florilege.web.practices import writing  # noqa: E402
from florilege.web.practices.models import FieldVersion, LivePractice  # noqa: E402

PEOPLE, TURNS = 30, 4
"""Twice each of what a person does: to stop typing, and to type on."""
SENTENCE = "Le loyer est de cent euros par mois."


def write(secret: str, together: int, who: int) -> None:
    """What one person does, as her page does: each save starts from the version that the one before gave."""
    name = f"personne {who}"
    own = writing.begin(writing.opened(secret), f"titre{who}", "innovation", who=name)
    shared = LivePractice.objects.get(pk=together)
    mine, common, base, own_base = "", "", 0, 0
    for turn in range(TURNS):
        mine = f"{mine} seul{who}x{turn}".strip()
        own_base = writing.save(own, "what", mine, base=own_base, who=name, token=f"{who}-{turn}-own").number
        common = f"{common} commun{who}x{turn}".strip()
        kept = writing.save(shared, "what", common, base=base, who=name, token=f"{who}-{turn}")
        if turn % 2:  # she stopped typing: what stands comes into her page
            base, common = kept.number, kept.text
        else:  # she typed on: her next save starts from what she had sent
            base = kept.sent
    writing.save(shared, "cost", SENTENCE.replace("cent", f"montant{who}"), base=1, who=name)
    writing.save(own, "where", mine, base=0, who=name, token="again")
    writing.save(
        own, "where", mine, base=0, who=name, token="again"
    )  # the answer was lost: the page sends it again


def main() -> None:
    call_command("migrate", verbosity=0)
    secret = writing.open_writing("petite-etude", "days", "one", who="Anne")
    shared = writing.begin(writing.opened(secret), "Ensemble", "innovation", who="Anne")
    writing.save(shared, "cost", SENTENCE, base=0, who="Anne")
    connections.close_all()
    people = [
        multiprocessing.get_context("fork").Process(target=write, args=(secret, shared.pk, who))
        for who in range(PEOPLE)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    shared.refresh_from_db()
    typed = {f"commun{who}x{turn}" for who in range(PEOPLE) for turn in range(TURNS)}
    standing = words_of(writing.text_of(shared, "what"))
    amounts = {f"montant{who}" for who in range(PEOPLE)}
    versions = FieldVersion.objects.filter(practice=shared, field="cost").values_list("text", flat=True)
    own = LivePractice.objects.exclude(pk=shared.pk)
    alone = {f"seul{who}x{turn}" for who in range(PEOPLE) for turn in range(TURNS)}
    sys.stdout.write(
        json.dumps(
            {
                "ended": [one.exitcode for one in people],
                "lost": sorted(typed - set(standing)),
                "said twice": sorted({one for one in standing if standing.count(one) > 1}),
                "amounts lost": sorted(amounts - {word for text in versions for word in words_of(text)}),
                "amounts standing": sorted(amounts - set(words_of(writing.text_of(shared, "cost")))),
                "own": own.count(),
                "own lost": sorted(alone - {word for one in own for word in words_of(writing.text_of(one, "what"))}),
                "sent again": sorted({FieldVersion.objects.filter(practice=one, field="where").count() for one in own}),
                "numbers": list(
                    FieldVersion.objects.filter(practice=shared, field="what").order_by("id").values_list("number", flat=True)
                ) == list(range(1, FieldVersion.objects.filter(practice=shared, field="what").count() + 1)),
            }
        )
    )  # fmt: skip


main()
