"""Word documents (.docx): a heading, and a paragraph with time, speaker and text for each segment.

Written without a library: Office Open XML, ECMA-376 part 1. A bookmark at each paragraph (`t_START_END`
in ms), which Word keeps and does not show, gives the times back when a document of this program is read.
Text that somebody inserted with tracked changes counts, deleted text does not.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.sax.saxutils import escape

from transcribe.document.model import Transcript
from transcribe.formats.documents.turns import Paragraph, clock, paragraphs, title_of
from transcribe.formats.losses import Losses, note_lengthened
from transcribe.formats.parsing import Builder, Notes, one_line, ordered_times, trimmed_lines
from transcribe.formats.xml_reading import Element, local_name, parse_xml

MAX_UNPACKED = 64 << 20
PART = "word/document.xml"
MARK = "transcript_of_transcribe"  # a bookmark in the title
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAME = f"{{{_W}}}name"
_STYLE = f"{{{_W}}}val"
_BOOKMARK = re.compile(r"t_(\d{1,10})_(\d{1,10})", re.ASCII)
_SPECIAL = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_DELETED = {"del", "moveFrom", "delText", "instrText", "rPr", "pPr", "commentReference"}
_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
_DOCUMENT_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""
# The text hangs beside a narrow column with the times, as clients know it.
_STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Segment"><w:name w:val="Segment"/><w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="left" w:pos="1134"/></w:tabs><w:spacing w:after="120" w:line="276" w:lineRule="auto"/><w:ind w:left="1134" w:hanging="1134"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Time"><w:name w:val="Time"/><w:rPr><w:color w:val="767676"/><w:sz w:val="18"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Speaker"><w:name w:val="Speaker"/><w:rPr><w:b/></w:rPr></w:style></w:styles>"""


def dumps(transcript: Transcript, losses: Losses) -> bytes:
    """Write a document that Word, LibreOffice and Google Docs open."""
    note_lengthened(transcript, losses)
    mark = f'<w:bookmarkStart w:id="0" w:name="{MARK}"/><w:bookmarkEnd w:id="0"/>'
    title = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{mark}{_run(title_of(transcript))}</w:p>'
    body = "".join(_paragraph(n, one) for n, one in enumerate(paragraphs(transcript), 1))
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{_W}"><w:body>{title}{body}<w:sectPr><w:pgMar w:top="1440" w:right="1440" '
        'w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("[Content_Types].xml", _CONTENT_TYPES), ("_rels/.rels", _RELATIONS),
                           ("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS),
                           ("word/styles.xml", _STYLES), (PART, document)):  # fmt: skip
            # The same transcript is the same file at any time.
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(number: int, one: Paragraph) -> str:
    segment = one.segment
    end_ms = max(segment.end_ms, segment.start_ms + 1)
    bookmark = f'<w:bookmarkStart w:id="{number}" w:name="t_{segment.start_ms}_{end_ms}"/><w:bookmarkEnd w:id="{number}"/>'
    time = f"{_run(clock(segment.start_ms), 'Time')}<w:r><w:tab/></w:r>"
    name = _run(f"{one.name}: ", "Speaker") if one.name else ""
    text = _run(trimmed_lines(segment.text))
    return f'<w:p><w:pPr><w:pStyle w:val="Segment"/></w:pPr>{bookmark}{time}{name}{text}</w:p>'


def _run(text: str, style: str = "") -> str:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    pieces = (
        _SPECIAL.get(piece) or _shown(piece) for piece in re.split(r"([\n\t])", text) if piece
    )
    inner = "".join(pieces)
    return f"<w:r>{look}{inner}</w:r>"


def _shown(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read a document that this program wrote, also after somebody has edited it in Word.

    Raises:
        FormatError: It is no such document.
    """
    root = parse_xml(_unpacked(data, notes), notes)
    builder = Builder(notes)
    n_other = 0
    for paragraph in root.iter(f"{{{_W}}}p"):
        marks = [
            _BOOKMARK.fullmatch(one.get(_NAME, ""))
            for one in paragraph.iter(f"{{{_W}}}bookmarkStart")
        ]
        times = next((found for found in marks if found), None)
        name, text = _content(paragraph)
        if times is not None:
            limits = ordered_times(int(times[1]), int(times[2]), None, notes)
            builder.add(*limits, trimmed_lines(text), speaker=name or None)
        elif builder.segments and text.strip():  # a paragraph that somebody split
            n_other += 1
            last = builder.segments.pop()
            builder.add(last.start_ms, last.end_ms, f"{last.text}\n{trimmed_lines(text)}",
                        speaker=_name_of(builder, last.speaker))  # fmt: skip
    if n_other:
        notes.warn(None, f"{n_other} paragraphs without a time were joined to the one before")
    is_ours = any(one.get(_NAME) == MARK for one in root.iter(f"{{{_W}}}bookmarkStart"))
    if not builder.segments and not is_ours:
        raise notes.error(
            1, "it has no paragraph with a time of this program; save it as plain text"
        )
    return builder.transcript()


def _name_of(builder: Builder, speaker_id: str | None) -> str | None:
    return next((one.name for one in builder.speakers.values() if one.id == speaker_id), None)


def _unpacked(data: bytes | str, notes: Notes) -> bytes:
    """The document inside of the archive, by the size that is declared and again while it is unpacked."""
    content = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            declared = archive.getinfo(PART).file_size
            if declared > MAX_UNPACKED:
                raise notes.error(1, f"its text is larger than {MAX_UNPACKED >> 20} MiB")
            with archive.open(PART) as part:
                unpacked = part.read(MAX_UNPACKED + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise notes.error(1, f"this is no Word document that can be read ({error})") from error
    if len(unpacked) > MAX_UNPACKED:
        raise notes.error(1, f"its text is larger than {MAX_UNPACKED >> 20} MiB")
    return unpacked


def _content(paragraph: Element) -> tuple[str, str]:
    """The speaker's name and the text of a paragraph, without its time."""
    name, text = [], []
    for style, piece in _pieces(paragraph, ""):
        if style == "Speaker":
            name.append(piece)
        elif style != "Time":
            text.append(piece)
    whole = "".join(text)
    return one_line("".join(name)).removesuffix(":"), whole.removeprefix(
        "\t"
    ) if name or whole else whole


def _pieces(element: Element, style: str) -> Iterator[tuple[str, str]]:
    """Texts with the style of their run, in order; what was deleted is left out."""
    for child in element:
        kind = local_name(child)
        if kind in _DELETED:
            continue
        if kind == "r":
            found = next((one.get(_STYLE, "") for one in child.iter(f"{{{_W}}}rStyle")), "")
            yield from _pieces(child, found)
        elif kind == "t":
            yield style, child.text or ""
        elif kind in {"br", "cr"}:
            yield style, "\n"
        elif kind == "tab":
            yield style, "\t"
        else:
            yield from _pieces(child, style)
