"""What changed since a page was read: whoever acts on it is told what somebody else said meanwhile, before hers is kept.

A page carries a mark of what it showed; the form sends it back. It is compared under the lock of the journal, so that of two
people who send at the same moment the second is told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence

from florilege.evidence.contributions import UNDO, Line
from florilege.faults import InputRefused, Words
from florilege.listings.fields import FIELDS
from florilege.web.acts.examinations import contribution_lines
from florilege.web.inventory.queries import as_text
from florilege.web.study.folder import StudyFolder

Check = Callable[[Sequence[Line]], None]
READ_AGAIN = Words("lire la page à nouveau, puis recommencer", "read the page again, then send it again")
_BYTES = 4
_ACT = "act"


def digest(*parts: object) -> str:
    """Tells two states apart that people would not mix up on purpose."""
    return hashlib.blake2b("\x1f".join(str(one) for one in parts).encode(), digest_size=_BYTES).hexdigest()


def mark(folder: StudyFolder, shown: Mapping[str, object]) -> str:
    """The mark of a page. shown : what it shows, by the name under which it may be acted on"""
    said = {name: digest(value) for name, value in shown.items()}
    return json.dumps({_ACT: _last(contribution_lines(folder)), **said}, separators=(",", ":"))


def unchanged(
    sent: str, places: Collection[str], field: str, shown: Mapping[str, object], *, under: str = ""
) -> Check:
    """The check of a form sent with its mark: raises InputRefused when somebody spoke of the field meanwhile, or when what is
    shown of it is not what it was. under : the name in the mark, the field by default
    """
    name = under or field
    try:
        read = json.loads(sent)
        last, before = int(read[_ACT]), read.get(name)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise InputRefused(
            Words("la page telle qu’elle a été lue", "the page as it was read"), hint=READ_AGAIN
        ) from None

    def check(lines: Sequence[Line]) -> None:
        said = [one for one in lines if one.act > last]
        back = {one.undoes for one in said if one.kind == UNDO}
        for one in reversed(lines):
            mine = one.place_id in places and one.field == field
            if mine and one.act > last:
                raise _conflict(one, field)
            if mine and one.act in back:
                raise _conflict(next(undo for undo in said if undo.undoes == one.act), field)
        if before is not None and before != digest(shown.get(name)):
            raise InputRefused(
                Words(
                    "ce que la page montrait : le site a été mis à jour depuis",
                    "what the page showed: the site was updated since",
                ),
                column=field,
                hint=READ_AGAIN,
            )

    return check


def _conflict(one: Line, field: str) -> InputRefused:
    who, label = one.accepted_by or "?", FIELDS[field].label if field in FIELDS else Words(field, field)
    text = "" if one.right is None else as_text(one.right)
    act = one.act
    if one.kind == UNDO:
        reported = Words(f"{who} a annulé un acte sur ce champ", f"{who} undid an act on this field")
    elif text:
        reported = Words(f"{who} vient d’y dire « {text} »", f"{who} has just said “{text}” there")
    else:
        reported = Words(
            f"{who} vient de dire cette valeur fausse", f"{who} has just said that this value is wrong"
        )
    return InputRefused(
        Words(
            f"« {label.fr} » tel que la page le montrait ; {reported.fr} (acte {act})",
            f"“{label.en}” as the page showed it; {reported.en} (act {act})",
        ),
        hint=READ_AGAIN,
    )


def _last(lines: Sequence[Line]) -> int:
    return max((one.act for one in lines), default=0)
