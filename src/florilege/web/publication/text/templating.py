"""The templates of the pages, one environment a language: French texts are the msgids, English comes from the catalogue.

A text that depends on no count is translated when its template is compiled, and small pieces that come back on many
pages (a source, a tag, a bar) are rendered once: thousands of sheets are made of few different pieces.
"""

from __future__ import annotations

import gettext
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MethodType
from typing import Any, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    nodes,
)
from jinja2.environment import TemplateModule
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # what `escape` itself calls

from florilege.web.publication.text import labels, words

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = PACKAGE / "templates"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "messages.po"
PIECES = ("flower", "class_tag", "bar", "source", "note", "value", "values", "unknown_line")
"""Macros of `macros.html` that depend on nothing but their arguments."""

_VARIABLES = re.compile(r"%\((\w+)\)s")
_CALL = ["_", "lparen", "string", "rparen"]
"""The tokens of `_("…")`."""
Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]


class TranslatedOnce(InternationalizationExtension):
    """The i18n extension, with texts translated when the template is compiled, but for those that depend on a count."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """`_("…")` with nothing but a text becomes what it says, as markup: what calling it on each page returns."""
        tokens = list(stream)
        kinds = [token.value if token.type == "name" else token.type for token in tokens]
        start = 0
        while start < len(tokens):
            text = tokens[start + 2] if kinds[start : start + 4] == _CALL else None
            if text is None or "%(" in text.value or kinds[start - 1 : start] == ["dot"]:
                yield tokens[start]
                start += 1
                continue
            translated = cast(Gettext, self.environment.globals["translated"])
            said = translated(text.value).replace("%%", "%")
            for kind, value in (
                ("lparen", "("),
                ("string", said),
                ("pipe", "|"),
                ("name", "safe"),
                ("rparen", ")"),
            ):
                yield Token(text.lineno, kind, value)
            start += len(_CALL)

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,
        num_called_num: bool,
    ) -> nodes.Output:
        if plural_expr is None and context is None:
            translated = cast(Gettext, self.environment.globals["translated"])
            # text, name of a variable, text, name…: output one after the other, where gettext would put them together again
            # on each page
            parts = _VARIABLES.split(translated(singular))
            said: list[nodes.Expr] = [
                variables[part] if rank % 2 else nodes.TemplateData(part.replace("%%", "%"))
                for rank, part in enumerate(parts)
            ]
            return nodes.Output(said)
        return super()._make_node(
            singular, plural, context, variables, plural_expr, vars_referenced, num_called_num
        )


class PlainCalls(Context):
    """A context that calls methods, and what is kept by `lru_cache`, at once.

    Jinja asks of all that a template calls whether it wants the context, in four steps; a site makes 700,000 calls,
    and only the texts to translate, which are plain functions, do.
    """

    def call(__self, __obj: Callable[..., object], *args: object, **kwargs: object) -> object:  # noqa: N805
        if isinstance(__obj, _WANT_NO_CONTEXT):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class PlainOutput(Template):
    """A template that writes what it escapes as plain text.

    Jinja makes a `Markup` of each value that it writes, which is then only joined to the others: of five million values of a
    site, half a microsecond each.
    """

    @classmethod
    def from_code(cls, *arguments: Any, **named: Any) -> Template:
        made = super().from_code(*arguments, **named)
        # where the compiled template finds the function by which it escapes its output, and nothing else
        made.root_render_func.__globals__["escape"] = escaped
        return made

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        """Its macros, made once. Jinja looks at each import whether the page has globals of its own: none has."""
        return super()._get_default_module()


def escaped(value: object) -> str:
    """A value as it is written in a page; one that is markup stays as it is."""
    if type(value) is str:
        return _escape_inner(value)
    if type(value) is Markup:
        return value
    return escape(value)


_WANT_NO_CONTEXT = (MethodType, type(lru_cache(len)))


@lru_cache(maxsize=2)
def environment(language: str) -> Environment:
    """The environment that renders pages in a language."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[TranslatedOnce],
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_compiled(language),
    )
    env.context_class, env.template_class = PlainCalls, PlainOutput
    env.policies["ext.i18n.trimmed"] = True
    one, many = _french() if language == "fr" else _english()
    env.install_gettext_callables(one, _counted(many), newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(_filters(language))
    env.globals.update(
        translated=one,
        language=language,
        other="en" if language == "fr" else "fr",
        colon=f"{words.THIN}:" if language == "fr" else ":",
        semicolon=f"{words.THIN};" if language == "fr" else ";",
        name_lang=Markup("") if language == "fr" else Markup(' lang="fr"'),
        class_label=lambda code: labels.of_class(code).in_language(language),
        class_meaning=lambda code: labels.CLASS_MEANINGS[code].in_language(language),
    )
    pieces = env.get_template("macros.html").module
    env.globals.update({name: lru_cache(maxsize=20_000)(getattr(pieces, name)) for name in PIECES})
    return env


def _compiled(language: str) -> BytecodeCache | None:
    """Where compiled templates are kept from one run to the next: in the user's own temporary folder, by language and
    catalogue, since texts are translated when a template is compiled. None where there is no such folder.

    Compiling takes a second a language, which a small study and each command would pay again.
    """
    made_from = CATALOGUE.read_bytes() + Path(__file__).read_bytes() + Path(words.__file__).read_bytes()
    stamp = hashlib.sha256(language.encode() + made_from).hexdigest()[:16]
    try:
        return FileSystemBytecodeCache(pattern=f"florilege-{stamp}-%s.cache")
    except (RuntimeError, OSError):
        return None


def _filters(language: str) -> Mapping[str, Callable[..., str]]:
    def number(value: float, decimals: int | None = None) -> str:
        return words.number(value, language, decimals=decimals)

    def share(value: float, decimals: int = 0) -> str:
        return words.share(value, language, decimals=decimals)

    def date(text: str) -> str:
        return words.date(text, language)

    return {"number": number, "share": share, "date": date, "capitalised": words.capitalised}


def _counted(many: Ngettext) -> Callable[[str, str, int | str], str]:
    """The same for a count that may be a number in words already ("3 102"): views hold what is read."""

    def chosen(single: str, plural: str, count: int | str) -> str:
        if isinstance(count, str):
            count = int("".join(filter(str.isdecimal, count)) or 0)
        return many(single, plural, count)

    return chosen


def _french() -> tuple[Gettext, Ngettext]:
    one = lru_cache(maxsize=None)(words.typographic)
    return one, lambda single, plural, count: one(single if count < 2 else plural)


def _english() -> tuple[Gettext, Ngettext]:
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    return translations.gettext, translations.ngettext
