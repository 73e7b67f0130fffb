"""Many people who write one practice over HTTP, each in a thread with her own cookies, as the script of the page does."""

from __future__ import annotations

import http.cookiejar
import json
import re
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from msgspec import Struct

from florilege.exchange.merging import words_of


class Met(Struct, frozen=True):
    """What came of it. typed : every word that anybody typed; standing : those that stand; seconds : of each save"""

    typed: frozenset[str]
    standing: frozenset[str]
    seconds: tuple[float, ...]
    faults: tuple[str, ...]


@dataclass
class Writer:
    """A browser of one person, without its window."""

    session: str
    name: str
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        self._token = ""

    def get(self, address: str) -> str:
        with self._open(address, timeout=120) as answer:
            text: str = answer.read().decode()
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self._token = found[1]
        return text

    def post(self, address: str, values: dict[str, str]) -> tuple[str, str]:
        """(address that it leads to, text)."""
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **values}).encode()
        request = urllib.request.Request(
            address, data=sent, headers={"X-CSRFToken": self._token, "Referer": address}
        )
        with self._open(request, timeout=120) as answer:
            return answer.geturl(), answer.read().decode()

    def save(self, practice: str, name: str, text: str, base: int, token: str) -> dict[str, object]:
        began = time.perf_counter()
        values = {"field": name, "text": text, "base": str(base), "token": token}
        found: dict[str, object] = json.loads(self.post(f"{practice}champ/", values)[1])
        self.seconds.append(time.perf_counter() - began)
        return found


def write_at_once(session: str, *, people: int, turns: int, pause: float = 0.0) -> Met:
    """Have people write in one field of one practice, and each in a practice of her own, all at once.

    pause : seconds before each save, in which a person types
    """
    first = Writer(session, "Anne")
    first.get(session)
    together, _ = first.post(
        session, {"act": "begin", "title": "Ensemble", "kind": "innovation", "name": "Anne"}
    )
    writers = [Writer(session, f"personne {who}") for who in range(people)]
    faults: list[str] = []
    owns: list[str] = []
    start = threading.Barrier(people)

    def write(who: int) -> None:
        try:
            one = writers[who]
            one.get(session)
            own, _ = one.post(
                session, {"act": "begin", "title": f"titre{who}", "kind": "difficulty", "name": one.name}
            )
            owns.append(own)
            start.wait(timeout=120)
            mine, common, base, own_base = "", "", 0, 0
            for turn in range(turns):
                time.sleep(pause)
                mine = f"{mine} seul{who}x{turn}".strip()
                own_base = int(str(one.save(own, "what", mine, own_base, f"{who}-{turn}-own")["number"]))
                time.sleep(pause)
                common = f"{common} commun{who}x{turn}".strip()
                kept = one.save(together, "what", common, base, f"{who}-{turn}")
                if turn % 2:
                    base, common = int(str(kept["number"])), str(kept["text"])
                else:
                    base = int(str(kept["sent"]))
        except Exception as fault:
            faults.append(f"{who}: {fault!r}")

    threads = [threading.Thread(target=write, args=(who,)) for who in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    typed = {
        f"{kind}{who}x{turn}" for kind in ("seul", "commun") for who in range(people) for turn in range(turns)
    }
    states = (json.loads(first.get(f"{address}etat.json")) for address in (together, *owns))
    standing = {word for state in states for word in words_of(state["fields"].get("what", (0, ""))[1])}
    seconds = tuple(second for one in writers for second in one.seconds)
    return Met(frozenset(typed), frozenset(standing), seconds, tuple(faults))
