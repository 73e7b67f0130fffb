"""Files that people name: read whole or refused in words, written whole or not at all, never over what is read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from florilege.faults import InputRefused, Words

_FILE = Words("un fichier qui existe", "a file that exists")
_FOLDER = Words("un dossier où l’on peut écrire", "a folder that can be written to")
_CHECK_PATH = Words("vérifier le chemin", "check the path")
_ANOTHER = Words("en donner un autre par --out", "choose another with --out")


def read_bytes(path: Path, refusal: type[InputRefused] = InputRefused) -> bytes:
    """The bytes of a file; a folder, a link to nothing, a file that may not be read are refused as `refusal`."""
    try:
        with path.open("rb") as stream:
            return stream.read()
    except (OSError, ValueError) as error:
        raise unreadable(path, error, refusal) from error


def read_text(path: Path, refusal: type[InputRefused] = InputRefused) -> str:
    """A UTF-8 text, its mark of byte order left out; another encoding is refused, with the line of the first wrong byte.

    A NUL byte is no text either: what holds some is a binary file, or UTF-16 without its mark.
    """
    content = read_bytes(path, refusal)
    try:
        text = content.decode("utf-8-sig")
        wrong = content.find(b"\0")
    except UnicodeDecodeError as error:
        text, wrong = "", error.start
    if wrong < 0:
        return text
    raise refusal(
        Words("un texte en UTF-8", "UTF-8 text"),
        file=str(path),
        line=content[:wrong].count(b"\n") + 1,
        value=content[wrong : wrong + 1].hex(),
        hint=Words("enregistrer le fichier en UTF-8", "save the file as UTF-8"),
    )


def check_readable(path: Path, refusal: type[InputRefused] = InputRefused) -> None:
    """Refuse what cannot be opened as a file, before a library opens it and says so in words of its own."""
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except (OSError, ValueError) as error:
        raise unreadable(path, error, refusal) from error


def unreadable(path: Path, error: Exception, refusal: type[InputRefused] = InputRefused) -> InputRefused:
    """The fault of a file that the system does not let be read, to be raised by the caller."""
    file = str(path).replace("\0", "\\0")
    if isinstance(error, FileNotFoundError):
        return refusal(_FILE, file=file, hint=_broken_link(path) or _CHECK_PATH)
    if isinstance(error, NotADirectoryError):
        return refusal(_FILE, file=file, value=error.strerror, hint=_CHECK_PATH)
    if isinstance(error, IsADirectoryError):
        return refusal(
            Words("un fichier, et non un dossier", "a file, not a folder"),
            file=file,
            hint=Words("nommer un fichier de ce dossier", "name a file in this folder"),
        )
    value = error.strerror if isinstance(error, OSError) else str(error)
    hint = _CHECK_PATH
    if isinstance(error, PermissionError):
        hint = Words("vérifier les droits du fichier", "check the permissions of the file")
    return refusal(Words("un fichier lisible", "a file that can be read"), file=file, value=value, hint=hint)


def _broken_link(path: Path) -> Words | None:
    if not os.path.islink(path):
        return None
    target = os.readlink(path)
    return Words(
        f"ce lien mène à {target}, qui n’existe pas", f"this link leads to {target}, which does not exist"
    )


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a kill, sees the old one or the new one and nothing between.

    Raises InputRefused where it cannot be written: a folder stands there, a file stands where a folder should, the
    disk is full, it is not permitted.
    """
    written = content.encode() if isinstance(content, str) else content
    if os.path.isfile(path) and read_bytes(path) == written:
        return
    try:
        _replace(path, written)
    except OSError as error:
        raise _unwritable(path, error.strerror or type(error).__name__) from error


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def check_out_file(out: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse a file to write that is one of those read, or that cannot be written: told before anything is done.

    inputs : files that are read, whether they exist or not; None where an option was left out
    """
    for one in inputs:
        if one is not None and same_file(out, one):
            raise overwriting(out, one)
    if os.path.isdir(out):
        raise _unwritable(out, Words("un fichier, et non un dossier", "a file, not a folder"))
    if os.path.lexists(out) and os.path.exists(out) and not os.path.isfile(out):
        raise _unwritable(out, Words("un fichier ordinaire", "an ordinary file"))
    _check_holder(out, out.parent)


def check_out_folder(out: Path) -> None:
    """Refuse a folder to write into that is a file, or that cannot be written to; it is made where it is not there."""
    _check_holder(out, out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise InputRefused(
            _FOLDER,
            file=str(out),
            column="--out",
            value=reason or type(error).__name__,
            hint=_ANOTHER,
        ) from error


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are one file, by whatever links, letters of another case or steps they lead there."""
    try:
        if os.path.samefile(one, other):
            return True
    except (OSError, ValueError):
        pass  # one of them is not there: they are told apart by where they would be
    return os.path.realpath(one) == os.path.realpath(other)


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path is a folder, or lies within it, once all links are followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def overwriting(out: Path, read: Path) -> InputRefused:
    """The fault of an output that would be written over what is read."""
    return InputRefused(
        Words("un autre fichier que ceux qui sont lus", "a file other than the input files"),
        file=str(out),
        column="--out",
        value=str(read),
        hint=_ANOTHER,
    )


def _check_holder(out: Path, folder: Path) -> None:
    """The nearest folder above that exists is one, and may be written to."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):
        raise InputRefused(_FOLDER, file=str(out), column="--out", value=str(folder), hint=_ANOTHER)


def _unwritable(path: Path, reason: str | Words) -> InputRefused:
    if isinstance(reason, Words):
        return InputRefused(reason, file=str(path), column="--out", hint=_ANOTHER)
    expected = Words("un fichier que l’on peut écrire", "a file that can be written")
    return InputRefused(expected, file=str(path), value=reason, hint=_ANOTHER)
