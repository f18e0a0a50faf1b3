"""XML files of strangers: read without document types, entities or anything outside of the file."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, TreeBuilder
from xml.parsers import expat

from transcribe.errors import FormatError
from transcribe.formats.parsing import MAX_BYTES, Notes, decode_text

MAX_ELEMENTS = 3_000_000
MAX_DEPTH = 200
LINE = "line in the file"  # the name of an attribute, which no XML file can have

__all__ = ["LINE", "Element", "SubElement", "line_of", "local_name", "parse_xml", "text_of"]


def parse_xml(data: bytes | str, notes: Notes, *, doctype: str = "") -> Element:
    """Read a file as elements; their names have their namespace as `{uri}name`.

    The encoding is that of the XML declaration, unless the options name another one.

    Args:
        data: The file.
        notes: Its name and options.
        doctype: A document type that all files of a format name. The file that it points to is not read, and
            one with declarations of its own is refused as all others are.

    Raises:
        FormatError: It is no XML, has a document type, or refers to an entity.
    """
    if len(data) > MAX_BYTES:
        raise notes.error(None, f"it is larger than {MAX_BYTES >> 20} MiB")
    reader = _Reader(notes, doctype)
    try:
        return reader.read(data)
    except expat.ExpatError as error:
        message = expat.errors.messages[error.code]
        raise notes.error(error.lineno, f"this is no XML that can be read ({message})") from error
    except (LookupError, ValueError) as error:
        raise notes.error(1, f"its XML declaration names an unknown encoding ({error})") from error


class _Reader:
    def __init__(self, notes: Notes, doctype: str) -> None:
        self._notes, self._doctype = notes, doctype
        self._builder = TreeBuilder()
        self._n, self._depth = 0, 0

    def read(self, data: bytes | str) -> Element:
        is_named = isinstance(data, str) or self._notes.options.encoding is not None
        parser = expat.ParserCreate("utf-8" if is_named else None, "}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.StartDoctypeDeclHandler = self._document_type
        parser.EntityDeclHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse
        self._parser = parser
        try:
            parser.Parse(
                decode_text(data, self._notes).encode() if is_named else _trimmed(data), True
            )
        finally:
            # The parser and its handlers refer to each other: a cycle that would keep the whole tree in memory.
            del self._parser
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._n += 1
        self._depth += 1
        if self._n > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise self._error("too many elements, or elements nested too deeply")
        if attributes and "}" in "".join(attributes):
            attributes = {_qualified(key): value for key, value in attributes.items()}
        attributes[LINE] = str(self._parser.CurrentLineNumber)
        self._builder.start(_qualified(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(name)

    def _document_type(self, name: str, _system: Any, _public: Any, has_own: int) -> None:
        if has_own or not self._doctype or name != self._doctype:
            self._refuse()

    def _refuse(self, *_: Any) -> None:
        raise self._error("a document type or an entity; such XML is not read")

    def _error(self, reason: str) -> FormatError:
        return self._notes.error(self._parser.CurrentLineNumber, f"it has {reason}")


def _trimmed(data: bytes | str) -> bytes:
    """Blank lines before an XML declaration are no XML, and some programs write them."""
    return data.encode() if isinstance(data, str) else data.lstrip(b" \t\r\n")


def _qualified(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def line_of(element: Element) -> int:
    """The line in the file where an element begins."""
    return int(element.attrib[LINE])


def text_of(element: Element) -> str:
    """All text inside of an element."""
    return "".join(element.itertext())
