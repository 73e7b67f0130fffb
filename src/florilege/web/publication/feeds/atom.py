"""A feed in the Atom Syndication Format (RFC 4287)."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from florilege.web.publication.feeds.feed import Entry, Feed

NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Signs that no XML text may hold."""


def written(feed: Feed) -> bytes:
    """The feed as XML. Addresses that are not whole are relative references, which the format allows (section 2)."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", feed.identifier)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _text(ElementTree.SubElement(root, "author"), "name", feed.publisher)
    _link(root, "self", "application/atom+xml", feed.addresses["atom"])
    _link(root, "alternate", "text/html", feed.home)
    _text(root, "generator", "Florilège")
    for entry in feed.entries:
        _entry(root, entry)
    ElementTree.indent(root, " ")
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _entry(root: ElementTree.Element, entry: Entry) -> None:
    found = ElementTree.SubElement(root, "entry")
    _text(found, "id", entry.identifier)
    _text(found, "title", entry.title)
    _text(found, "published", entry.published)
    _text(found, "updated", entry.updated)
    _link(found, "alternate", "text/html", entry.address)
    if entry.author:
        _text(ElementTree.SubElement(found, "author"), "name", entry.author)
    for tag in entry.tags:
        ElementTree.SubElement(found, "category", {"term": _NOT_XML.sub("", tag)})
    if entry.summary:
        _text(found, "summary", entry.summary)
    _text(found, "content", entry.html).set("type", "html")


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    found = ElementTree.SubElement(parent, name)
    found.text = _NOT_XML.sub("", text)
    return found


def _link(parent: ElementTree.Element, rel: str, kind: str, address: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "type": kind, "href": address})
