"""What is published of practices: no electronic address in any text, a contact only where it agreed, looked up by what they concern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from msgspec import Struct

from florilege.evidence.privacy import cleaned
from florilege.exchange.practices import Practice
from florilege.exchange.synthesis import Synthesis
from florilege.territory.territory_keys import with_those_above
from florilege.web.study.stored_values import as_stored, from_stored


class Practices(Struct, frozen=True, dict=True):
    """The practices of a study, by key. synthesis : what they say together, None where nobody wrote it"""

    by_key: Mapping[str, Practice]
    synthesis: Synthesis | None

    @cached_property
    def by_place(self) -> Mapping[str, Sequence[Practice]]:
        """Those that concern each place, by its id."""
        return _sorted_under(self.by_key.values(), lambda one: one.places)

    @cached_property
    def by_actor(self) -> Mapping[str, Sequence[Practice]]:
        """Those that concern each actor, by its id."""
        return _sorted_under(self.by_key.values(), lambda one: one.actors)

    @cached_property
    def by_theme(self) -> Mapping[str, Sequence[Practice]]:
        """Those of each theme, by its key; "" for those of none."""
        return _sorted_under(self.by_key.values(), lambda one: one.themes or ("",))

    @cached_property
    def by_territory(self) -> Mapping[str, Sequence[Practice]]:
        """Those of each territory and of those within it, by its key; a territory that tries one has it too."""

        def keys(one: Practice) -> Iterable[str]:
            concerned = (*one.concerned, *(trial.territory for trial in one.trials))
            return dict.fromkeys(holder for key in concerned for holder in with_those_above(key))

        return _sorted_under(self.by_key.values(), keys)


NO_PRACTICES = Practices({}, None)


def practices_of(kept: Iterable[Practice], synthesis: Synthesis | None) -> Practices:
    """What is public of the practices that were kept."""
    shown = {one.key: _public(one) for one in kept}
    together = from_stored(Synthesis, cleaned(as_stored(synthesis))) if synthesis is not None else None
    return Practices(shown, together)


def _public(practice: Practice) -> Practice:
    one = from_stored(Practice, cleaned(as_stored(practice)))
    agreed = one.contact is not None and one.contact.consent
    return one if agreed else replace(one, contact=None)


def _sorted_under(
    practices: Iterable[Practice], keys: Callable[[Practice], Iterable[str]]
) -> Mapping[str, Sequence[Practice]]:
    found: dict[str, list[Practice]] = defaultdict(list)
    for one in practices:
        for key in keys(one):
            found[key].append(one)
    return dict(found)
