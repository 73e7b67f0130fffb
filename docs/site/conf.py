"""How Sphinx makes the documentation site from what `tests.documentation.site` gathers (`make docs`)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAVIGATION = tomllib.loads((HERE / "navigation.toml").read_text(encoding="utf-8"))

project = "Florilège"
author = "Florilège"
language = "en"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
nitpicky = True
myst_heading_anchors = 4
# a block that Pygments cannot colour is shown without colours; nothing else is passed over
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "Florilège"
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_static_path = [str(HERE / "static")]
html_css_files = ["documentation.css"]
templates_path = [str(HERE / "templates")]
html_sidebars = {
    "**": [
        "sidebar/brand.html", "languages.html", "sidebar/search.html", "sidebar/scroll-start.html",
        "sidebar/navigation.html", "sidebar/scroll-end.html",
    ]
}  # fmt: skip
_LIGHT = {
    "color-foreground-primary": "#1b212e", "color-foreground-secondary": "#515867", "color-foreground-muted": "#5c6270",
    "color-foreground-border": "#8b8676", "color-background-primary": "#fbf8f1", "color-background-secondary": "#f3ede0",
    "color-background-hover": "#e9e1cf", "color-background-border": "#d8cfbb", "color-brand-primary": "#17594a",
    "color-brand-content": "#17594a", "color-link": "#17594a", "color-link--hover": "#17594a",
    "color-link--visited": "#17594a", "color-inline-code-background": "#f3ede0",
}  # fmt: skip
_DARK = {
    "color-foreground-primary": "#ebe6da", "color-foreground-secondary": "#aeb4c0", "color-foreground-muted": "#aeb4c0",
    "color-foreground-border": "#737b89", "color-background-primary": "#14181f", "color-background-secondary": "#1b212b",
    "color-background-hover": "#262e3a", "color-background-border": "#333b49", "color-brand-primary": "#86cdb4",
    "color-brand-content": "#86cdb4", "color-link": "#86cdb4", "color-link--hover": "#86cdb4",
    "color-link--visited": "#86cdb4", "color-inline-code-background": "#1b212b",
}  # fmt: skip
"""The colours of `frontend/styles/tokens.css`."""
_FACES = {
    "font-stack": 'system-ui, "Segoe UI", sans-serif',
    "font-stack--headings": 'Georgia, "Times New Roman", serif',
}
html_theme_options = {
    "light_css_variables": _LIGHT | _FACES,
    "dark_css_variables": _DARK | _FACES,
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

FRENCH = {
    "Search": "Rechercher", "On this page": "Sur cette page", "Next": "Suite", "Previous": "Avant", "Home": "Accueil",
    "Back to top": "Haut de page", "Contents": "Sommaire", "Index": "Index", "Expand": "Déplier",
    "View this page": "Voir cette page", "Edit this page": "Modifier cette page",
}  # fmt: skip
"""Words of the theme, on French pages."""
_CAPTION = re.compile(r'(?=<p class="caption")')


def pages_of(lang: str) -> set[str]:
    """Pages that are written in a language: those of the sections that it alone has."""
    return {page for one in NAVIGATION["section"] if set(one["title"]) == {lang} for page in one["pages"]}


_FRENCH_PAGES = pages_of("fr")
_PAIRS: dict[str, str] = NAVIGATION["pairs"]
_PAIRS_BACK = {en: fr for fr, en in _PAIRS.items()}


def navigation(html: str, lang: str) -> str:
    """The parts of the tree that the pages of a language show, under their titles in it."""
    titles = {one["title"].get("en") or one["title"]["fr"]: one["title"] for one in NAVIGATION["section"]}
    kept = []
    for part in _CAPTION.split(html):
        found = re.search(r'<span class="caption-text">(.*?)</span>', part)
        title = titles.get(found[1]) if found else None
        if title is None:
            kept.append(part)
        elif lang in title:
            kept.append(part.replace(f">{found[1]}<", f">{title[lang]}<", 1))
    return "".join(kept)


def in_its_language(
    _app: object, pagename: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Give a page its language: that of its words, of its navigation and of the theme around it."""
    lang = "fr" if pagename in _FRENCH_PAGES else "en"
    other = (_PAIRS if lang == "fr" else _PAIRS_BACK).get(pagename) or ("home" if lang == "fr" else "accueil")
    context |= {"language": lang, "other_language": "en" if lang == "fr" else "fr", "other_page": other}
    context["furo_navigation_tree"] = navigation(context.get("furo_navigation_tree") or "", lang)
    if lang == "fr":

        def said(text: str, *_args: object, **names: object) -> str:
            return FRENCH.get(text.strip(), text) % names if names else FRENCH.get(text.strip(), text)

        context |= {"_": said, "gettext": said}


def setup(app: Any) -> dict[str, bool]:
    """Registered after the theme, which makes the tree that is narrowed here."""
    app.connect("html-page-context", in_its_language, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
