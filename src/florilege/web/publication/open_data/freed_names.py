"""Names that may not be published, taken out of what a selection says: by place where the place is known, else as quoted.

A sentence names a place between quotation marks (`florilege.selection.reasons`). A name is never looked for inside another:
"Le Lab" is no part of "Le Laboratoire", and what an open place is called too may be said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.utils.text import slugify
from msgspec import Struct

from florilege.web.inventory.addresses import LONGEST

_QUOTED = ("« {} »", '"{}"')


class FreedNames(Struct, frozen=True):
    """Names of places as they were and as they are without the claims that bind.

    before, after : place id → name; a place that is left out has none after
    """

    before: Mapping[str, str]
    after: Mapping[str, str]

    def in_json(self, value: object) -> tuple[object, int]:
        """Stored JSON with the names replaced, and how many texts are left empty, as they name a place left out."""
        return self._in_json(value, self._said())

    def _said(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        """What texts may quote, the longest first, and what is quoted in its place: "" for a name that has no other."""
        open_names = set(self.after.values())
        names = {name: name for name in open_names}
        for place_id, name in sorted(self.before.items()):
            if name not in open_names:
                other = self.after.get(place_id, "")
                # two places of one name that is not open: a text does not say which of them it means
                names[name] = other if names.get(name, other) == other else ""
        quoted = {
            form.format(name): form.format(other) if other else ""
            for name, other in names.items()
            if name
            for form in _QUOTED
        }
        longest_first = sorted(quoted, key=lambda text: (-len(text), text))
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)"), quoted

    def _of(self, place_id: str, said: object) -> object:
        """The name that a place has now; as it was said where nothing changed."""
        name = self.after.get(place_id, "")
        return said if name == self.before.get(place_id, name) else name

    def _in_json(self, value: object, said: tuple[re.Pattern[str], Mapping[str, str]]) -> tuple[object, int]:
        if isinstance(value, str):
            return _in_text(value, *said)
        if isinstance(value, Mapping):
            pairs = {key: self._in_json(item, said) for key, item in value.items()}
            place_id = value.get("place_id")
            if isinstance(place_id, str) and "name" in value:
                name = self._of(place_id, value["name"])
                pairs["name"] = name, int(not name and bool(value["name"]))
            return {key: item for key, (item, _) in pairs.items()}, sum(n for _, n in pairs.values())
        if isinstance(value, list | tuple):
            items = [self._in_json(item, said) for item in value]
            return [item for item, _ in items], sum(count for _, count in items)
        return value, 0


def _in_text(text: str, pattern: re.Pattern[str], quoted: Mapping[str, str]) -> tuple[str, int]:
    if any(not quoted[match] for match in pattern.findall(text)):
        return "", 1
    return pattern.sub(lambda match: quoted[match.group()], text), 0


def freed_slug(slug: str, place_id: str, names: Collection[str], towns: Collection[str]) -> str:
    """The slug of a page, "" where a name or a town that is not among these went into it."""
    bases = {slugify(name)[:LONGEST].strip("-") for name in names} - {""} | {place_id}
    ends = {"", *(f"-{slugify(town)}" for town in towns if town)}
    made = {f"{base}{end}" for base in bases for end in ends}
    return slug if slug in made or slug.removesuffix(f"-{place_id}") in made else ""
