"""A mapping proposed for listings as strangers publish them: addresses in parts, persons, blank rows, odd files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import pytest

from florilege.faults import InputRefused, ListingRefused
from florilege.listings.formats.zip_parts import Archive, Limits
from florilege.listings.mapping import parse_mapping
from florilege.listings.readers import read_listing
from florilege.listings.records import ListingRead
from florilege.listings.suggest import Suggestion, slug_of, suggest
from florilege.territory.reference import reference
from tests.listings.published_files import in_csv, in_json, raw_workbook, workbook

TOWNS = ("Valence", "Crest", "Die", "Livron-sur-Drôme", "Loriol-sur-Drôme", "Nyons")
POSTCODES = ("26000", "26400", "26150", "26250", "26270", "26110")
WAYS = ("rue Haute", "place du Marché", "avenue de la Gare", "quai Neuf", "chemin Vert", "route de Lyon")
NAMES = ("Le Lab", "L’Usine", "La Fabrique", "Le Hangar", "L’Atelier", "La Ruche")


def propose(content: bytes, **how: str) -> Suggestion:
    return suggest(content, file="t", slug=how.get("slug", "essai"), language=how.get("language", "fr"))


def read(content: bytes) -> ListingRead:
    mapping = parse_mapping(propose(content).toml, file="propose.toml", draft=True)
    return read_listing(mapping, io.BytesIO(content), version=mapping.versions[0].date, reference=reference())


def table(columns: dict[str, Sequence[str]], *, rows: int = 6) -> bytes:
    """A table of places with these columns between their name and their town."""
    header = ("id", "Nom du lieu", *columns, "Code postal", "Ville")
    lines = [
        (
            f"p{n * 7}",
            f"{NAMES[n % 6]} {n}",
            *(texts[n % len(texts)] for texts in columns.values()),
            POSTCODES[n % 6],
            TOWNS[n % 6],
        )
        for n in range(rows)
    ]
    return in_csv([header, *lines])


@pytest.mark.parametrize(
    ("columns", "address"),
    [
        ({"N°": ("12", "3", "1 bis"), "Rue": WAYS}, "12 rue Haute"),
        ({"numero": ("12", "", "7"), "adresse": WAYS}, "12 rue Haute"),
        ({"num_voie": ("12",), "nom_voie": WAYS}, "12 rue Haute"),
        ({"NumVoie": ("12",), "LibVoie": WAYS}, "12 rue Haute"),
        ({"Numéro de voie": ("12.0",), "Voie": WAYS}, "12 rue Haute"),
        ({"adresse": WAYS, "n° de rue": ("12",)}, "12 rue Haute"),
        ({"housenumber": ("12",), "street": WAYS}, "12 rue Haute"),
        ({"num": ("12",), "indice_rep": ("bis",), "voie": WAYS}, "12 bis rue Haute"),
        ({"num_voie": ("12",), "type_voie": ("rue",), "nom_voie": ("Haute",)}, "12 rue Haute"),
        ({"N°": ("12",), "Adresse": WAYS, "Complément d'adresse": ("Bât. B",)}, "12 rue Haute, Bât. B"),
        ({"adresse": WAYS, "complement_adresse": ("Zone nord",)}, "rue Haute, Zone nord"),
        ({"Adresse 1": WAYS, "Adresse 2": ("Résidence du Parc",)}, "rue Haute, Résidence du Parc"),
    ],
)
def test_the_parts_of_an_address_are_brought_together(
    columns: dict[str, Sequence[str]], address: str
) -> None:
    assert read(table(columns)).records[0].first("address") == address


def test_an_address_that_has_its_number_is_not_given_another() -> None:
    columns = {
        "Numéro": ("41", "17", "23", "8", "90", "66"),
        "Adresse": [f"{n} rue Haute" for n in range(1, 7)],
    }
    assert read(table(columns)).records[0].first("address") == "1 rue Haute"


def test_ids_called_numbers_are_no_house_numbers() -> None:
    lines = [(str(n + 1), f"{NAMES[n]} {n}", WAYS[n], TOWNS[n]) for n in range(6)]
    found = propose(in_csv([("N°", "nom", "adresse", "ville"), *lines]))
    assert next(guess for guess in found.guesses if guess.field == "address").columns == ()


@pytest.mark.parametrize(
    "person",
    [
        "Téléphone du contact",
        "contact_tel",
        "Tél. référent",
        "telResponsable",
        "Portable de la directrice",
        "Téléphone animateur",
        "TÃ©lÃ©phone du rÃ©fÃ©rent",
    ],
)
def test_the_telephone_of_a_person_is_never_the_place_s(person: str) -> None:
    numbers = [f"06 12 34 56 7{n}" for n in range(6)]
    alone = propose(table({person: numbers}))
    assert not [guess for guess in alone.guesses if guess.field == "phone"]
    assert "données personnelles" in alone.toml
    assert person in " ".join(words.fr for words in alone.to_fill)
    beside = propose(table({person: numbers, "Standard": [f"04 75 00 00 0{n}" for n in range(6)]}))
    assert [guess.column for guess in beside.guesses if guess.field == "phone"] == ["Standard"]


def test_the_e_mail_of_a_person_is_known_by_the_name_beside_it_whatever_its_column_is_called() -> None:
    people = (
        "Claude Exemple",
        "Dominique Essai",
        "Camille Modele",
        "Sacha Temoin",
        "Alix Specimen",
        "Lou Patron",
    )
    columns = {
        "Prénom": [one.split()[0] for one in people],
        "Nom": [one.split()[1] for one in people],
        "Mail": [f"{one.lower().replace(' ', '.')}@exemple.fr" for one in people],
        "Courriel": [f"bonjour{n}@lieu{n}.fr" for n in range(6)],
    }
    found = propose(table(columns))
    assert [guess.column for guess in found.guesses if guess.field == "email"] == ["Courriel"]
    assert [guess.column for guess in found.guesses if guess.field == "name"] == ["Nom du lieu"]
    assert "Prénom, Nom, Mail" in found.toml


def test_the_contact_of_a_place_is_the_place_s() -> None:
    found = propose(table({"Contact accueil": [f"04 75 00 00 0{n}" for n in range(6)]}))
    assert [guess.column for guess in found.guesses if guess.field == "phone"] == ["Contact accueil"]


def test_blank_rows_are_counted_and_the_ids_kept() -> None:
    content = in_csv([("id", "nom", "cp", "ville"), *_padded(50, 40)])
    found = propose(content)
    assert found.record_id == "id"
    assert "max_refused" not in found.toml
    assert any(words.fr.startswith("40 lignes vides") for words in found.to_fill)
    listing = read(content)
    assert (len(listing.records), listing.rows) == (50, 50)
    assert [
        (line.line, line.before, line.action) for line in listing.report if line.rule == "blank-rows"
    ] == [(52, "40", "mended")]


def _padded(places: int, blank: int) -> list[tuple[str, ...]]:
    lines = [(f"T{n:03}", f"{NAMES[n % 6]} {n}", "26000", "Valence") for n in range(places)]
    return lines + [("", "", " ", "")] * blank


def test_blank_rows_of_a_workbook_are_counted_too() -> None:
    lines = [list(line) for line in _padded(8, 3)]
    content = workbook(
        {"Lieux": [["id", "nom", "cp", "ville"], *lines, ["T9", "Le Dernier Lieu", "26400", "Crest"]]}
    )
    listing = read(content)
    assert [(line.line, line.before) for line in listing.report if line.rule == "blank-rows"] == [(10, "3")]
    assert len(listing.records) == 9


def test_a_remark_under_the_table_does_not_cost_the_ids() -> None:
    lines = [*_padded(60, 0), ("", "Source : Région, 2024", "", "")]
    assert propose(in_csv([("id", "nom", "cp", "ville"), *lines])).record_id == "id"


def test_too_many_rows_without_a_name_are_told_and_never_allowed_by_a_guess() -> None:
    lines = [*_padded(20, 0), *((f"S{n}", "", "26400", "Crest") for n in range(5))]
    content = in_csv([("id", "nom", "cp", "ville"), *lines])
    found = propose(content)
    assert "max_refused =" not in found.toml
    assert any("max_refused" in words.fr and "20" in words.fr for words in found.to_fill)
    with pytest.raises(ListingRefused):
        read(content)


def test_names_that_differ_on_every_row_are_a_key_where_there_is_no_other() -> None:
    lines = [
        (f"Atelier {word}", "26000", "Valence")
        for word in ["Rouge", "Vert", "Bleu", "Jaune", "Noir", "Blanc"]
    ]
    content = in_csv([("Nom", "CP", "Ville"), *lines])
    found = propose(content)
    assert found.record_id == "Nom"
    assert "tiennent lieu d’identifiant" in found.toml
    assert [one.record_id for one in read(content).records][:2] == ["Atelier Rouge", "Atelier Vert"]
    twice = propose(in_csv([("Nom", "CP", "Ville"), *lines, ("Atelier Vert", "26400", "Crest")]))
    assert twice.record_id is None


@pytest.mark.parametrize(
    "text", ["mes_lieux 2024", "Île-de-France", "L’été", "lieux.v2", "__", "Données (région)", "ÉCOLES", "é"]
)
def test_the_slug_proposed_is_one_that_the_import_takes(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug_of(text))
    toml = propose(table({}), slug=text).toml
    assert parse_mapping(toml, file="t.toml", draft=True).slug == slug_of(text)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1252", "mac-roman", "cp850", "utf-32"])
def test_the_encoding_of_a_file_without_a_mark_is_seen(encoding: str) -> None:
    lines = [
        (f"p{n * 3}", f"Théâtre & médiathèque n{n} à l’œuvre"[: 24 if encoding == "cp850" else 40], TOWNS[n])
        for n in range(6)
    ]
    content = in_csv([("id", "Dénomination", "Ville"), *lines], delimiter=";", encoding=encoding)
    assert [one.first("name") for one in read(content).records] == [line[1] for line in lines]


def test_texts_read_in_the_wrong_encoding_are_mended_and_reported() -> None:
    names = ["Café des Métiers", "L’Atelier", "Théâtre Étoilé", "L’École d’Été", "Le Hangar", "Œuvre n° 3"]
    lines = [(f"p{n}x", name.encode().decode("cp1252"), TOWNS[n]) for n, name in enumerate(names)]
    content = in_csv([("id", "Nom", "Ville"), *lines])
    found = propose(content)
    assert any("encodage" in words.fr and words.fr.startswith("5 cellules") for words in found.to_fill)
    listing = read(content)
    assert [one.first("name") for one in listing.records] == names
    assert sum(line.rule == "mojibake" for line in listing.report) == 5


@pytest.mark.parametrize(
    "start",
    [
        "sep=;\n",
        "sep=;\r\nRecensement des tiers-lieux;;\n",
        "Recensement des tiers-lieux;;\nMis à jour le 3 mars 2024;;\n",
        "Recensement des tiers-lieux\n\n",
        "\n;;\nListe, à jour\n",
    ],
)
def test_what_stands_above_the_names_of_columns_is_passed_over(start: str) -> None:
    content = (start + "id;nom;ville\nA1;Atelier Bleu;Valence\nA2;Atelier Noir;Crest\n").encode()
    listing = read(content)
    assert [one.record_id for one in listing.records] == ["A1", "A2"]
    lines = content.decode().splitlines()
    assert [lines[one.line - 1][:2] for one in listing.records] == ["A1", "A2"]


ROWS = [{"id": f"A{n}", "nom": f"Atelier {name}", "ville": TOWNS[n]} for n, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("value", "member"),
    [
        ({"type": "ok", "results": ROWS}, "results"),
        ({"success": True, "result": {"total": 6, "records": ROWS}}, "result.records"),
        ({"facets": [{"nom": "x"}], "lieux": ROWS, "autres": []}, "lieux"),
        (
            {"nhits": 6, "records": [{"recordid": f"r{n}", "fields": row} for n, row in enumerate(ROWS)]},
            "records",
        ),
    ],
)
def test_the_list_is_found_where_a_json_file_keeps_it(value: object, member: str) -> None:
    content = in_json(value)
    assert f'member = "{member}"' in propose(content).toml
    assert [one.first("name") for one in read(content).records] == [row["nom"] for row in ROWS]


def test_one_object_a_line_is_refused_with_what_to_do() -> None:
    content = b"\n".join(in_json(row) for row in ROWS)
    with pytest.raises(ListingRefused) as caught:
        propose(content)
    assert caught.value.hint is not None
    assert "[" in caught.value.hint.fr


def ods(rows: str, *, more: str = "") -> bytes:
    """An OpenDocument spreadsheet of one sheet of places, as LibreOffice fills it up, and of `more` sheets."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">'
            f'<office:body><office:spreadsheet><table:table table:name="Lieux">{rows}'
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row></table:table>'
            f"{more}</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_text(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


EMPTY = "<table:table-cell/>"
ODS = "".join(
    (
        ods_row(ods_text("Recensement"), EMPTY),
        ods_row(*map(ods_text, ("id", "nom", "cp", "ville", "ouvert le"))),
        ods_row(
            ods_text("A1"),
            ods_text('Atelier <text:span>de l’</text:span>Île<text:s text:c="1"/>Verte'),
            '<table:table-cell office:value-type="float" office:value="1000"><text:p>01000</text:p></table:table-cell>',
            ods_text("Bourg-en-Bresse"),
            '<table:table-cell office:value-type="date" office:date-value="2024-03-01">'
            "<office:annotation><text:p>relu</text:p></office:annotation><text:p>1er mars</text:p></table:table-cell>",
        ),
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
        ods_row(
            ods_text("A2"),
            ods_text("Atelier Bis"),
            '<table:table-cell office:value-type="float" office:value="26400"><text:p>26400</text:p></table:table-cell>',
            ods_text("Crest", ' table:number-rows-spanned="2"'),
            EMPTY,
        ),
        ods_row(ods_text("A3"), ods_text("Atelier Ter"), EMPTY, "<table:covered-table-cell/>", EMPTY),
    )
)


def test_an_opendocument_spreadsheet_is_read_as_a_workbook_is() -> None:
    listing = read(ods(ODS))
    assert [one.first("name") for one in listing.records] == [
        "Atelier de l’Île Verte",
        "Atelier Bis",
        "Atelier Ter",
    ]
    assert listing.records[0].all("postcode") == ("01000",)
    assert listing.records[0].payload["ouvert le"] == "2024-03-01"
    assert [one.location.commune_code for one in listing.records] == ["01053", "26108", "26108"]
    assert [(line.line, line.before) for line in listing.report if line.rule == "blank-rows"] == [(4, "2")]
    assert [line.after for line in listing.report if line.rule == "merged-cells"] == ["Crest"]


def test_of_several_sheets_of_an_opendocument_spreadsheet_the_longest_is_named() -> None:
    other = f'<table:table table:name="Lisez-moi">{ods_row(ods_text("Bonjour"))}</table:table>'
    assert 'sheet = "Lieux"' in propose(ods(ODS, more=other)).toml


@pytest.mark.parametrize("cut", [200, 60])
def test_a_damaged_opendocument_spreadsheet_is_refused(cut: int) -> None:
    with pytest.raises(InputRefused):
        propose(ods(ODS)[:-cut])


def test_a_workbook_that_declares_too_much_is_refused_at_once_with_that_cause() -> None:
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(40):
                part.write(bytes(1 << 20))
    with pytest.raises(ListingRefused) as caught:
        Archive(io.BytesIO(zeros.getvalue()), limits=Limits(total=20 << 20))
    assert caught.value.value == "40 MB"
    assert "20 Mo" in caught.value.expected.fr


def test_a_workbook_that_inflates_too_much_is_not_taken_for_one_without_columns() -> None:
    filler = "<!--" + " " * (9 << 20) + "-->"
    content = raw_workbook(f"<worksheet>{filler}<sheetData/></worksheet>")
    with pytest.raises(ListingRefused) as caught:
        propose(content)
    assert "archive" in caught.value.expected.fr


@pytest.mark.parametrize("first", [1001, 10001, 75001])
def test_ids_that_happen_to_be_codes_of_communes_are_ids(first: int) -> None:
    lines = [(str(first + n), f"{NAMES[n]} {n}", POSTCODES[n], TOWNS[n]) for n in range(6)]
    content = in_csv([("id_lieu", "nom", "cp", "commune"), *lines])
    found = propose(content)
    assert found.record_id == "id_lieu"
    assert not [guess for guess in found.guesses if guess.field == "commune_code"]
    assert read(content).records[0].location.commune_code == "26362"


def test_house_numbers_that_all_differ_are_no_ids() -> None:
    columns = {
        "adr_num": ("12", "5", "1", "9", "44", "2"),
        "adr_typvoie": ("RUE",),
        "adr_nomvoie": ("HAUTE",),
    }
    content = table(columns).replace(b"id,", b"lieu,").replace(b"p0,", b"p7,")
    found = propose(content)
    assert found.record_id == "Nom du lieu"
    assert read(content).records[1].first("address") == "5 RUE HAUTE"


def test_rows_of_one_cell_are_told_since_they_may_be_no_places() -> None:
    lines = [*_padded(20, 0), ("Total : 20 lieux", "", "", "")]
    found = propose(in_csv([("nom", "type", "cp", "ville"), *lines]))
    assert any(words.fr.startswith("1 ligne n’a qu’une cellule") for words in found.to_fill)
