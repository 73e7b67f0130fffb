"""What a new version of a listing changes, record by record and field by field, to be read before it is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.csv_lines import write_lines
from florilege.linkage.succession import Succession
from florilege.listings.records import Record, Value

COLUMNS = ("change", "record_before", "record_after", "name", "field", "before", "after")
METRE = 1e-5
"""Degrees under which two coordinates are the same: publishers re-project and round."""


class FieldChange(Struct, frozen=True):
    """One field of one record: what the version before says of it, and what the later one says."""

    field: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]


class RecordChange(Struct, frozen=True):
    """A record that both versions hold, by its id in each; `fields` is empty when only the id changed."""

    before: str
    after: str
    name: str
    fields: tuple[FieldChange, ...]

    @property
    def renamed(self) -> bool:
        return any(change.field == "name" for change in self.fields)

    @property
    def renewed(self) -> bool:
        """Whether the place has another identifier now."""
        return self.before != self.after


class Difference(Struct, frozen=True):
    """A later version against the one in use; records by (id, name), each in one of the first four parts.

    returned : of the records that both hold, those that had left the listing for a while
    reused : identifiers that now name another place, with the name borne before and the name borne now
    """

    listing: str
    before: str
    after: str
    added: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    changed: tuple[RecordChange, ...]
    unchanged: int
    returned: tuple[str, ...]
    reused: tuple[tuple[str, str, str], ...]

    def counts(self) -> dict[str, int]:
        """How many records of each kind."""
        return {
            "added": len(self.added),
            "changed": sum(bool(change.fields) for change in self.changed),
            "gone": len(self.gone),
            "renamed": sum(change.renamed for change in self.changed),
            "renewed": sum(change.renewed for change in self.changed),
            "returned": len(self.returned),
            "reused": len(self.reused),
            "unchanged": self.unchanged,
        }


def difference(
    before: Sequence[Record], after: Sequence[Record], found: Succession, *, versions: tuple[str, str],
    left: frozenset[str] = frozenset(),
) -> Difference:  # fmt: skip
    """Compare the records that carry on each other.

    before : those of the version in use and, among them, those that had `left` before (by id)
    """
    old = {record.record_id: record for record in before}
    new = {record.record_id: record for record in after}
    both = [
        RecordChange(
            one.before, one.after, _name(new[one.after]), field_changes(old[one.before], new[one.after])
        )
        for one in found.carried
    ]
    changed = tuple(change for change in both if change.fields or change.renewed)
    return Difference(
        listing=after[0].listing if after else before[0].listing if before else "",
        before=versions[0],
        after=versions[1],
        added=tuple((record_id, _name(new[record_id])) for record_id in found.added),
        gone=tuple((record_id, _name(old[record_id])) for record_id in found.gone if record_id not in left),
        changed=changed,
        unchanged=len(both) - len(changed),
        returned=tuple(one.after for one in found.carried if one.before in left),
        reused=tuple((record_id, _name(old[record_id]), _name(new[record_id])) for record_id in found.reused),
    )


def field_changes(before: Record, after: Record) -> tuple[FieldChange, ...]:
    """The fields of which two records say different things, whatever the order of several values."""
    fields = sorted({value.field for value in (*before.values, *after.values)})
    return tuple(
        FieldChange(field, before.all(field), after.all(field))
        for field in fields
        if not _same(before.all(field), after.all(field))
    )


def _same(before: tuple[Value, ...], after: tuple[Value, ...]) -> bool:
    if len(before) == len(after) == 1 and isinstance(before[0], float) and isinstance(after[0], float):
        return abs(before[0] - after[0]) < METRE
    return sorted(map(str, before)) == sorted(map(str, after))


def _name(record: Record) -> str:
    return str(record.first("name") or record.first("bearer") or "")


def difference_text(found: Difference) -> str:
    """The difference as CSV, one line a record added, gone or under a re-used id, one line a field changed."""
    rows: list[tuple[str, ...]] = [
        ("added", "", record_id, name, "", "", "") for record_id, name in found.added
    ]
    rows += [("gone", record_id, "", name, "", "", "") for record_id, name in found.gone]
    rows += [
        ("reused", record_id, record_id, "", "name", before, after)
        for record_id, before, after in found.reused
    ]
    for change in found.changed:
        if change.renewed:
            rows.append(("renewed", change.before, change.after, change.name, "", "", ""))
        rows += [
            (
                "renamed" if field.field == "name" else "changed", change.before, change.after, change.name,
                field.field, " | ".join(map(str, field.before)), " | ".join(map(str, field.after)),
            )
            for field in change.fields
        ]  # fmt: skip
    return write_lines(COLUMNS, rows)
