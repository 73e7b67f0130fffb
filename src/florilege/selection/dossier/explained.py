"""The words that come with a dossier: what it is and how to check it, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words


def readme(title: Words, left_out: Sequence[str] = ()) -> bytes:
    """README.md of a dossier. left_out : columns of a table that it does not hold."""
    fr, en = "", ""
    if left_out:
        fr = "\nColonnes de la table que l’étude n’emploie pas, laissées hors du dossier : " + _listed(
            left_out, "fr"
        )
        en = "\nColumns of the table that the study does not use, left out of the dossier: " + _listed(
            left_out, "en"
        )
    return f"""# {title.fr}

Ce dossier contient tout ce sur quoi repose une sélection : les faits et leurs sources, la grille, les règles, les
décisions des personnes, la graine des tirages, et le résultat tel qu’il est publié. Pour le vérifier et tout recalculer :

    florilege replay dossier.zip

La commande dit « identique », ou ce qui diffère. `manifest.json` donne la somme SHA-256 de chaque fichier ; s’il y a un
`signature.json`, il signe ce manifeste (Ed25519). Les jurés, s’il y en a, n’y sont que des numéros.
{fr}
# {title.en}

This dossier holds all that a selection rests on: facts and their sources, the grid, the rules, what persons decided,
the seed of the draws, and the result as published. To check it and compute all of it again:

    florilege replay dossier.zip

The command says "same", or what differs. `manifest.json` gives the SHA-256 of each file; a `signature.json`, if any,
signs that manifest (Ed25519). Jurors, if any, are numbers only.
{en}""".encode()


def _listed(names: Sequence[str], language: str) -> str:
    """Names as a sentence has them, each on one line whatever it holds."""
    quoted = (" ".join(name.split()) for name in names)
    return ", ".join(f"« {name} »" if language == "fr" else f'"{name}"' for name in quoted) + ".\n"
