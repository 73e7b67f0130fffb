"""Listings handed in as frames, files or lists, read and linked: `florilege.link`."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from florilege.door.links import LinkedRecord, Links, ListingTaken, most_likely
from florilege.door.sources import Progress, Source, cells_of, file_cells, is_path, library_of
from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import read_bytes
from florilege.linkage.linking import link as link_records
from florilege.linkage.model import Model, shipped_model
from florilege.linkage.records import LinkRecord, of_record
from florilege.listings.column_signs import SIGNS
from florilege.listings.mapping import Mapping as ListingMapping
from florilege.listings.mapping import parse_mapping, read_mapping
from florilege.listings.readers import read_listing
from florilege.listings.suggest import slug_of, suggest
from florilege.listings.suggested_text import NO_NAMES
from florilege.territory.reference import reference
from florilege.toml_lines import nearest

ID, LATITUDE, LONGITUDE = "id", "latitude", "longitude"
HEADERS: Mapping[str, str] = {one.field: one.named[0] for one in SIGNS} | {
    name: name for name in (ID, LATITUDE, LONGITUDE)
}
"""What a column is called so that it is read as a field, whatever it holds."""
Columns = Mapping[str, str]
"""Field → column."""
Frames = Mapping[str, Source] | Sequence[Source] | Source


def link(
    frames: Frames,
    *,
    columns: Columns | Mapping[str, Columns] | None = None,
    mappings: Mapping[str, str | Path] | None = None,
    model: Model | None = None,
    progress: Progress | None = None,
) -> Links:
    """Which records of one or several listings are one place.

    frames : listings by name, or in a list; each a frame, a list of dicts or the path of a file of any format of
        listings. A file in a list is named after its path, any other is "listing-1", "listing-2"…
    columns : {"name": "Nom du projet"}, for all the listings, or by listing; what is not said is recognised
    mappings : mapping files, by listing, for listings that are read as the mapping says
    model : the one shipped, if none is given; progress : told "read" and "link"

    Raises ListingRefused for a listing in which no names are seen, TableRefused for a cell that is no plain value,
    MappingRefused for a mapping, InputRefused for a name or a column that is not there.
    """
    report = progress or (lambda *_: None)
    sources = _named(frames)
    mapped = {slug_of(name): Path(file) for name, file in (mappings or {}).items()}
    _check_names(mapped, sources)
    taken: list[_Taken] = []
    for rank, (slug, source) in enumerate(sources.items()):
        report("read", rank, len(sources))
        taken.append(
            _as_mapped(slug, source, mapped[slug])
            if slug in mapped
            else _as_recognised(slug, source, _columns_of(slug, columns, sources))
        )
    report("read", len(sources), len(sources))
    report("link", 0, 1)
    records = [record for one in taken for record in one.records]
    communes = reference().communes
    linkage = link_records(
        records,
        model or shipped_model(),
        populations={code: one.population for code, one in communes.items() if one.population},
    )
    report("link", 1, 1)
    by_key, likely = {record.key: record for record in records}, most_likely(linkage.pairs)
    return Links(
        records=tuple(
            _linked(by_key[key], cluster[0], likely.get(key))
            for cluster in linkage.clusters
            for key in cluster
        ),
        pairs=linkage.pairs,
        listings=tuple(one.listing for one in taken),
    )


class _Taken(Struct, frozen=True):
    """A listing read, and its records ready to link."""

    listing: ListingTaken
    records: tuple[LinkRecord, ...]


def _linked(record: LinkRecord, place: str, probability: float | None) -> LinkedRecord:
    return LinkedRecord(
        key=record.key,
        listing=record.listing,
        record_id=record.record_id,
        name=record.names[0] if record.names else "",
        place=place,
        probability=probability,
        commune=record.commune_code,
        latitude=record.latitude,
        longitude=record.longitude,
    )


def _named(frames: Frames) -> dict[str, Source]:
    """The listings by slug; raises InputRefused for two of one name, or for none."""
    named: list[tuple[str, Source]] = []
    if isinstance(frames, Mapping):
        named = [(slug_of(name), one) for name, one in frames.items()]
    elif _is_one(frames):
        named = [_with_name(frames, 1)]  # type: ignore[arg-type]  # a table, as it was just looked at
    else:
        named = [_with_name(one, rank) for rank, one in enumerate(frames, 1)]  # type: ignore[arg-type]
    found = dict(named)
    if not named or len(found) < len(named):
        raise InputRefused(
            Words(
                "au moins un recensement, chacun d’un autre nom",
                "one or more listings, each with a name of its own",
            ),
            value=", ".join(name for name, _ in named),
            hint=Words('les nommer : link({"a": …, "b": …})', 'name them: link({"a": …, "b": …})'),
        )
    return found


def _is_one(frames: object) -> bool:
    """Whether one table is handed in, rather than several."""
    if is_path(frames) or library_of(frames):
        return True
    if not isinstance(frames, Sequence):
        return True  # nor is it a list: it is refused by name when it is read
    return bool(frames) and all(isinstance(one, Mapping) for one in frames)


def _with_name(source: Source, rank: int) -> tuple[str, Source]:
    if isinstance(source, str | Path):
        return slug_of(Path(source).stem), source
    return f"listing-{rank}", source


def _check_names(named: Mapping[str, object], sources: Mapping[str, Source]) -> None:
    """Refuse what is said of a listing that is not there."""
    for name in named:
        if name not in sources:
            raise InputRefused(
                Words(
                    f"l’un des recensements : {', '.join(sources)}",
                    f"one of the listings: {', '.join(sources)}",
                ),
                value=name,
                hint=nearest(name, sources),
            )


def _columns_of(
    slug: str, columns: Columns | Mapping[str, Columns] | None, sources: Mapping[str, Source]
) -> Columns:
    """What is said of the columns of one listing; raises InputRefused for a field that no column can be."""
    said = columns or {}
    by_listing = {slug_of(name): one for name, one in said.items() if isinstance(one, Mapping)}
    if by_listing:
        _check_names(by_listing, sources)
    own = by_listing.get(slug, {}) if by_listing else {key: str(one) for key, one in said.items()}
    for field in own:
        if field not in HEADERS:
            listed = ", ".join(HEADERS)
            raise InputRefused(
                Words(f"un champ : {listed}", f"a field: {listed}"),
                column="columns",
                value=field,
                hint=nearest(field, HEADERS),
            )
    return own


def _as_mapped(slug: str, source: Source, file: Path) -> _Taken:
    """A listing read as its mapping file says."""
    mapping = replace(read_mapping(file), slug=slug)
    content = (
        read_bytes(Path(source), ListingRefused) if isinstance(source, str | Path) else _csv(source, slug)
    )
    return _read(mapping, content, file.read_text(encoding="utf-8"), _of_mapping(mapping), slug)


def _as_recognised(slug: str, source: Source, columns: Columns) -> _Taken:
    """A listing of which the columns are recognised, those apart that are said."""
    if isinstance(source, str | Path) and not columns:
        content, file = read_bytes(Path(source), ListingRefused), str(source)
    else:
        path = Path(source) if isinstance(source, str | Path) else None
        file = slug if path is None else str(path)
        cells = cells_of(source, name=slug) if path is None else file_cells(path)
        for field, column in columns.items():
            if column not in cells.columns:
                raise InputRefused(
                    Words(f"une colonne de la table ({', '.join(cells.columns)})", f"a column of the table ({', '.join(cells.columns)})"),
                    file=file, column=field, value=column, hint=nearest(column, cells.columns),
                )  # fmt: skip
        content = cells.renamed({column: HEADERS[field] for field, column in columns.items()}).csv.encode()
    try:
        found = suggest(content, file=file, slug=slug)
    except ListingRefused as fault:
        raise _with_columns(fault) from fault
    seen = {guess.field: guess.column for guess in reversed(found.guesses)}
    if found.record_id is not None:
        seen[ID] = found.record_id
    if found.points is not None:
        seen |= {LATITUDE: found.points.latitude, LONGITUDE: found.points.longitude}
    for field, column in columns.items():
        if seen.get(field) != HEADERS[field]:
            raise ListingRefused(
                Words(
                    f"une colonne qui se lise comme « {field} »" + (", remplie et différente à chaque ligne" if field == ID else ""),
                    f'a column that reads as "{field}"' + (", filled in and different on every row" if field == ID else ""),
                ),
                file=file,
                column=column,
            )  # fmt: skip
        seen[field] = column
    return _read(parse_mapping(found.toml, file=file, draft=True), content, found.toml, seen, file)


def _with_columns(fault: ListingRefused) -> ListingRefused:
    """The same, with advice worded for Python, where no column of names is seen."""
    if fault.expected != NO_NAMES:
        return fault
    hint = Words('dire laquelle : columns={"name": …}', 'say which one: columns={"name": …}')
    return ListingRefused(fault.expected, file=fault.where.file, value=fault.value, hint=hint)


def _csv(source: Source, slug: str) -> bytes:
    return cells_of(source, name=slug).csv.encode()


def _of_mapping(mapping: ListingMapping) -> dict[str, str]:
    """The columns that a mapping reads, by field."""
    return {rule.field: "+".join(rule.columns) for rule in reversed(mapping.fields) if rule.columns}


def _read(mapping: ListingMapping, content: bytes, toml: str, columns: Columns, file: str) -> _Taken:
    try:
        read = read_listing(mapping, io.BytesIO(content), version=mapping.in_use.date, reference=reference())
    except InputRefused as fault:
        raise fault.in_file(file) from fault
    listing = ListingTaken(
        slug=mapping.slug,
        rows=read.rows,
        records=len(read.records),
        columns=dict(columns),
        report=read.report,
        mapping=toml,
    )
    return _Taken(listing, tuple(of_record(record) for record in read.records))
