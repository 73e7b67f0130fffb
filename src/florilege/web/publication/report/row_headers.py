"""The first cell of each row of a table marked as the header of its row, which the typesetter cannot yet say.

Typst marks the cells of a table's head; its function for headers of rows waits behind a switch that the library does
not offer. The tag tree is completed here (ISO 32000-1, 14.8.5.7: `TH` with the attribute `Scope`).
"""

from __future__ import annotations

import io

import pikepdf


def named(pdf: bytes) -> bytes:
    """The PDF with the first cell of each row below a head as a header of its row; the same bytes for the same PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for node in document.objects:
            if isinstance(node, pikepdf.Dictionary) and node.get("/S") == "/TR":
                _name(node)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _name(row: pikepdf.Dictionary) -> None:
    kids = row.get("/K")
    cells = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    first = cells[0]
    if not isinstance(first, pikepdf.Dictionary) or first.get("/S") != "/TD":
        return
    first["/S"] = pikepdf.Name("/TH")
    scope = pikepdf.Dictionary(O=pikepdf.Name("/Table"), Scope=pikepdf.Name("/Row"))
    held = first.get("/A")
    if held is None:
        first["/A"] = scope
    elif isinstance(held, pikepdf.Array):
        held.append(scope)
    else:
        first["/A"] = pikepdf.Array([held, scope])
