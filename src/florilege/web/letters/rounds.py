"""Letters of one text sent to many, one after the other over one line: at most once each, at the pace of the settings.

A round is short, and there is another: letters that somebody waits for (a forgotten password) go in between. A letter is
marked by an update that asks for it waiting: of two rounds, one sends it; and whoever stops her letters meanwhile has stopped
this one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from florilege.faults import Words
from florilege.web.background.performing import Later
from florilege.web.background.stopping import STOP
from florilege.web.letters import addresses, outbox
from florilege.web.letters.models import (
    REFUSED,
    SENDING,
    SENT,
    UNCERTAIN,
    WAITING,
    WITHHELD,
    Letter,
    SharedText,
)
from florilege.web.letters.pace import HOUR, Pace
from florilege.web.letters.sending import mail_server, message_of, return_address
from florilege.web.letters.smtp import Line, NobodyKnows, NoLine, NotTaken
from florilege.web.letters.statuses import is_of_no_mailbox
from florilege.web.letters.texts import worded_by_server

AGAIN = (timedelta(minutes=15), HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR)
"""How long after each try a letter that the server put off is tried again; after the last it is refused."""
BATCH = 100
OVER_ONE_LINE = 100
"""Letters over one line: servers close one that lasts."""
IN_A_ROW = 10
"""Letters refused one after the other for another reason than their mailbox: it is us that the server refuses."""
SHORT = timedelta(seconds=1)
"""What is waited for within a round; for longer, there is another round."""


class _NotWaiting(Exception):
    """The letter does not wait any more: it was stopped meanwhile."""


class Round:
    """A round of letters. waiting : those that may go; goes_on : asked now and then whether they still may

    seconds : after which no other letter is begun
    """

    def __init__(self, waiting: QuerySet[Letter], *, goes_on: Callable[[], bool], seconds: float) -> None:
        self._waiting = waiting.filter(state=WAITING, erased__isnull=True)
        self._goes_on, self._end = goes_on, time.monotonic() + seconds
        since = timezone.now() - HOUR
        an_hour = settings.FLORILEGE_LETTERS_AN_HOUR
        tried = Letter.objects.filter(tried__gt=since).values_list("tried", flat=True) if an_hour else ()
        self._pace = Pace(an_hour, [one for one in tried if one is not None])
        self._texts: dict[int, SharedText] = {}
        self._line: Line | None = None
        self._in_a_row = 0

    def send(self) -> datetime | None:
        """Send what may go now; when to go on, None when no letter waits. Raises Later when the server takes none."""
        last = 0
        try:
            while self._goes_on():
                batch = self._next(last)
                if not batch:
                    return self._due_again()
                held_back = addresses.states({one.digest for one in batch})
                for letter in batch:
                    last = max(last, letter.pk)
                    if held_back.get(letter.digest) == addresses.FAILING:
                        _end(letter, WITHHELD, fault=addresses.FAILING)
                        continue
                    now = timezone.now()
                    when = self._pace.next(now)
                    if STOP.is_asked() or time.monotonic() > self._end or when - now > SHORT:
                        return when
                    if when > now:
                        time.sleep((when - now).total_seconds())
                    self._send(letter)
        finally:
            if self._line is not None:
                self._line.leave()
        return timezone.now()

    def _next(self, after: int) -> list[Letter]:
        """Letters never tried, then those put off whose time has come."""
        fresh = list(self._waiting.filter(attempts=0, pk__gt=after).order_by("pk")[:BATCH])
        if fresh:
            return fresh
        now = timezone.now()
        for tries, delay in enumerate(AGAIN, start=1):
            due = list(self._waiting.filter(attempts=tries, tried__lte=now - delay).order_by("tried")[:BATCH])
            if due:
                return due
        return []

    def _due_again(self) -> datetime | None:
        """When the first of those put off is tried again."""
        moments = [
            tried + AGAIN[tries - 1]
            for tries, tried in self._waiting.filter(attempts__gt=0).values_list("attempts", "tried")
            if tried is not None and tries <= len(AGAIN)
        ]
        return min(moments, default=None)

    def _send(self, letter: Letter) -> None:
        letter.shared = self._text(letter)
        try:
            content = message_of(letter, outbox.whole_body(letter)).as_bytes()
        except ValueError as fault:  # a row that was tampered with: no header is made of it
            _end(letter, REFUSED, fault=worded_by_server(str(fault)))
            return
        try:
            self._over_a_line(letter, content)
        except _NotWaiting:
            return
        except NobodyKnows as error:
            _end(letter, UNCERTAIN, fault=worded_by_server(str(error)))
            return
        except NoLine as error:
            raise _later(error) from error
        except NotTaken as error:
            self._not_taken(letter, error)
            return
        finally:
            self._pace.took(timezone.now())
        self._in_a_row = 0
        _end(letter, SENT)

    def _over_a_line(self, letter: Letter, content: bytes) -> None:
        """Over the line that is open; over a new one where there is none, or where the server has closed it meanwhile."""
        if self._line is not None and self._line.is_open and self._line.letters < OVER_ONE_LINE:
            try:
                self._hand(self._line, letter, content)
                return
            except NoLine:
                pass
        elif self._line is not None:
            self._line.leave()
        self._line = Line(mail_server())
        self._hand(self._line, letter, content)

    def _hand(self, line: Line, letter: Letter, content: bytes) -> None:
        line.hand_over(
            content,
            sender=return_address(letter.reference),
            recipient=letter.to,
            before_text=lambda: _begin_text(letter),
        )

    def _not_taken(self, letter: Letter, error: NotTaken) -> None:
        text = worded_by_server(error.text)
        of_mailbox = is_of_no_mailbox(error.status)
        if error.for_good or letter.attempts >= len(AGAIN):
            if of_mailbox and error.for_good:
                addresses.mark_failing(letter.digest, error.status)
            _end(letter, REFUSED, fault=text, status=error.status)
        else:
            _end(letter, WAITING, fault=text, status=error.status)
        # where the server has answered the text, the try was counted before: as many either way
        Letter.objects.filter(pk=letter.pk).update(attempts=letter.attempts + 1, tried=timezone.now())
        self._in_a_row = 0 if of_mailbox else self._in_a_row + 1
        if self._in_a_row >= IN_A_ROW:
            raise _later(error)

    def _text(self, letter: Letter) -> SharedText:
        key = letter.shared_id or 0
        if key not in self._texts:
            self._texts[key] = SharedText.objects.get(pk=key)
        return self._texts[key]


def cut_short(letters: QuerySet[Letter]) -> int:
    """Say of letters that were being sent when their worker ended that nobody knows; how many. For whoever holds the lane."""
    return letters.filter(state=SENDING).update(state=UNCERTAIN, ended=timezone.now())


def _begin_text(letter: Letter) -> None:
    """The next step cannot be taken back: whoever finds this mark knows that the letter may have gone."""
    waiting = Letter.objects.filter(pk=letter.pk, state=WAITING)
    if not waiting.update(state=SENDING, attempts=F("attempts") + 1, tried=timezone.now()):
        raise _NotWaiting


def _end(letter: Letter, state: str, *, fault: str = "", status: str = "") -> None:
    Letter.objects.filter(pk=letter.pk, state__in=(WAITING, SENDING)).update(
        state=state, fault=fault, status=status, ended=timezone.now()
    )


def _later(error: NotTaken) -> Later:
    text = worded_by_server(error.text)
    return Later(Words(f"le serveur a répondu : {text}", f"the server answered: {text}"))
