"""From the document as data to the bytes of a PDF, by Typst, in a process of its own.

A process of its own: it runs while the pages are written, and what the typesetter keeps in memory goes with it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LAYOUT = Path(__file__).resolve().parent / "layout"
MAIN = "report.typ"
STANDARD: Final = "ua-1"
"""PDF/UA-1: the compiler refuses a picture without words, a skipped heading, a document without title or language."""


class Typesetting:
    """A document being set in a process of its own; `pdf` waits for it. main : the layout that sets it"""

    def __init__(self, content: bytes, pictures: Mapping[str, bytes], *, main: str = MAIN) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="florilege-report-")
        root = Path(self._folder.name)
        shutil.copytree(LAYOUT, root, dirs_exist_ok=True)
        (root / "content.json").write_bytes(content)
        for name, picture in pictures.items():
            path = root / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(picture)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(root), main],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def pdf(self) -> bytes:
        """The bytes of the PDF; raises RuntimeError with what the typesetter said when it refused the document."""
        with self._folder:
            _, said = self._process.communicate()
            if self._process.returncode:
                raise RuntimeError(
                    f"the report could not be typeset: {said.decode(errors='replace').strip()}"
                )
            return (Path(self._folder.name) / "report.pdf").read_bytes()

    def stop(self) -> None:
        """Give it up."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


def _typeset(root: Path, main: str) -> None:
    import typst

    from florilege.web.publication.report import faces, row_headers

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(faces.FOLDER)],
    )
    made = typst.compile(
        str(root / main), root=str(root), font_paths=fonts, pdf_standards=[STANDARD], timestamp=0
    )
    (root / "report.pdf").write_bytes(row_headers.named(made))


if __name__ == "__main__":
    _typeset(Path(sys.argv[1]), sys.argv[2])
