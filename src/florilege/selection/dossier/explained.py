"""The words that come with a dossier: what it is and how to check it, in both languages."""

from __future__ import annotations

from florilege.faults import Words


def readme(title: Words) -> bytes:
    """README.md of a dossier."""
    return f"""# {title.fr}

Ce dossier contient tout ce sur quoi repose une sélection : les faits et leurs sources, la grille, les règles, les
décisions des personnes, la graine des tirages, et le résultat tel qu’il est publié. Pour le vérifier et tout recalculer :

    florilege replay dossier.zip

La commande dit « identique », ou ce qui diffère. `manifest.json` donne la somme SHA-256 de chaque fichier ; s’il y a un
`signature.json`, il signe ce manifeste (Ed25519). Les jurés, s’il y en a, n’y sont que des numéros.

# {title.en}

This dossier holds all that a selection rests on: facts and their sources, the grid, the rules, what persons decided,
the seed of the draws, and the result as published. To check it and compute all of it again:

    florilege replay dossier.zip

The command says "same", or what differs. `manifest.json` gives the SHA-256 of each file; a `signature.json`, if any,
signs that manifest (Ed25519). Jurors, if any, are numbers only.
""".encode()
