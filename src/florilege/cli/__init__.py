"""The command line: one verb a step; it calls the shell's operations and says what was done.

Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 input refused, 70 a fault of ours, 130 interrupted.
"""

from __future__ import annotations

import gc
import logging
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import typer

from florilege.cli.application import app, messages
from florilege.cli.verbs import Functions
from florilege.faults import DONE, INTERNAL, INTERRUPTED, REFUSED, WRONG_USE, InputRefused, sentences
from florilege.files import is_within, unreadable

__all__ = ["app", "main"]

VERBS: Mapping[str, Callable[..., None]] = Functions()
"""The verbs, in the order of the way; each has a file of its name, and a line in `verbs.LINES`."""


SELDOM = (100_000, 50, 50)
"""When cycles are looked for: a build makes millions of small values that live to its end, and looking among them every 700 is a
quarter of its time."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point: runs a verb and turns what happens into an exit code and words."""
    gc.set_threshold(*SELDOM)
    try:
        code = app(args=list(arguments) if arguments is not None else None, standalone_mode=False)
        sys.exit(code if isinstance(code, int) else DONE)
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        if callable(show):
            show()
        else:
            messages.print(str(error), markup=False)
        sys.exit(WRONG_USE)
    except InputRefused as fault:
        _refuse(fault)
    except (KeyboardInterrupt, typer.Abort):
        messages.print("interrompu / interrupted", style="yellow")
        sys.exit(INTERRUPTED)
    except Exception as error:
        if (refused := _of_the_system(error) or _of_the_store(error)) is not None:
            _refuse(refused)
        logging.getLogger(__name__).debug("internal fault", exc_info=True)
        messages.print(
            f"faute interne / internal fault: {type(error).__name__}: {error}", style="red", markup=False
        )
        messages.print(traceback.format_exc(), markup=False, soft_wrap=True)
        sys.exit(INTERNAL)


def _refuse(fault: InputRefused) -> NoReturn:
    for said in sentences(fault, "fr"):
        messages.print(f"refusé : {said}", style="red", markup=False, soft_wrap=True)
    for said in sentences(fault, "en"):
        messages.print(f"refused: {said}", style="red", markup=False, soft_wrap=True)
    sys.exit(REFUSED)


def _of_the_system(error: Exception) -> InputRefused | None:
    """What the system refuses about a file that is not the program's own: something to mend, no fault of ours."""
    if not isinstance(error, OSError) or not isinstance(error.filename, str):
        return None
    path = Path(error.filename)
    return None if is_within(path, Path(__file__).parents[1]) else unreadable(path, error)


def _of_the_store(error: Exception) -> InputRefused | None:
    """What a store says when another command is writing to it: something to wait for, no fault of ours."""
    from florilege.web.study.locked_store import (
        locked_store,
    )  # leads to Django, which most verbs have read by then

    return locked_store(error)
