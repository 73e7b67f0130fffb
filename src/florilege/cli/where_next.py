"""`florilege where-next`: the communes where new places of a service would reach most people whom none reaches yet."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from florilege.cli.application import AsJson, Database, StudyPath, open_store, progress_bar
from florilege.faults import InputRefused, Words
from florilege.toml_lines import nearest


def where_next(
    study: StudyPath,
    service: Annotated[
        str, typer.Option("--service", help="Code of the service, as vocabularies name it.")
    ] = "coworking",
    within: Annotated[float, typer.Option("--within", help="Road kilometres: 10, 20, 30 or 45.")] = 20.0,
    places: Annotated[int, typer.Option("--places", min=1, help="How many new places.")] = 3,
    among: Annotated[
        str,
        typer.Option(
            "--among", help="A département (57) or EPCI (200039865) by its code; all of France without it."
        ),
    ] = "",
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Show where new places would reach the most inhabitants not yet within reach of a listed place of a service.

    The list is exact, or comes with how far from the best it may be (maximum covering; Church and ReVelle 1974). Only
    listings that cover the whole country are counted.

    Example: florilege where-next studies/lieux-innovation --service coworking --within 20 --places 3 --among 57
    """
    open_store(database)
    from florilege.territory.reach import LIMITS
    from florilege.territory.reference import reference
    from florilege.territory.where_next import where_next as chosen
    from florilege.web.steps import chain as study_chain
    from florilege.web.steps import territories
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    if within not in LIMITS:
        raise typer.BadParameter(f"--within takes {', '.join(f'{one:g}' for one in LIMITS)}")
    with progress_bar() as progress:
        study_chain.run_chain(study, last="territories", out=None, force=(), progress=progress)
        progress("where-next", 0, 0)
        known = reference()
        communes = {
            one.code
            for one in known.communes.values()
            if not among or among in (one.departement, one.epci, one.code)
        }
        if not communes:
            raise InputRefused(
                Words("un département ou un EPCI de 2026", "a département or an EPCI of 2026"),
                column="--among",
                value=among,
                hint=nearest(among, (*known.departements, *known.epcis)),
            )
        measured = territories.reach_of_service(open_study(open_folder(study)), service)
        found = chosen(measured, kilometres=within, places=places, sites=communes, among=communes)
    covering = found.covering
    sites = [
        {"commune_code": code, "commune": known.communes[code].name, "inhabitants": gain}
        for code, gain in zip(covering.sites, covering.gains, strict=True)
    ]
    if as_json:
        data = {
            "service": service, "within_km": within, "unreached": found.unreached, "reached": covering.value,
            "bound": covering.bound, "gap": covering.gap, "proved": covering.proved, "sites": sites,
        }  # fmt: skip
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    console = Console(highlight=False, markup=False)
    for one in sites:
        console.print(f"{one['commune_code']}  {one['commune']}: {one['inhabitants']} inhabitants")
    proof = "no other list reaches more" if covering.proved else f"at most {covering.gap:.2%} from the best"
    console.print(
        f"{covering.value} of {found.unreached} inhabitants not yet reached within {within:g} km ({proof})"
    )
