"""PDFs that nobody should have to open: lying, looping, bursting, drawing without end. See tests/hostile.py."""

from __future__ import annotations

import io
import random
import zlib
from functools import lru_cache

import pypdfium2
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.scans import good_files


@lru_cache(maxsize=8)
def packed_zeros(millions: int) -> bytes:
    """Return so many millions of zeros, packed: one block many times, as an unpacker does not mind."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    more = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + more * (millions - 1)


def pdf(*bodies: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of object bodies, numbered from 1."""
    written, places = [b"%PDF-1.7\n"], []
    at = len(written[0])
    for number, body in enumerate(bodies, 1):
        places.append(at)
        written.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(written[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    written.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table))
    ending = b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    written.append(ending % (len(bodies) + 1, root, trailer, at))
    return b"".join(written)


def stream(data: bytes, said: bytes = b"") -> bytes:
    """Return the body of a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), said, data)


def one_page(content: bytes, *more: bytes, box: bytes = b"0 0 595 842", page: bytes = b"") -> bytes:
    """Return a PDF of one page; its content is object 4, what it draws is named by `page` and stands after it."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s >>" % (box, page), content, *more,
    )  # fmt: skip


def lying_pdf(rng: random.Random) -> bytes:
    """Say a number of pages that is not so, have a tree that bites its tail, or a page that is a word."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    return rng.choice((
        pdf(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>", page),
        pdf(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>", page),
        pdf(catalog, b"<< /Type /Pages /Kids [3 0 R 3 0 R 3 0 R] /Count 1 >>", page),
        pdf(catalog, b"<< /Type /Pages /Kids [2 0 R] /Count 7 >>", page),
        pdf(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 2 >>"),
        pdf(catalog, b"<< /Type /Pages /Kids [(page)] /Count 1 >>", page),
        pdf(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>", b"<< /Type /Page /Parent 3 0 R >>"),
        pdf(b"<< /Type /Catalog >>"), pdf(b"[1 0 R]"), pdf(catalog, b"2 0 R"),
    ))  # fmt: skip


def boxed_pdf(rng: random.Random) -> bytes:
    """Have a page as large as a town, as small as a hair, or of no size at all."""
    box = rng.choice((
        b"0 0 1000000000 1000000000", b"0 0 14400 1", b"0 0 0 0", b"0 0 -595 -842", b"0 0 1e38 1e38", b"0 0 0.00001 9",
        b"nan 0 1 1", b"0 0 (a) [b]", b"-99999999999999999999 0 9 9", b"0 0 200000 200000", b"",
    ))  # fmt: skip
    unit = rng.choice((b"", b"/UserUnit 1000000", b"/Rotate 45", b"/Rotate -2147483648"))
    return one_page(stream(b"0 0 m 99 99 l S"), box=box, page=unit)


def bursting_pdf(rng: random.Random) -> bytes:
    """Have content that unpacks to a hundred megabytes, twice packed."""
    bomb = zlib.compress(packed_zeros(100), 9)
    filters = rng.choice(
        (b"/Filter [/FlateDecode /FlateDecode]", b"/Filter [/FlateDecode /FlateDecode /ASCIIHexDecode]")
    )
    return one_page(stream(bomb, filters))


def drawn_pdf(rng: random.Random, times: int = 1) -> bytes:
    """Draw without end: marks that nest, forms that draw themselves, fonts of fonts."""
    circle = b"/Resources << /XObject << /A 5 0 R >> >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] " + circle
    deep = rng.choice((1000, 20_000)) * times
    return rng.choice((
        one_page(stream(b"/A Do"), stream(b"/A Do /A Do", form), page=circle),
        one_page(stream(b"q " * deep)), one_page(stream(b"[" * deep)), one_page(stream(b"<<" * deep)),
        one_page(stream(b"BT " * deep + b"(x) Tj")),
        one_page(stream(b"0 0 m " + b"9 9 l 1 1 9 9 5 5 c " * deep + b"S")),
        pdf(b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * deep + b"]" * deep + b" >>"),
    ))  # fmt: skip


def pictured_pdf(rng: random.Random) -> bytes:
    """Draw a picture that is huge, of a kind nobody wrote, or its own mask."""
    wide = rng.choice((1, 20_000, 65_000, 2**31 - 1))
    said = rng.choice((
        b"/Filter /JPXDecode", b"/Filter /JBIG2Decode", b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 99999 >>",
        b"/Filter /DCTDecode", b"/Filter [/RunLengthDecode /LZWDecode]", b"/Filter /FlateDecode /SMask 5 0 R", b"",
        b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 2147483647 /Columns 2147483647 >>",
    ))  # fmt: skip
    head = b"/Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace /DeviceGray " % (
        wide, rng.choice((wide, 9)), rng.choice((1, 8, 16)),
    )  # fmt: skip
    picture = stream(rng.choice((rng.randbytes(2000), zlib.compress(bytes(90_000)))), head + said)
    return one_page(
        stream(b"q 595 0 0 842 0 0 cm /A Do Q"), picture, page=b"/Resources << /XObject << /A 5 0 R >> >>"
    )  # fmt: skip


def acting_pdf(rng: random.Random) -> bytes:
    """Want to do something when it is opened, and carry names of paths."""
    act = rng.choice((
        b"/OpenAction << /S /Launch /F (../../../../bin/sh) >>", b"/OpenAction << /S /JavaScript /JS (while(1){}) >>",
        b"/OpenAction << /S /URI /URI (file:///etc/passwd) >>", b"/Names << /EmbeddedFiles << /Names [(..\\..\\x) 4 0 R] >> >>",
        b"/AcroForm << /XFA (x) /Fields [1 0 R] >>",
    ))  # fmt: skip
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % act, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        b"<< /Type /Filespec /F (../../x) /Title (C:\\\\Windows) >>", trailer=b"/Info 4 0 R",
    )  # fmt: skip


def linked_pdf(rng: random.Random) -> bytes:
    """Have a table of places that leads back to itself, or an object that holds itself."""
    content = good_files()["pdf"]
    start = content.rindex(b"startxref")
    return rng.choice((
        content.replace(b"/Root", b"/Prev %d /Root" % int(content[start + 9 :].split()[0])),
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids 3 0 R /Count 1 >>", b"3 0 R"),
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", stream(b"1 0 2 0 <<>> <<>>", b"/Type /ObjStm /N 99999999 /First 8 /Extends 2 0 R")),
        content[:start] + b"startxref\n%d\n%%%%EOF" % rng.choice((0, 5, 2**31, len(content))),
    ))  # fmt: skip


@lru_cache(maxsize=4)
def _locked(password: str) -> bytes:
    found = io.BytesIO()
    canvas = Canvas(found, pagesize=(99, 99), encrypt=StandardEncryption(password, strength=128))
    canvas.drawString(9, 9, "x")
    canvas.save()
    return found.getvalue()


def locked_pdf(rng: random.Random) -> bytes:
    """Want a password, or say it is locked in a way nobody knows."""
    return rng.choice((
        _locked("geheim"), _locked(""), _locked("geheim").replace(b"/R 3", b"/R 9"),
        good_files()["pdf"].replace(b"/Root", b"/Encrypt << /Filter /None /V 99 >> /Root"),
    ))  # fmt: skip


# -- slow to make or to refuse ----------------------------------------------------------------------------


def many_pages_pdf(_: random.Random) -> bytes:
    """Have a hundred thousand pages."""
    kids = b"3 0 R " * 100_000
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )  # fmt: skip


def bursting_a_lot(_: random.Random) -> bytes:
    """Have content that unpacks to many gigabytes, three times packed."""
    bomb = zlib.compress(zlib.compress(packed_zeros(3000), 9), 9)
    return one_page(stream(bomb, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"))


def endless_pdf(_: random.Random) -> bytes:
    """Draw what takes hours: a pattern of a pattern of a pattern."""
    uses = b"/Resources << /Pattern << /P %d 0 R >> >>"
    fill = b"/Pattern cs /P scn 0 0 2000 2000 re f"
    tile = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 600 600] /XStep 0.1 /YStep 0.1 "
    )
    return one_page(
        stream(fill), *(stream(fill, tile + uses % (number + 1)) for number in range(5, 9)),
        stream(b"0 0 600 600 re f", tile), page=uses % 5,
    )  # fmt: skip


def many_marks_pdf(_: random.Random) -> bytes:
    """Draw millions of marks, packed to little."""
    marks = b"0 0 m 1 842 595 3 9 9 c 500 1 3 800 7 7 c S\n" * 3_000_000
    return one_page(stream(zlib.compress(marks, 1), b"/Filter /FlateDecode"))


def losing_pdf(_: random.Random) -> bytes:
    """Have a good page, one that takes too much memory, and a good one again."""
    document = pypdfium2.PdfDocument(good_files()["pdf"])
    bomb = pypdfium2.PdfDocument(bursting_a_lot(random.Random(0)))
    document.import_pages(bomb, [0], 1)
    found = io.BytesIO()
    document.save(found)
    return found.getvalue()
