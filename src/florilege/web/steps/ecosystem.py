"""The step between linkage and appraisal: who is behind the places, from what the sources say and the study's files."""

from __future__ import annotations

from florilege.ecosystem.actor_identities import write_actor_identities
from florilege.ecosystem.gathering import gather
from florilege.faults import Words
from florilege.files import write_whole
from florilege.listings.counts import in_english, in_french
from florilege.web.acts import actor_reviews
from florilege.web.ecosystem import stored_ecosystem
from florilege.web.steps.step import (
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.study.folder import fingerprint
from florilege.web.study.open_study import OpenStudy

ECOSYSTEM_ROOMS = (
    "ecosystem",
    "linkage",
    "territory",
    "web/acts/actor_reviews.py",
    "web/ecosystem",
    "web/steps/step.py",
    "web/steps/ecosystem.py",
)


def ecosystem_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Gather the actors, give each its identity, tie them to places and to one another."""

    def inputs() -> str:
        folder = study.folder
        files = (folder.actors, folder.ties, folder.actor_identities, folder.actor_decisions)
        return fingerprint(
            last_fingerprint(study.row, "link"),
            *map(folder.text, files),
            software_fingerprint(*ECOSYSTEM_ROOMS),
        )

    return run_step(study, "ecosystem", inputs=inputs, work=lambda: _gather(study), force=force)


def _gather(study: OpenStudy) -> Counts:
    inventory = stored_ecosystem.inventory_of(study.file.listings)
    found = gather(inventory, stored_ecosystem.texts_of(study.folder))
    if found.identities:
        write_whole(study.folder.actor_identities, write_actor_identities(found.identities))
    stored_ecosystem.store(study.row, found)
    _announce_unsettled(study)
    return {
        "actors": len(found.actors),
        "family known": sum(bool(actor.family) for actor in found.actors),
        "ties": len(found.ties),
        "places with a tie": len({tie.target_id for tie in found.ties if tie.target_kind == "place"}),
        "pairs to review": len(found.questions),
        "left out": len(found.left_out),
        "acts": len(actor_reviews.journal(study.folder)),
    }


def _announce_unsettled(study: OpenStudy) -> None:
    """Tell how many plausible pairs of actors wait for a person, the first of them, and what to type."""
    pairs = actor_reviews.to_settle(study)
    if not pairs:
        return
    first = f"{pairs[0].first.name} / {pairs[0].second.name}"
    command = f'florilege review {study.folder.path} --actors --who "…"'
    count, one = len(pairs), len(pairs) == 1
    notice = Words(
        f"Acteurs : {in_french(count, 'paire', 'paires')} de mentions, peut-être un seul acteur, "
        f"{'attend' if one else 'attendent'} un avis ({'' if one else 'd’abord '}{first})."
        f" Pour {'la' if one else 'les'} trancher : {command}",
        f"Actors: {in_english(count, 'pair', 'pairs')} of mentions, perhaps one actor, "
        f"{'waits' if one else 'wait'} for a verdict ({'' if one else 'first '}{first})."
        f" To settle {'it' if one else 'them'}: {command}",
    )
    study.announce(notice)
