"""Locks of the system on open files: let go of when their process ends, however it ends.

Where the system has none (Windows), whoever asks gets it: two commands at once are then up to whoever starts them.
"""

from __future__ import annotations


def take(handle: int, *, wait: bool) -> bool:
    """Whether the lock of an open file is ours, until it is closed. wait : for whoever has it; else the answer comes at once"""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
