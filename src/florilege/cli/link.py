"""`florilege link`: the records of a study in its store, or a file of many records by an engine made for them."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins

from florilege.cli.application import AsJson, Database, Force, messages, run
from florilege.faults import MappingRefused, TableRefused
from florilege.files import check_out_file, check_out_folder, check_readable, read_text

if TYPE_CHECKING:
    from florilege.linkage.model import Model


RECORDS, REPORT = "records.parquet", "import.csv"
"""What a listing read with its mapping is written to, beside its clusters."""


class Engine(StrEnum):
    """What links a file of records."""

    LOCAL = "local"
    SPARK = "spark"


def link(
    study: Annotated[
        Path, typer.Argument(help="Study folder; omit with --records.", show_default=False)
    ] = Path(),
    records: Annotated[
        Path | None,
        typer.Option(
            "--records", help="Link a file of records (Parquet or CSV) instead of a study's listings."
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            help="Mapping (TOML) of a listing of any size: --records is then the listing as published.",
        ),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option("--engine", help="Engine for --records: local processes, or Apache Spark."),
    ] = Engine.LOCAL,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Output folder for the clusters, with --records.", show_default=False),
    ] = None,
    model_file: Annotated[
        Path | None,
        typer.Option("--model", help="Model for --records (JSON; default: the one shipped)."),
    ] = None,
    as_fitted: Annotated[
        bool,
        typer.Option(
            "--as-fitted",
            help="Use the model's own merge threshold, not one adjusted to the number of pairs.",
        ),
    ] = False,
    database: Database = "",
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Link records of the same place and pick the value shown for each field.

    With --records, link a file of any size, without a study or store; writes clusters, pairs and a summary.

    Example: florilege link studies/lieux-innovation
    """
    if records is None:
        if study == Path():
            raise typer.BadParameter("a study's folder, or --records FILE --out FOLDER")
        if engine is not Engine.LOCAL or out or model_file or as_fitted or mapping:
            raise typer.BadParameter(
                "--engine, --out, --mapping, --model and --as-fitted go with --records FILE"
            )
        run(study, "link", out=None, database=database, as_json=as_json, force=("link",) if force else ())
        return
    if study != Path() or out is None:
        raise typer.BadParameter("--records FILE goes with --out FOLDER, and without a study")
    _check_out(out, records, mapping, model_file)
    if mapping is not None:
        records = _read_listing(records, mapping, out)
    _link_file(records, out, engine, model=_model(model_file), calibrate=not as_fitted, as_json=as_json)


def _check_out(out: Path, records: Path, mapping: Path | None, model: Path | None) -> None:
    """Refuse a folder that cannot be written to, and the files to be written there that are read."""
    from florilege.linkage.scale.outcome import ACCOUNT, CLUSTERS, PAIRS

    for file, refusal in ((records, TableRefused), (mapping, MappingRefused), (model, TableRefused)):
        if file is not None:
            check_readable(file, refusal)
    check_out_folder(out)
    for name in (CLUSTERS, PAIRS, ACCOUNT, *((RECORDS, REPORT) if mapping is not None else ())):
        check_out_file(out / name, (records, mapping, model))


def _read_listing(listing: Path, mapping_file: Path, out: Path) -> Path:
    """Read a listing of any size into OUT/records.parquet, what was cleaned or refused into OUT/import.csv."""
    from florilege.linkage.scale.listing_file import records_of_listing
    from florilege.listings.counts import in_english
    from florilege.listings.mapping import read_mapping
    from florilege.territory.reference import reference

    mapping, records, report = read_mapping(mapping_file), out / RECORDS, out / REPORT
    read = records_of_listing(
        mapping, listing, version=mapping.in_use.date, reference=reference(), out=records, report=report
    )
    messages.print(
        f"{in_english(read.records, 'record', 'records')}, {in_english(read.refused, 'row', 'rows')} refused, "
        f"{in_english(read.mended, 'value', 'values')} cleaned: {report}",
        markup=False,
        soft_wrap=True,
    )
    return records


def _model(file: Path | None) -> Model:
    from florilege.linkage.model import read_model, shipped_model

    return shipped_model() if file is None else read_model(read_text(file, TableRefused), file=str(file))


def _link_file(
    records: Path, out: Path, engine: Engine, *, model: Model, calibrate: bool, as_json: bool
) -> None:
    from florilege.linkage.scale.outcome import write_outcome

    if engine is Engine.SPARK:
        from florilege.linkage.scale.spark_session import missing, session

        if lacking := missing():
            raise typer.BadParameter(f"--engine spark needs {lacking}")
        from florilege.linkage.scale.on_spark import link_on_spark

        with session() as spark:
            linkage = link_on_spark(spark, records, model, calibrate=calibrate)
    else:
        from florilege.linkage.scale.in_process import link_large

        linkage = link_large(records, model, calibrate=calibrate)
    write_outcome(linkage, out)
    account = to_builtins(linkage.account)
    if as_json:
        sys.stdout.write(json.dumps(account, ensure_ascii=False, indent=2) + "\n")
        return
    for name, value in account.items():
        if name != "left_out":
            sys.stdout.write(f"{name.replace('_', ' '):<18}{value}\n")
    for omitted in linkage.account.left_out:
        sys.stdout.write(
            f"not compared: {omitted.pairs} pairs of {omitted.records} records in {omitted.blocks} oversized blocks "
            f"({omitted.kind}), unless they share something else\n"
        )
