"""What only a person knows of an unknown table, and what a person must see to before it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from florilege.faults import Words
from florilege.listings.column_guesses import ENOUGH
from florilege.listings.contact_signs import is_mobile, is_personal_address
from florilege.listings.counts import in_english, in_french
from florilege.listings.mapping_draft import Draft
from florilege.listings.point_guesses import warnings_of

USUAL_REFUSALS = 0.02
"""The share of rows that may be refused when a mapping says nothing of it; a guess never raises it."""
_CONTACTS: Mapping[str, tuple[Callable[[str], bool], Words]] = {
    "phone": (is_mobile, Words("de mobiles", "of mobiles")),
    "email": (
        is_personal_address,
        Words("de courriels au nom de quelqu’un", "of addresses that contain a name"),
    ),
}


def to_fill(draft: Draft, checks: Sequence[Words]) -> tuple[Words, ...]:
    """What only a person knows, and what a person must see to before the file is read, as `to_check` tells it."""
    found = [
        Words(
            "title, publisher, url, licence, attribution : qui publie ce recensement, et sous quelle licence",
            "title, publisher, url, licence, attribution: who publishes this listing, under which licence",
        )
    ]
    if draft.detected.format == "osm":
        found.append(
            Words("données OpenStreetMap : licence ODbL 1.0", "OpenStreetMap data: licence ODbL 1.0")
        )
    if draft.date is None and draft.dates is None:
        found.append(
            Words(
                "date de la version : celle de l’état du recensement",
                "date of this version of the listing",
            )
        )
    if not any(guess.field == "kind" for guess in draft.guesses):
        found.append(Words("le type des lieux n’est pas vu", "no column for the type of place was found"))
    return (*found, *checks)


def to_check(draft: Draft) -> tuple[Words, ...]:
    """What a person must see to before the file is read."""
    nowhere = Words("aucune position n’est vue", "no column for the position was found")
    return (*([nowhere] if draft.points is None else []), *_of_the_rows(draft), *warnings_of(draft.columns))


def _of_the_rows(draft: Draft) -> Iterator[Words]:
    """What the rows themselves give a person to look at: persons, encoding, blank rows, rows that will be refused."""
    if draft.persons:
        yield of_persons(draft)
        yield from doubtful_persons(draft)
    for guess in draft.guesses:
        if guess.field == "name" and guess.confidence < ENOUGH:
            yield Words(
                f"« {guess.column} » est prise faute de mieux pour le nom des lieux : à vérifier",
                f"“{guess.column}” is used as the names of the places for lack of a better column: please check",
            )
    yield from _maybe_of_persons(draft)
    yield from _of_texts(draft)
    yield from _of_blanks(draft)
    yield from _of_refusals(draft)


def _of_texts(draft: Draft) -> Iterator[Words]:
    if draft.garbled:
        cells = sum(draft.garbled.values())
        listed = ", ".join(draft.garbled)
        read = in_french(cells, "cellule lue", "cellules lues")
        mended = "la répare, elle est" if cells == 1 else "les répare, chacune est"
        mended_en = "mends it, it is" if cells == 1 else "mends them, each is"
        yield Words(
            f"{read} dans un mauvais encodage (« Ã© » pour « é ») : {listed} ; la règle « mojibake » {mended} dans le "
            "rapport d’import",
            f"{in_english(cells, 'cell', 'cells')} read in the wrong encoding (“Ã©” for “é”): {listed}; the rule "
            f"“mojibake” {mended_en} in the import report",
        )


def _of_blanks(draft: Draft) -> Iterator[Words]:
    if draft.blank:
        blank = in_french(draft.blank, "ligne vide, laissée", "lignes vides, laissées")
        counted = "comptée" if draft.blank == 1 else "comptées"
        yield Words(
            f"{blank} de côté et {counted} dans le rapport d’import",
            f"{in_english(draft.blank, 'blank row', 'blank rows')}, left out and counted in the import report",
        )
    if 0 < draft.remarks < draft.rows / 5:
        one = draft.remarks == 1
        has = in_french(draft.remarks, "ligne n’a qu’une cellule", "lignes n’ont qu’une cellule")
        unless = (
            "l’ôter du fichier si ce n’est pas un lieu"
            if one
            else "les ôter du fichier si ce ne sont pas des lieux"
        )
        unless_en = (
            "take it out of the file unless it is a place"
            if one
            else "take them out of the file unless they are places"
        )
        yield Words(
            f"{has} (un total, une source ?) : {unless}",
            f"{in_english(draft.remarks, 'row has', 'rows have')} only one cell (a total, a source?): {unless_en}",
        )


def _of_refusals(draft: Draft) -> Iterator[Words]:
    name = next((guess.column for guess in draft.guesses if guess.field == "name"), "")
    column = draft.named(name)
    nameless = draft.rows - len(column.texts) if column is not None else 0
    share = (draft.refused + nameless) / max(draft.refused + draft.rows, 1)
    if share > USUAL_REFUSALS:
        yield Words(
            f"{share:.0%} des lignes n’ont pas de nom ou pas le bon nombre de colonnes ({nameless} et {draft.refused}) : "
            f"l’import s’arrête à {USUAL_REFUSALS:.0%} ; corriger le fichier, ou relever « max_refused » en connaissance "
            "de cause",
            f"{share:.0%} of the rows have no name, or another number of columns ({nameless} and {draft.refused}): the "
            f"import stops at {USUAL_REFUSALS:.0%}; fix the file, or deliberately raise “max_refused”",
        )


def of_persons(draft: Draft) -> Words:
    listed = ", ".join(one.column for one in draft.persons)
    return Words(
        f"Laissées de côté car elles parlent d’une personne (données personnelles) : {listed}",
        f"Left out because they are about a person (personal data): {listed}",
    )


def doubtful_persons(draft: Draft) -> Iterator[Words]:
    """Why a column whose name does not say so is left aside as a person's, and what to do where it is the place's."""
    for one in draft.persons:
        if one.why is not None:
            yield Words(
                f"« {one.column} » est laissée de côté, {one.why.fr} ; l’ajouter à la main si elle parle du lieu",
                f"“{one.column}” is left out, {one.why.en}; add it by hand if it is about the place",
            )


def _maybe_of_persons(draft: Draft) -> Iterator[Words]:
    """Proposed columns of contacts some of which may be persons': mobiles, addresses that bear a name."""
    for guess in draft.guesses:
        column = draft.named(guess.column)
        if column is None or guess.field not in _CONTACTS:
            continue
        holds, what = _CONTACTS[guess.field]
        share = column.share(holds)
        if share > 0.1:
            yield Words(
                f"« {column.name} » : {share:.0%} {what.fr} ; vérifier que ce sont ceux des lieux, non de personnes",
                f"“{column.name}”: {share:.0%} {what.en}; check that they belong to places, not to people",
            )
