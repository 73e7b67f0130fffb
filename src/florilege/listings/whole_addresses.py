"""A street taken out of a whole address: what the address says besides is weighed against the row's own columns.

The postal code and the town written after the street are dropped because other columns say them. Where those say
something else, nothing is dropped without a line in the report; and an address of another town stays whole, so
that no page shows the street of one town under the name of another.
"""

from __future__ import annotations

from collections.abc import Callable

from florilege.listings.mapping import FieldRule, Mapping
from florilege.listings.normalise import RULES, city_within, postcode_within, street_within
from florilege.listings.rows import Row
from florilege.territory.names import plain

OTHER_TOWN = "address-of-another-town"
OTHER_POSTCODE = "postcode-of-address-dropped"
OTHER_NAME = "town-of-address-dropped"
Report = Callable[[str, str, str], None]
"""Called with a text, the rule that applies to it, and what is kept of it."""


def street_of(text: str, mapping: Mapping, row: Row, report: Report) -> str | None:
    """The street of an address, or the whole of it when its town is not the row's; None when it holds no street."""
    street = street_within(text)
    code, town = postcode_within(text), city_within(text)
    if code is None or street is None:
        return street
    own_code, own_town = _own(mapping, row, "postcode"), _own(mapping, row, "city")
    same_code = own_code is None or RULES["postcode"](own_code) in (code, None)
    same_town = own_town is None or town is None or _alike(town, own_town)
    if not same_code and not same_town:
        report(text, OTHER_TOWN, text)
        return text
    if not same_code:
        report(text, OTHER_POSTCODE, street)
    elif not same_town:
        report(text, OTHER_NAME, street)
    return street


def _own(mapping: Mapping, row: Row, field: str) -> str | None:
    """What a column of its own says of a field, if the row has one."""
    for rule in mapping.fields:
        if rule.field == field and _is_plain(rule):
            for cell in row.of(rule.columns[0]):
                if cell.text.strip() and cell.text.strip() not in mapping.unknown:
                    return cell.text
    return None


def _is_plain(rule: FieldRule) -> bool:
    return rule.extract is None and rule.constant is None and len(rule.columns) == 1


def _alike(town: str, own: str) -> bool:
    """Whether two names of towns are one, but for what follows: a district, a country, a cedex."""
    first, second = plain(RULES["cedex"](town) or town), plain(RULES["cedex"](own) or own)
    return first.startswith(second) or second.startswith(first)
