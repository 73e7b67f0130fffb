"""Seats of workshops shared out fairly among people who ranked them, with a proof that nothing fairer exists.

Fair means, in this order: as many people seated as can be; then as few as can be at the worst rank that anybody gets, then at
the rank before, and so on up to the second (a *generous* matching: Mehlhorn and Michail, "Network problems with non-polynomial
weights and applications", 2006); then, between lists that are equal so far, those who asked first come first. It is one problem
of least cost with whole numbers, as long as they must be, so that an earlier aim is never given up for a later one.

People are seated one after the other, each along the cheapest chain of moves (successive shortest paths: Ahuja, Magnanti and
Orlin, *Network Flows*, 1993, 9.7): after each, the seats are shared out at the least cost. The chains are looked for among
workshops and not among people, of whom there are hundreds. What a seat costs everybody else is its *price*; no person would pay
less for another seat than for hers, which proves the whole and can be checked without trusting what found it (`proved`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.exchange.seats import Wish, Workshop, checked

OTHERS = ""
"""Kind of the people whose kind of territory has no ceiling in any workshop: they are alike."""
Leaf = tuple[str, str]
"""Seats of a workshop as people of one kind see them: (workshop, kind)."""
Node = tuple[str, str, str]
"""("enter" | "leave", workshop, kind) or ("seat", workshop, "")."""
ENTER, LEAVE, SEAT = "enter", "leave", "seat"
_DONE: Node = ("done", "", "")
_OUT: Leaf = ("", "")


class Step(Struct, frozen=True):
    """One move of a chain: a person leaves a rank for another. before, after : 1 for a first choice, 0 for no seat"""

    person: str
    before: int
    after: int


class Refusal(Struct, frozen=True):
    """Why a person has not a workshop that she wanted more.

    chain : what would have to move for her to sit there, the least of all; full : the kind whose ceiling is reached, "" when it
    is the room; one_more : whether one more seat there would be hers
    """

    workshop: str
    full: str
    chain: tuple[Step, ...]
    one_more: bool


class Allocation(Struct, frozen=True):
    """Who sits where. seats : person → workshop, "" for nobody's; ranks : how many got their first choice, their second, …

    prices : (workshop, kind) → what one more person there costs everybody else, in the units of `cost_of`
    """

    seats: Mapping[str, str]
    ranks: tuple[int, ...]
    unseated: tuple[str, ...]
    prices: Mapping[Leaf, int]


class _Costs:
    """Costs as whole numbers: the aims one above the other, none of them reached by all that is below it."""

    def __init__(self, wishes: Sequence[Wish]) -> None:
        people = len(wishes)
        deepest = max((len(one.choices) for one in wishes), default=0)
        # what all ties together may come to, then one step of rank for everybody
        self._unit = people * people * (deepest + 1) + 1
        self._base = people + 1
        self._deepest = deepest
        self._people = people

    def of(self, place_in_line: int, rank: int) -> int:
        """The cost of a rank (0 for a first choice) for the person of a place in line (0 asked first)."""
        return (self._base**rank * self._unit if rank else 0) + rank * (self._people - place_in_line)

    def out(self, place_in_line: int) -> int:
        """The cost of no seat."""
        return self.of(place_in_line, self._deepest + 1)


class _Room:
    """The seats while they are shared out."""

    def __init__(self, workshops: Mapping[str, Workshop], wishes: Sequence[Wish]) -> None:
        self.workshops = workshops
        self.wishes = wishes
        self.costs = _Costs(wishes)
        bounded = {kind for one in workshops.values() for kind in one.most}
        self.kinds = [one.kind if one.kind in bounded else OTHERS for one in wishes]
        self.rank = [{key: rank for rank, key in enumerate(one.choices)} for one in wishes]
        self.leaf_of: list[Leaf] = [_OUT] * len(wishes)
        self.inside: defaultdict[Leaf, set[int]] = defaultdict(set)
        self.taken: defaultdict[str, int] = defaultdict(int)
        self.all_kinds = sorted({*self.kinds, OTHERS})
        # cheapest move out of a leaf, by where to; worked out again where somebody came or left
        self._moves: dict[Leaf, dict[Leaf, tuple[int, int]]] = {}

    def cost(self, person: int, leaf: Leaf) -> int:
        return self.costs.out(person) if leaf == _OUT else self.costs.of(person, self.rank[person][leaf[0]])

    def leaf_is_full(self, leaf: Leaf) -> bool:
        most = self.workshops[leaf[0]].most.get(leaf[1])
        return most is not None and len(self.inside[leaf]) >= most

    def is_full(self, workshop: str) -> bool:
        return self.taken[workshop] >= self.workshops[workshop].seats

    def put(self, person: int, leaf: Leaf) -> None:
        old = self.leaf_of[person]
        for changed, change in ((old, -1), (leaf, 1)):
            if changed == _OUT:
                continue
            self.taken[changed[0]] += change
            (self.inside[changed].discard if change < 0 else self.inside[changed].add)(person)
            self._moves.pop(changed, None)
        self.leaf_of[person] = leaf

    def moves(self, leaf: Leaf) -> Mapping[Leaf, tuple[int, int]]:
        """Where to → (cost, person) of the cheapest move of somebody who sits in a leaf; `_OUT` for no seat."""
        found = self._moves.get(leaf)
        if found is None:
            found = {}
            for person in sorted(self.inside[leaf]):
                now = self.cost(person, leaf)
                for where in (*((key, leaf[1]) for key in self.rank[person]), _OUT):
                    if where == leaf:
                        continue
                    change = self.cost(person, where) - now
                    if where not in found or change < found[where][0]:
                        found[where] = (change, person)
            self._moves[leaf] = found
        return found


def allocate(workshops: Sequence[Workshop], wishes: Sequence[Wish]) -> Allocation:
    """Share out the seats of workshops held at one time. wishes : in the order in which people asked

    A person who ranks nothing gets nothing. Raises InputRefused for what cannot be (`seats.checked`). The same input gives the
    same seats on every machine.
    """
    room = _Room(checked(workshops, wishes), wishes)
    for person in range(len(wishes)):
        _seat(room, person)
    return _said(room)


def _said(room: _Room) -> Allocation:
    seats = {one.person: room.leaf_of[rank][0] for rank, one in enumerate(room.wishes)}
    deepest = max((len(one.choices) for one in room.wishes), default=0)
    counts = [0] * deepest
    for person, leaf in enumerate(room.leaf_of):
        if leaf != _OUT:
            counts[room.rank[person][leaf[0]]] += 1
    to_done = _distances(room)[0]
    prices = {
        (key, kind): to_done[(ENTER, key, kind)] for key in room.workshops for kind in room.all_kinds
        if (ENTER, key, kind) in to_done
    }  # fmt: skip
    return Allocation(seats, tuple(counts), tuple(one for one, key in seats.items() if not key), prices)


def _seat(room: _Room, person: int) -> None:
    """Seat one person more along the cheapest chain."""
    kind = room.kinds[person]
    first = room.wishes[person].choices[:1]
    if first and not room.is_full(first[0]) and not room.leaf_is_full((first[0], kind)):
        room.put(person, (first[0], kind))  # nothing is cheaper than a first choice that moves nobody
        return
    to_done, after = _distances(room)
    best: tuple[int, Leaf] = (room.costs.out(person), _OUT)
    for key in room.wishes[person].choices:
        leaf = (key, kind)
        far = to_done.get((ENTER, *leaf))
        if far is not None and (total := room.cost(person, leaf) + far) < best[0]:
            best = (total, leaf)
    if best[1] == _OUT:
        return
    moved = [(person, best[1]), *((who, to) for who, _, to in _chain(room, best[1], after))]
    for who, _ in moved:
        room.put(who, _OUT)  # all leave before anybody sits: no ceiling is passed on the way
    for who, leaf in moved:
        room.put(who, leaf)


def _arcs(room: _Room) -> dict[Node, list[tuple[Node, int]]]:
    """What may follow what, and what it costs.

    To *enter* where the kind has not reached its ceiling, a *seat* of the workshop is needed; where it has, somebody of the kind
    must *leave*. A seat is free, or somebody of any kind leaves it. Whoever leaves enters elsewhere, or has no seat.
    """
    arcs: dict[Node, list[tuple[Node, int]]] = {}
    for key in room.workshops:
        leaving: list[tuple[Node, int]] = []
        for kind in room.all_kinds:
            leaf = (key, kind)
            enter, leave = (ENTER, *leaf), (LEAVE, *leaf)
            if room.inside[leaf]:
                leaving.append((leave, 0))
                arcs[leave] = [
                    (_DONE if to == _OUT else (ENTER, *to), cost)
                    for to, (cost, _) in room.moves(leaf).items()
                ]
            if room.leaf_is_full(leaf):
                arcs[enter] = [(leave, 0)] if room.inside[leaf] else []
            else:
                arcs[enter] = [((SEAT, key, ""), 0)]
        arcs[(SEAT, key, "")] = leaving if room.is_full(key) else [(_DONE, 0)]
    return arcs


def _distances(room: _Room) -> tuple[dict[Node, int], dict[Node, Node]]:
    """The cheapest way from each node to its end, and the node that follows it (Bellman and Ford: some costs are negative)."""
    arcs = _arcs(room)
    to_done: dict[Node, int] = {_DONE: 0}
    after: dict[Node, Node] = {}
    changed = True
    while changed:
        changed = False
        for node, following in arcs.items():
            best = to_done.get(node)
            for to, cost in following:
                far = to_done.get(to)
                if far is not None and (best is None or cost + far < best):
                    best, after[node], changed = cost + far, to, True
                    to_done[node] = best
    return to_done, after


def _chain(room: _Room, leaf: Leaf, after: Mapping[Node, Node]) -> list[tuple[int, Leaf, Leaf]]:
    """The moves that entering a leaf asks for: (person, from, to), in their order."""
    moves: list[tuple[int, Leaf, Leaf]] = []
    node: Node = (ENTER, *leaf)
    while node != _DONE:
        following = after[node]
        if node[0] == LEAVE:
            here = (node[1], node[2])
            to = _OUT if following == _DONE else (following[1], following[2])
            moves.append((room.moves(here)[to][1], here, to))
        node = following
    return moves


def proved(workshops: Sequence[Workshop], wishes: Sequence[Wish], found: Allocation) -> bool:
    """Whether an allocation keeps to the seats and the ceilings, and its prices prove that nothing is fairer.

    Complementary slackness: nobody would pay less, cost and price together, for another seat or for none; where a seat is free and
    no ceiling is reached the price is nothing; no price is below nothing. Nothing here trusts how the seats were found.
    """
    room = _Room(checked(workshops, wishes), wishes)
    for person, wish in enumerate(wishes):
        key = found.seats[wish.person]
        if key and key not in room.rank[person]:
            return False
        if key:
            room.put(person, (key, room.kinds[person]))
    for key, workshop in room.workshops.items():
        if room.taken[key] > workshop.seats:
            return False
        known = [found.prices[(key, kind)] for kind in room.all_kinds if (key, kind) in found.prices]
        room_price = min(known, default=0) if room.is_full(key) else 0
        for kind in room.all_kinds:
            price = found.prices.get((key, kind))
            most = workshop.most.get(kind)
            if most is not None and len(room.inside[(key, kind)]) > most:
                return False
            # above the price of the room there is a price of the ceiling, which only a ceiling that is reached may have
            if price is not None and (
                price < 0 or (price > room_price and not room.leaf_is_full((key, kind)))
            ):
                return False
    for person in range(len(wishes)):
        paid = room.cost(person, room.leaf_of[person]) + _price(found, room.leaf_of[person])
        if paid > room.costs.out(person):
            return False
        for key in room.rank[person]:
            leaf = (key, room.kinds[person])
            price = found.prices.get(leaf)
            if price is not None and room.cost(person, leaf) + price < paid:
                return False
    return True


def _price(found: Allocation, leaf: Leaf) -> int:
    return 0 if leaf == _OUT else found.prices[leaf]


def refusals(
    workshops: Sequence[Workshop], wishes: Sequence[Wish], found: Allocation, person: str
) -> tuple[Refusal, ...]:
    """Why a person has none of the workshops that she wanted more than the one she got; raises KeyError for a stranger."""
    by_key = checked(workshops, wishes)
    room = _Room(by_key, wishes)
    for at, wish in enumerate(wishes):
        if found.seats[wish.person]:
            room.put(at, (found.seats[wish.person], room.kinds[at]))
    mine = {wish.person: at for at, wish in enumerate(wishes)}[person]
    got = room.leaf_of[mine]
    kind = room.kinds[mine]
    after, heirs = _distances(room)[1], _heirs(room)
    wanted = wishes[mine].choices if got == _OUT else wishes[mine].choices[: room.rank[mine][got[0]]]
    said = []
    for key in wanted:
        leaf = (key, kind)
        steps = tuple(
            Step(wishes[who].person, _ordinal(room, who, one), _ordinal(room, who, other))
            for who, one, other in _chain(room, leaf, after)
        ) if (ENTER, *leaf) in after else ()  # fmt: skip
        full = kind if room.leaf_is_full(leaf) and not room.is_full(key) else ""
        said.append(Refusal(key, full, steps, heirs.get(leaf) == mine))
    return tuple(said)


def _ordinal(room: _Room, person: int, leaf: Leaf) -> int:
    return 0 if leaf == _OUT else room.rank[person][leaf[0]] + 1


def _heirs(room: _Room) -> dict[Leaf, int]:
    """Who would sit in one seat more, for each kind that it may be for: the head of the chain that then gains most.

    She leaves a seat that others gain by in their turn: what a seat more is worth is found as distances are, from the other end.
    """
    worth: dict[Leaf, int] = {}
    heirs: dict[Leaf, int] = {}
    leaves = [(key, kind) for key in room.workshops for kind in room.all_kinds]
    changed = True
    while changed:
        changed = False
        for leaf in leaves:
            for person, now in enumerate(room.leaf_of):
                if room.kinds[person] != leaf[1] or now == leaf or leaf[0] not in room.rank[person]:
                    continue
                gain = room.cost(person, now) - room.cost(person, leaf) + _left_behind(room, worth, now)
                if gain > worth.get(leaf, 0):
                    worth[leaf], heirs[leaf], changed = gain, person, True
    return heirs


def _left_behind(room: _Room, worth: Mapping[Leaf, int], leaf: Leaf) -> int:
    """What the seat that somebody leaves is worth: to her kind, and to every kind whose ceiling is not what keeps it out."""
    if leaf == _OUT:
        return 0
    kinds = room.all_kinds if room.is_full(leaf[0]) else [leaf[1]]
    open_ones = [kind for kind in kinds if kind == leaf[1] or not room.leaf_is_full((leaf[0], kind))]
    return max((worth.get((leaf[0], kind), 0) for kind in open_ones), default=0)
