"""The record as a PDF of A4 pages: what is handed out in the room and kept in the file."""

from datetime import UTC, datetime, time
from io import BytesIO

from fpdf.enums import XPos, YPos

from printed import pdf_tables, words
from printed.picture import Form, Look
from printed.record import Record
from printed.seal import dark, modules
from printed.shown import picture_of
from printed.typeset import INK, LEFT, SANS, SERIF, SOFT, WIDTH, Column, Paper, said

PICTURE_SIDE = 160.0
"""Millimetres; at this size the codes of 194 States can be read."""

QR_SIDE = 44.0
ROOM_TO_CHECK = 68.0
"""What the sentences on checking take; where the first page has less, they stand at the end."""

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the day of making where none is known: the same record gives the same bytes."""


def record_pdf(record: Record) -> bytes:
    """Return the file; the same record gives the same bytes."""
    occasion, seal = record.occasion, record.seal
    symbol = f"lots/{occasion.drawing}" if occasion.drawing else seal.sha256[:12]
    paper = Paper(title=record.title, symbol=symbol, footing=f"Transcript {seal.sha256}")
    made = datetime.combine(occasion.drawn_on, time(12), tzinfo=UTC) if occasion.drawn_on else UNDATED
    paper.set_creation_date(made)
    paper.set_subject(seal.text)
    _title(paper, record, symbol)
    _seal(paper, record)
    _method(paper, record)
    is_on_first_page = paper.page_no() == 1 and paper.room >= ROOM_TO_CHECK
    if is_on_first_page:
        _check(paper, record)
    _pictures(paper, record)
    pdf_tables.groups(paper, record)
    pdf_tables.under_review(paper, record)
    pdf_tables.reviewing(paper, record)
    pdf_tables.relaxed(paper, record)
    if record.amendments:
        pdf_tables.amendments(paper, record.amendments)
    if not is_on_first_page:
        _check(paper, record)
    file = BytesIO()
    paper.output(file)
    return file.getvalue()


def _title(paper: Paper, record: Record, symbol: str) -> None:
    occasion = record.occasion
    paper.face(SERIF, 10.5)
    top = paper.get_y()
    paper.multi_cell(118, 4.8, said(occasion.mechanism) or "Review mechanism", align="L", new_y=YPos.NEXT)
    below = paper.get_y()
    paper.set_xy(LEFT, top)
    paper.face(SERIF, 10.5, style="B")
    paper.cell(WIDTH, 4.8, symbol, align="R")
    paper.rule(below + 1.5, 0.9, INK)
    paper.set_xy(LEFT, below + 9)
    paper.start_section(record.title)
    paper.face(SERIF, 25, style="B")
    paper.multi_cell(WIDTH, 10.5, record.title, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(1.5)
    parts = [f"Drawing {occasion.drawing}"] if occasion.drawing else []
    parts += [words.day(occasion.drawn_on)] if occasion.drawn_on else []
    parts = [part for part in (", ".join(parts), said(occasion.standing)) if part]
    if parts:
        paper.paragraph(". ".join(parts), size=12.5, colour=SOFT)
    paper.ln(1)
    paper.paragraph(record.verdict, size=12.5)
    paper.ln(2.5)
    top, x = paper.get_y(), LEFT
    for name, value in record.figures:
        paper.face(SERIF, 17)
        wide = max(paper.get_string_width(value), 10.0)
        paper.set_xy(x, top)
        paper.cell(wide, 7, value)
        paper.face(SANS, 7.5, colour=SOFT)
        paper.set_xy(x, top + 7)
        paper.cell(wide, 4, name)
        x += max(wide, paper.get_string_width(name)) + 7
    paper.set_xy(LEFT, top + 16)


def _seal(paper: Paper, record: Record) -> None:
    seal = record.seal
    paper.heading("Seal and seed")
    top = paper.get_y()
    rows = [("Inputs, rules and program, sealed before any lot was drawn (SHA-256)", seal.inputs_sha256)]
    rows += [(source.name, source.value) for source in record.sources]
    rows += [("Seed, made from the seal and all of these", seal.seed)]
    rows += [("Transcript of the draw (SHA-256, its last field)", seal.sha256)]
    rows += [("File transcript.json (SHA-256)", seal.file_sha256)]
    if seal.head:
        rows += [(f"Last of {words.counted(len(record.amendments), 'amendment')} (SHA-256)", seal.head)]
    rows += [("Algorithm", seal.algorithm)]
    page = paper.page_no()
    for name, value in rows:
        beside = WIDTH - QR_SIDE - 4 if paper.page_no() == page and paper.get_y() < top + QR_SIDE + 12 else WIDTH
        if paper.room < 12:  # noqa: PLR2004 - a name and its value stay together
            paper.add_page()
        paper.small(said(name), width=beside)
        paper.ln(-0.8)
        paper.code(said(value), width=beside, size=8)
        paper.ln(1.3)
    if paper.page_no() == page:
        _qr(paper, seal.text, LEFT + WIDTH - QR_SIDE, top)


def _qr(paper: Paper, text: str, x: float, y: float) -> None:
    rows = modules(text)
    side = QR_SIDE / len(rows)
    paper.set_fill_color(0, 0, 0)
    after = paper.get_y()
    with paper.local_context():
        for line, row in enumerate(rows):
            for start, width in dark(row):
                paper.rect(x + start * side, y + line * side, width * side, side + 0.01, style="F")
    paper.set_xy(x, y + QR_SIDE + 1)
    paper.face(SANS, 6.8, colour=SOFT)
    paper.multi_cell(QR_SIDE, 3, "The seal as text: compare it with what was published before the draw.", align="L")
    paper.set_xy(LEFT, max(after, paper.get_y() + 1))


def _pictures(paper: Paper, record: Record) -> None:
    paper.add_page()
    paper.heading("Who reviews whom")
    svg = picture_of(record.under_review, Look(form=Form.PAPER))
    paper.image(
        BytesIO(svg.encode()),
        x=LEFT + (WIDTH - PICTURE_SIDE) / 2,
        w=PICTURE_SIDE,
        h=PICTURE_SIDE,
        alt_text="States on a circle, a curve from each reviewer to the State that it reviews; all are in the tables.",
    )
    paper.set_y(paper.get_y() + 1)
    paper.small(
        "Orange: same region. Blue: other region. Dashed, from a small ring: supplementary. A curve is broad where it "
        "leaves the reviewer and thin where it reaches the State under review. Points: dark group 1, grey group 2, "
        "white group 3. States stand in alphabetical order inside their region."
    )
    paper.heading("Reviews by region")
    paper.small(
        "Rows: region of the State under review. Columns: region of its reviewers, supplementary ones included."
    )
    width = (WIDTH - 48) / (len(record.regions) + 1)
    columns = [Column("Under review", 48, is_bold=True)]
    columns += [Column(words.TABLE_REGIONS[region], width, is_number=True) for region in record.regions]
    columns += [Column("All", width, is_number=True)]
    rows = [
        [words.SHORT_REGIONS[row.region], *(str(count) for count in row.counts), str(sum(row.counts))]
        for row in record.by_region
    ]
    rows.append(["All", *(str(count) for count in record.region_totals), str(sum(record.region_totals))])
    paper.grid(columns, rows)


def _method(paper: Paper, record: Record) -> None:
    paper.heading("How it was drawn")
    for name, text in record.method:
        paper.paragraph(text, lead=f"{name}.")
    deferring, offering = (
        words.listed([pdf_tables.name_of(state) for state in states])
        for states in (record.deferrals, record.volunteers)
    )
    paper.paragraph(
        f"{deferring} put off reviewing in the year of the own review." if deferring else "Nobody put off reviewing.",
        lead="Deferrals.",
    )
    paper.paragraph(
        f"{offering} offered reviews above the maximum." if offering else "Nobody offered reviews above the maximum.",
        lead="Volunteers.",
    )


def _check(paper: Paper, record: Record) -> None:
    paper.heading("Check it yourself")
    paper.paragraph("Anybody can make this draw again, on any computer with Python 3.9 or later and nothing else:")
    paper.code("python3 check_draw.py transcript.json", size=10)
    paper.ln(1.5)
    paper.paragraph(
        "The program makes the seed again from the recorded sources, groups and reviewers again from the seed, byte "
        "for byte, and looks at every rule by itself. It prints “sound”, or says what is not. What it rebuilds has to "
        "carry the hashes printed above."
    )
    if record.occasion.checker_sha256:
        paper.paragraph("The file check_draw.py that was given out with this record has the SHA-256")
        paper.code(record.occasion.checker_sha256)
        paper.ln(1.5)
    if record.amendments:
        paper.paragraph("Amendments are checked with")
        paper.code("python3 check_amendments.py transcript.json amendments.json", size=10)
        paper.ln(1.5)
