"""Small faults put into a module, one at a time: what a slip of the hand would change in an expression or a statement.

The operators are those of the literature that find most for their number (Offutt and others, 1996; Just and others,
2014): a comparison moved by one, an operand of a condition left out, a condition that always or never holds, an
arithmetic or set operator for its neighbour, a constant moved by one, an extreme for its opposite, a key or an order
left out of a sort, an element left out of a row of constants, an act left out. Sentences for people are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy

from msgspec import Struct

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COMPUTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
OPPOSITE = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor", "minimum": "maximum",
    "maximum": "minimum", "argmin": "argmax", "argmax": "argmin", "union": "intersection",
    "intersection": "union",
}  # fmt: skip
CLEANING = frozenset({"strip", "casefold", "lower", "upper", "copy", "rstrip", "lstrip"})
SENTENCES = frozenset({"Words", "refused", "InputRefused", "cast", "dataclass", "lru_cache", "TypeVar"})
"""Calls whose arguments are words for people, or say nothing of what is computed."""


class Mutant(Struct, frozen=True):
    """One fault: where, and what stands there before and after.

    lines : of the statement changed; inside : whether it runs when a function is called, not at import
    put : puts the fault into the tree it was found in
    """

    lines: tuple[int, int]
    inside: bool
    before: str
    after: str
    put: Callable[[], None]


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Every fault, in the order of the text; `put` changes `tree` itself, so one tree serves for one fault."""
    yield from _within(tree, inside=False, statement=None)


def _within(node: ast.AST, *, inside: bool, statement: ast.stmt | None) -> Iterator[Mutant]:
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        runs = inside or (isinstance(node, ast.FunctionDef) and name == "body")
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if not isinstance(child, ast.AST) or _is_silent(child):
                continue
            holder = child if isinstance(child, ast.stmt) else statement
            for other in _faults(child, node, name):
                yield _mutant(child, other, (node, name, index), runs, holder)
            yield from _within(child, inside=runs, statement=holder)


def _mutant(
    child: ast.AST,
    other: ast.AST,
    place: tuple[ast.AST, str, int | None],
    runs: bool,
    statement: ast.stmt | None,
) -> Mutant:
    parent, name, index = place

    def put() -> None:
        ast.copy_location(other, child)
        ast.fix_missing_locations(other)
        if index is None:
            setattr(parent, name, other)
        else:
            getattr(parent, name)[index] = other

    first, last = _span(child)
    if statement is not None and not isinstance(statement, ast.FunctionDef | ast.ClassDef):
        first = min(first, statement.lineno)
    return Mutant((first, last), runs, _said(child), _said(other), put)


def _is_silent(node: ast.AST) -> bool:
    """A docstring, a sentence, a refusal's words."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call):
        called = node.func
        named = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
        return named in SENTENCES
    return isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)


def _faults(node: ast.AST, parent: ast.AST, name: str) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BoolOp):
        for left_out in range(len(node.values)):
            kept = [deepcopy(value) for place, value in enumerate(node.values) if place != left_out]
            yield kept[0] if len(kept) == 1 else ast.BoolOp(deepcopy(node.op), kept)
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        yield from _computed(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield deepcopy(node.operand)
    elif isinstance(node, ast.Constant):
        yield from _constants(node, parent)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Tuple | ast.Set | ast.List | ast.Dict):
        yield from _elements(node)
    yield from _conditions(node, parent, name)
    yield from _acts(node)


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        other = deepcopy(node)
        other.ops[place] = COMPARED[type(operator)]()
        yield other


def _computed(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    texts = (ast.JoinedStr, ast.Tuple, ast.List)
    if type(node.op) in COMPUTED and not (isinstance(node, ast.BinOp) and isinstance(node.left, texts)):
        other = deepcopy(node)
        other.op = COMPUTED[type(node.op)]()
        yield other


def _constants(node: ast.Constant, parent: ast.AST) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(parent, ast.keyword) and parent.arg in {"strict", "frozen", "slots", "maxsize", "encoding"}:
        return
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(value * 1.25), ast.Constant(value * 0.75)) if value else [ast.Constant(0.5)]


def _called(node: ast.Call) -> Iterator[ast.AST]:
    called = node.func
    named = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    if named in OPPOSITE:
        other = deepcopy(node)
        if isinstance(other.func, ast.Name):
            other.func.id = OPPOSITE[named]
        elif isinstance(other.func, ast.Attribute):
            other.func.attr = OPPOSITE[named]
        yield other
    if named in {"sorted", "set", "frozenset", "reversed"} and len(node.args) == 1:
        yield ast.Call(ast.Name("list", ast.Load()), [deepcopy(node.args[0])], [])
    if named in CLEANING and not node.args and isinstance(called, ast.Attribute):
        yield deepcopy(called.value)
    for place, keyword in enumerate(node.keywords):
        if keyword.arg in {"key", "reverse", "default", "axis", "kind", "side"}:
            other = deepcopy(node)
            del other.keywords[place]
            yield other


def _elements(node: ast.Tuple | ast.Set | ast.List | ast.Dict) -> Iterator[ast.AST]:
    """The row without each of its elements: rows of constants, and sort keys."""
    elements = node.keys if isinstance(node, ast.Dict) else node.elts
    if len(elements) < 2 or isinstance(getattr(node, "ctx", None), ast.Store):
        return
    held = [*node.keys, *node.values] if isinstance(node, ast.Dict) else node.elts
    simple = all(isinstance(element, ast.Constant) for element in held)
    if not (simple or isinstance(node, ast.Tuple)):
        return
    for place in range(len(elements)):
        other = deepcopy(node)
        if isinstance(other, ast.Dict):
            del other.keys[place], other.values[place]
        else:
            del other.elts[place]
        yield other


def _conditions(node: ast.AST, parent: ast.AST, name: str) -> Iterator[ast.AST]:
    if name == "test" and isinstance(parent, ast.If | ast.IfExp) and not isinstance(node, ast.Constant):
        yield from (ast.Constant(True), ast.Constant(False))
    elif name == "ifs":
        yield ast.Constant(True)


def _acts(node: ast.AST) -> Iterator[ast.AST]:
    """The act left out."""
    stored = isinstance(node, ast.Assign) and all(
        isinstance(target, ast.Subscript | ast.Attribute) for target in node.targets
    )
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.YieldFrom | ast.Yield)
    if stored or called or isinstance(node, ast.Continue | ast.Break | ast.Raise | ast.AugAssign):
        yield ast.Pass()


def _span(node: ast.AST) -> tuple[int, int]:
    placed = [part for part in ast.walk(node) if hasattr(part, "lineno")]
    first = getattr(node, "lineno", None) or min(part.lineno for part in placed)
    return first, getattr(node, "end_lineno", None) or first


def _said(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 140 else f"{text[:137]}..."
