"""Actors and ties of the small store to publish, as its study's own files give them."""

from __future__ import annotations

from florilege.ecosystem.gathering import Folder, gather
from florilege.web.ecosystem import stored_ecosystem
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.study.models import Study
from tests.publication import factory

SAID = "https://example.org/page"
ACTORS = f"""actor,name,former_names,short_name,family,siren,source_url,licence
region,Région Bretagne,,,local_authorities,,{SAID},fact-cited
ubo,Université de Bretagne occidentale,,UBO,research,,{SAID},fact-cited
fabrique,Fabrique commune,Ancienne fabrique,,associations,,{SAID},ODbL-1.0
"""
TIES = f"""actor,role,place,to_actor,start,source_url,licence,note
region,funds,fl-00000,,2016,{SAID},fact-cited,écrire à secret.personne@exemple.fr
region,funds,fl-00005,,,{SAID},fact-cited,
region,owns,,ubo,,{SAID},fact-cited,an invented tie
fabrique,runs,fl-00001,,,{SAID},ODbL-1.0,
ubo,partners,fl-00000,,,{SAID},ODbL-1.0,
ubo,partners,fl-00005,,,{SAID},fact-cited,
"""


def with_actors(study: Study) -> StudyContents:
    """What a study publishes once its actors are gathered."""
    inventory = stored_ecosystem.inventory_of([slug for slug, *_ in factory.LISTINGS])
    stored_ecosystem.store(study, gather(inventory, Folder(ACTORS, TIES)))
    return load(study.slug)
