"""The fields of a practice as they are written together: what each is called, how two who edit it at once are reconciled."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.evidence.contributions import readable
from florilege.evidence.privacy import addresses_in
from florilege.exchange.merging import Clash, Merged, merged, plain_lines
from florilege.exchange.practices import KINDS, LONGEST, LONGEST_TITLE, TEXTS, TITLE
from florilege.faults import InputRefused, Words

TEXT, LINE, LINES, CHOICE, TICK = "text", "line", "lines", "choice", "tick"
OTHER = "other."


class Field(Struct, frozen=True):
    """A field of the page. kind : TEXT and LINES are merged; of LINE, CHOICE and TICK the last to write is followed"""

    name: str
    kind: str
    words: Words
    hint: Words
    longest: int = LONGEST
    choices: Mapping[str, Words] | None = None

    def together(self, base: str, theirs: str, mine: str) -> Merged:
        """What two people wrote, in one text."""
        if self.kind in (TEXT, LINES):
            return merged(base, theirs, mine)
        both = theirs not in ("", base, mine)
        return Merged(mine, (Clash(theirs, mine),) if both else ())

    def checked(self, text: str) -> str:
        """The text as it is kept; raises InputRefused for what cannot be."""
        said = plain_lines(text) if self.kind in (TEXT, LINES) else " ".join(text.split())
        if len(said) > self.longest:
            raise self._refused(
                Words(f"{self.longest} signes au plus", f"at most {self.longest} characters"), len(said)
            )
        if not readable(said):
            raise self._refused(
                Words("un texte sans signes invisibles", "a text without invisible characters"), ""
            )
        if self.choices is not None and said and said not in self.choices:
            raise self._refused(Words("l’un des choix", "one of the choices"), said[:40])
        if found := addresses_in((said,)):
            raise self._refused(
                Words(
                    "pas d’adresse électronique : elle serait publiée",
                    "no e-mail address: it would be published",
                ),
                sorted(found)[0],
            )
        return said

    def _refused(self, expected: Words, value: object) -> InputRefused:
        return InputRefused(expected, column=self.name, value=value)


_NO = Words("", "")
_LANGUAGES = {"fr": Words("français", "French"), "en": Words("anglais", "English")}
_HINTS: Mapping[str, Words] = {
    TITLE: Words("Une phrase courte.", "A short sentence."),
    "what": Words(
        "Ce qui a été fait, comment, depuis quand.", "What was done, how, since when."
    ),
    "where": Words("Le lieu, le quartier, la commune.", "The place, the neighbourhood, the commune."),
    "for_whom": Words("À qui cela sert.", "Who it serves."),
    "figures": Words("Combien de personnes, de mètres carrés, d’heures…", "How many people, square metres, hours…"),
    "cost": Words("Ce que cela coûte, qui paie.", "What it costs, who pays."),
    "went_wrong": Words("Ce que vous ne referiez pas.", "What you would not do again."),
}  # fmt: skip
_CONTACT: Mapping[str, Words] = {
    "name": Words("nom", "name"),
    "function": Words("fonction", "function"),
    "organisation": Words("organisme", "organisation"),
    "phone": Words("téléphone", "telephone"),
    "page": Words("page de contact (https://…)", "contact page (https://…)"),
}


def _fields() -> Mapping[str, Field]:
    found = [
        Field("kind", CHOICE, Words("ce que c’est", "what it is"), _NO, 40, KINDS),
        *(
            Field(name, LINE if name == TITLE else TEXT, words, _HINTS[name], LONGEST_TITLE if name == TITLE else LONGEST)
            for name, words in TEXTS.items()
        ),
        Field(
            "author", LINE, Words("territoire auteur", "author territory"),
            Words("Celui qui relira et validera.", "The one that will review and validate it."), 120,
        ),
        Field(
            "territories", LINES, Words("autres territoires concernés", "other territories concerned"),
            Words("Un par ligne.", "One per line."), 2000,
        ),
        Field("themes", LINES, Words("thèmes", "themes"), Words("Un par ligne.", "One per line."), 2000),
        Field(
            "places", LINES, Words("lieux concernés", "places concerned"),
            Words("L’adresse de leur page sur ce site, une par ligne.", "The address of their page on this site, one per line."), 4000,
        ),
        Field(
            "actors", LINES, Words("acteurs concernés", "actors concerned"),
            Words("L’adresse de leur page sur ce site, une par ligne.", "The address of their page on this site, one per line."), 4000,
        ),
        *(Field(f"contact.{name}", LINE, words, _NO, 200) for name, words in _CONTACT.items()),
        Field("contact.consent", TICK, Words(
            "cette personne accepte que son nom et ce moyen de la joindre soient publiés",
            "this person agrees to the publication of their name and of this way of reaching them",
        ), _NO, 1, {"1": _NO}),
        Field("language", CHOICE, Words("langue de ces textes", "language of these texts"), _NO, 2, _LANGUAGES),
        *(
            Field(f"{OTHER}{name}", LINE if name == TITLE else TEXT, words, _NO, LONGEST_TITLE if name == TITLE else LONGEST)
            for name, words in TEXTS.items()
        ),
    ]  # fmt: skip
    return {one.name: one for one in found}


FIELDS = _fields()


def field_named(name: str) -> Field:
    """The field of a name; raises InputRefused for none."""
    if name not in FIELDS:
        raise InputRefused(Words("un champ de cette page", "a field of this page"), value=name[:40])
    return FIELDS[name]
