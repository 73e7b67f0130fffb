"""The edition told on one page, from the study's own values; what is not known is said so."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from florilege.evidence.licences import Consequence
from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import labels, words

UNKNOWN = Words("non renseigné", "not stated")
_COUNTED = Words(
    "Lieux dans le champ de l’étude : {places}. Assez connus pour être jugés : {candidates}. Gardés : {kept}.",
    "Places within the scope of the study: {places}. Known well enough to be judged: {candidates}. Kept: {kept}.",
)
_NO_LIST = Words(
    "Lieux dans le champ de l’étude : {places}. Aucune liste n’est publiée.",
    "Places within the scope of the study: {places}. No list is published.",
)
_LINKED = Words(
    "Des sources publiques ({listings}) sont rapprochées : leurs fiches ({records}) font {all} lieux, et chaque valeur garde"
    " sa source, sa date et sa licence.",
    "Public sources ({listings}) are brought together: their records ({records}) make {all} places, and each value keeps its"
    " source, its date and its licence.",
)
_COUNTED_OF_TABLE = Words(
    "Candidatures reçues : {all}. Éligibles : {places}. Assez connues pour être jugées : {candidates}. Gardées : {kept}.",
    "Applications received: {all}. Eligible: {places}. Known well enough to be judged: {candidates}. Kept: {kept}.",
)
_READ = Words(
    "Une table de candidats est lue ligne par ligne : {all} candidatures, dont {places} éligibles.",
    "A table of candidates is read row by row: {all} applications, of which {places} are eligible.",
)
_JUDGED = Words(
    "Chaque candidat est jugé sur les mêmes critères ({criteria}), et ce qui n’est pas su reste inconnu, sans jamais compter pour zéro.",
    "Each candidate is judged on the same criteria ({criteria}), and what is not known stays unknown and never counts as zero.",
)
_BEST = Words(
    "La liste calculée a le total le plus élevé que permettent les règles d’équilibre",
    "The computed list has the highest total that the balance rules allow",
)
_CHOSEN = Words(
    "La liste est choisie selon les règles d’équilibre de l’étude",
    "The list is chosen by the balance rules of the study",
)
_DRAWN = Words(
    ", et le choix a été refait {draws} fois pour dire à quel point chaque place est sûre",
    ", and the choice was made {draws} times again to see how certain each place is",
)
_CHANGED = Words(
    " ; des personnes l’ont changée, et leurs raisons sont publiées", "; people changed it, and their reasons are published"
)  # fmt: skip
_CITED = Words("{study}, {publisher}, {day}", "{study}, {publisher}, {day}")
_NO_PUBLISHER = Words("éditeur non renseigné", "publisher not stated")
_AS_OF = Words("données au {day}", "data as of {day}")
_NO_DAY = Words("date des données non renseignée", "date of the data not stated")
_UNDER = Words(
    "Licence de la liste (CSV) : {licence}. Chaque valeur garde celle de sa source.",
    "Licence of the list (CSV): {licence}. Each value keeps that of its source.",
)
_TITLES = {
    "publisher": Words("Qui publie", "Who publishes"),
    "counts": Words("En chiffres", "In figures"),
    "kept": Words("Les lieux gardés", "The places kept"),
    "method": Words("La méthode en bref", "The method in brief"),
    "terms": Words("Reprendre et citer", "Use and cite"),
    "contacts": Words("Contacts pour la presse", "Press contacts"),
}


class KeptPlace(Struct, frozen=True):
    """A place of the list: how it is called, its commune and its région, "" where not known."""

    name: str
    path: str
    commune: str
    region: str

    @property
    def where(self) -> str:
        return ", ".join(dict.fromkeys(part for part in (self.commune, self.region) if part))


class Contact(Struct, frozen=True):
    """Whom to reach; name, phone, email : "" where not given."""

    role: str
    name: str
    phone: str
    email: str


class Presentation(Struct, frozen=True):
    """The page of the edition, ready to print. day : "" where nothing dates it; publisher, address : as said

    of_table : whether the study was made from a table of candidates
    """

    title: str
    publisher: str
    day: str
    counts: str
    kept: tuple[KeptPlace, ...]
    method: tuple[str, ...]
    licence: str
    citation: str
    contacts: tuple[Contact, ...]
    address: str
    of_table: bool = False


def presentation(
    contents: StudyContents, licence: Consequence | None, language: str, *, address: str
) -> Presentation:
    """The edition in a language. licence : of the list as a file, None without a list; address : of the site, "" for unknown"""
    title = words.said(contents.title, language)
    publisher = contents.imprint.publisher.get("name", "")
    day = words.date(contents.day, language) if contents.day else ""
    cited = words.filled(
        _CITED,
        language,
        study=title,
        publisher=publisher or words.said(_NO_PUBLISHER, language),
        day=_as_of(day, language),
    )
    return Presentation(
        title=title,
        publisher=publisher,
        day=day,
        counts=_counts(contents, language),
        kept=tuple(_kept(place, language) for place in contents.kept),
        method=tuple(_method(contents, language)),
        licence=_licence(licence, language),
        citation=f"{cited}. {address}" if address else f"{cited}.",
        contacts=tuple(
            Contact(words.said(one.role, language), one.name, one.phone, one.email)
            for one in contents.imprint.press
        ),
        address=address,
        of_table=contents.of_table,
    )


def as_text(found: Presentation, language: str) -> str:
    """The page as plain text, for the file of the kit."""

    def heading(key: str) -> str:
        return words.said(_TITLES[key], language).upper()

    unknown = words.said(UNKNOWN, language)
    kept = [f"- {one.name}" + (f" ({one.where})" if one.where else f" ({unknown})") for one in found.kept]
    parts = (
        (found.title.upper(), words.capitalised(_as_of(found.day, language))),
        (heading("publisher"), found.publisher or unknown),
        (heading("counts"), found.counts),
        (heading("kept"), *(kept or [unknown])),
        (heading("method"), *found.method),
        (heading("terms"), found.licence or unknown, found.citation),
        (heading("contacts"), *contacts_text(found, language)),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def contacts_text(found: Presentation, language: str) -> tuple[str, ...]:
    """The contacts, one a line; that none is stated, where the team gave none."""
    lines = tuple(
        " · ".join(part for part in (words.capitalised(one.role), one.name, one.phone, one.email) if part)
        for one in found.contacts
    )
    return lines or (words.said(UNKNOWN, language),)


def _as_of(day: str, language: str) -> str:
    """The day of the data in words, which says that it is not known where it is not."""
    return words.filled(_AS_OF, language, day=day) if day else words.said(_NO_DAY, language)


def _counts(contents: StudyContents, language: str) -> str:
    counts = {
        "places": words.number(len(contents.in_scope), language),
        "candidates": words.number(len(contents.candidates), language),
        "kept": words.number(len(contents.kept), language),
        "all": words.number(len(contents.places), language),
    }
    if contents.of_table and contents.kept:
        return words.filled(_COUNTED_OF_TABLE, language, **counts)
    return words.filled(_COUNTED if contents.kept else _NO_LIST, language, **counts)


def _kept(place: PlaceContent, language: str) -> KeptPlace:
    return KeptPlace(place.called.in_language(language), f"lieux/{place.slug}/", place.commune, place.region)


def _method(contents: StudyContents, language: str) -> Iterator[str]:
    numbers = {
        "listings": words.number(len(contents.listings), language),
        "records": words.number(contents.records, language),
        "all": words.number(len(contents.places), language),
        "criteria": words.number(len(contents.criteria), language),
        "places": words.number(len(contents.in_scope), language),
    }
    yield words.filled(_READ if contents.of_table else _LINKED, language, **numbers)
    run = contents.selection
    if run is None or not contents.kept:
        return
    yield words.filled(_JUDGED, language, **numbers)
    last = words.said(_BEST if run.status == "optimal" else _CHOSEN, language)
    if run.draws:
        last += words.filled(_DRAWN, language, draws=words.number(run.draws, language))
    if contents.changes:
        last += words.said(_CHANGED, language)
    yield f"{last}."


def _licence(found: Consequence | None, language: str) -> str:
    if found is None:
        return ""
    names = [words.said(labels.of_licence(code)[1], language) for code in found.licences]
    return words.filled(_UNDER, language, licence=words.listed(names, language)) if names else ""
