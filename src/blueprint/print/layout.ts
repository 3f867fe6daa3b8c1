const COMMON = String.raw`
#let said = json(bytes(sys.inputs.said))
#let ink = rgb("#1b2a41")
#set document(title: said.title, author: said.company)
#set page(
  paper: said.paper,
  flipped: true,
  margin: said.marginPt * 1pt,
)
`;

/** The overview, in Typst's language: a picture a page. What it says comes as data. */
export const SHEETS_LAYOUT = String.raw`${COMMON}
#set text(lang: "en", fill: ink)
#set par(spacing: 0pt)
#for (index, sheet) in said.sheets.enumerate() {
  if index > 0 { pagebreak() }
  image(bytes(sheet.svg), format: "svg", width: sheet.widthPt * 1pt, alt: sheet.says)
}
`;

/** A report, in Typst's language: tables whose heads come again on each page. */
export const REPORT_LAYOUT = String.raw`${COMMON}
#set page(
  margin: (bottom: 16mm),
  footer: context align(right, text(size: 8pt)[#said.company, #said.title, page #counter(page).display("1 of 1", both: true)]),
)
#set text(lang: "en", font: "Libertinus Serif", size: 9.5pt, fill: ink, hyphenate: false)
#set par(leading: 0.5em)
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): set text(size: 13pt)
#show heading.where(level: 2): set block(above: 16pt, below: 7pt, sticky: true)
#heading(level: 1, said.title)
#said.subtitle
#for one in said.tables {
  heading(level: 2, one.title)
  if one.words != "" { block(sticky: true, below: 7pt, one.words) }
  table(
    columns: one.widths.map(share => share * 1fr),
    inset: (x: 5pt, y: 4pt),
    stroke: 0.5pt + rgb("#c4cdd8"),
    fill: (_, row) => if row == 0 { rgb("#e4ebf3") },
    table.header(..one.head.map(cell => strong(cell))),
    ..one.rows.flatten(),
  )
}
`;
