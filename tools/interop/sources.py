#!/usr/bin/env python3
"""Writes one announcement in many formats with the programs of others, as fixtures of crates/reading/tests/files.rs.

    sources.py FOLDER        needs LibreOffice (soffice) and: pip install python-docx openpyxl reportlab pypdf

The words are the project's own. Files are small and are committed, so that the tests need none of these programs.
"""
import email.message
import email.policy
import mailbox
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import docx
import openpyxl
import pypdf
from docx.enum.text import WD_BREAK
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

TITLE = "Norway and the EU agree on a cheese quota"
DAY = "4 December 2025"
TEXT = [
    "On 3 December 2025 Trade Minister Anna Berg met European Commissioner Luca Moretti in Tromsø. Minister Berg asked the "
    "Commission to exempt small exporters from the reporting duty, which she called a burden for firms with fewer than ten people.",
    "Commissioner Moretti said that the Commission will publish its guidance by the end of February 2026.",
]
ITEMS = ["Norway will notify its new tariff quota by 15 January 2026.", "The next Joint Committee will meet in Oslo in March 2026."]
ROWS = [["Good", "Quota"], ["Cheese", "7,200 tonnes"], ["Butter", "1,150 tonnes"]]
LAST = "Both sides will review the quota in the first half of 2027."


def word(path):
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - draft7.docx"
    document.sections[0].header.paragraphs[0].text = "Ministry of Trade – press office"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_paragraph("PRESS RELEASE")
    document.add_heading(TITLE, level=1)
    document.add_paragraph(DAY)
    first = document.add_paragraph(TEXT[0])
    first.add_run("2").font.superscript = True
    document.add_paragraph(TEXT[1])
    document.add_heading("What was agreed", level=2)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        cells = table.add_row().cells
        for cell, words in zip(cells, row):
            cell.text = words
    document.add_paragraph(LAST)
    document.save(path)


def office(folder, source, *forms):
    for form in forms:
        subprocess.run(["soffice", "--headless", "--convert-to", form, "--outdir", folder, source], check=True, capture_output=True)


def pdf(path):
    """Two pages as a typesetter makes them: running heads, numbers of pages, words broken at the ends of lines, a ligature."""
    page = canvas.Canvas(str(path), pagesize=A4)
    page.setTitle("untitled")

    def furniture(number):
        page.setFont("Helvetica", 8)
        page.drawString(72, 810, "Ministry of Trade | Press release 41/2025")
        page.drawCentredString(300, 30, f"– {number} –")

    furniture(1)
    page.setFont("Helvetica-Bold", 18)
    page.drawString(72, 760, "Norway and the EU agree on a")
    page.drawString(72, 738, "cheese quota")
    page.setFont("Helvetica", 11)
    page.drawString(72, 710, DAY)
    lines = [
        "On 3 December 2025 Trade Minister Anna Berg met European Commissioner Luca",
        "Moretti in Troms\u00f8. Minister Berg asked the Commission to exempt small export-",
        "ers from the reporting duty, which she called a burden for firms with fewer than",
        "ten people.",
    ]
    for at, line in enumerate(lines):
        page.drawString(72, 680 - 14 * at, line)
    page.drawString(72, 608, TEXT[1][:72])
    page.drawString(72, 594, TEXT[1][72:].strip())
    for at, item in enumerate(ITEMS):
        page.drawString(80, 564 - 16 * at, "•")
        page.drawString(94, 564 - 16 * at, item)
    for at, row in enumerate(ROWS):
        page.drawString(72, 500 - 16 * at, row[0])
        page.drawString(260, 500 - 16 * at, row[1])
    page.drawString(72, 430, "Both sides will review the quota in the first half of 2027, and will tell the Com-")
    page.showPage()
    furniture(2)
    page.setFont("Helvetica", 11)
    page.drawString(72, 760, "mittee of what they find.")
    page.save()


def locked(source, path):
    writer = pypdf.PdfWriter(clone_from=source)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def scanned(path):
    page = canvas.Canvas(str(path), pagesize=A4)
    page.rect(72, 72, 400, 600, fill=1)
    page.showPage()
    page.save()


def sheet(path):
    book = openpyxl.Workbook()
    rows = book.active
    rows.append(["Title", "Published", "Publisher", "URL", "Body"])
    import datetime

    rows.append([TITLE, datetime.date(2025, 12, 4), "Ministry of Trade", "https://trade.example/41", "\n".join(TEXT)])
    rows.append(["A second release", datetime.date(2025, 12, 5), "Ministry of Trade", None, LAST])
    rows["B2"].number_format = rows["B3"].number_format = "yyyy-mm-dd"
    book.save(path)


def message(subject, text, *attached, html=None):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["Subject"] = subject
    mail["From"] = "Ministry of Trade <press@trade.example>"
    mail["To"] = "list@trade.example"
    mail["Date"] = "Thu, 04 Dec 2025 23:30:00 +0900"
    mail["Message-ID"] = "<41@trade.example>"
    mail.set_content(text, cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html")
    for path, kind in attached:
        mail.add_attachment(pathlib.Path(path).read_bytes(), maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=pathlib.Path(path).name)
    return mail


def hwpx(path):
    """As the format's own writers lay it out; no program that writes it is at hand."""
    space = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
    run = lambda words: f'<hp:p><hp:run charPrIDRef="0"><hp:t>{words}</hp:t></hp:run><hp:linesegarray/></hp:p>'
    cell = lambda words: f"<hp:tc><hp:subList>{run(words)}</hp:subList></hp:tc>"
    table = "".join("<hp:tr>" + "".join(map(cell, row)) + "</hp:tr>" for row in ROWS)
    body = run("보도자료") + run(TITLE) + run("보도시점 2025. 12. 4.(목) 11:00")
    body += "".join(map(run, TEXT)) + f"<hp:p><hp:run><hp:tbl>{table}</hp:tbl><hp:t/></hp:run></hp:p>" + run(LAST)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/hwp+zip", zipfile.ZIP_STORED)
        archive.writestr("Contents/section0.xml", f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {space}>{body}</hs:sec>')


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    word(folder / "python-docx.docx")
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch) / "libreoffice.docx"
        source.write_bytes((folder / "python-docx.docx").read_bytes())
        office(folder, source, "odt", "rtf", "pdf")
        office(scratch, folder / "libreoffice.odt", "docx")
        (folder / "libreoffice.docx").write_bytes(source.read_bytes())
    pdf(folder / "reportlab.pdf")
    locked(folder / "reportlab.pdf", folder / "locked.pdf")
    scanned(folder / "scanned.pdf")
    sheet(folder / "openpyxl.xlsx")
    office(folder, folder / "openpyxl.xlsx", "csv")
    (folder / "openpyxl.csv").rename(folder / "libreoffice.csv")
    text = "\n\n".join([*TEXT, LAST]) + "\n"
    mail = message(TITLE, text, (folder / "reportlab.pdf", "application/pdf"), html=f"<p>{text}</p>")
    (folder / "python.eml").write_bytes(bytes(mail))
    box = mailbox.mbox(folder / "python.mbox")
    for subject in (TITLE, "A second release"):
        box.add(message(subject, text + "\nFrom here on the quota is open.\n"))
    box.flush()
    hwpx(folder / "release.hwpx")
    with zipfile.ZipFile(folder / "python.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("python-docx.docx", "libreoffice.rtf"):
            archive.write(folder / name, f"inbox/{name}")
        archive.writestr("inbox/logo.png", b"\x89PNG\r\n")


main(sys.argv[1])
