/**
 * How a certificate looks, in Typst's language. What it says comes as data, so that nothing in a name or a title is markup.
 * What is long is set smaller, until it has room.
 */
export const CERTIFICATE_LAYOUT = String.raw`
#let said = json(bytes(sys.inputs.said))
#let ink = rgb("#1b2a41")
#let accent = rgb("#8a5a00")
#let (year, month, day) = said.issuedOn.split("-").map(int)
#set document(
  title: "Certificate: " + said.title,
  author: said.issuer,
  date: datetime(year: year, month: month, day: day),
)
#set text(lang: "en", font: "Libertinus Serif", size: 13pt, fill: ink, hyphenate: false)
#set page(
  paper: "a4",
  flipped: true,
  margin: (x: 32mm, y: 26mm),
  background: {
    place(center + horizon, rect(width: 100% - 20mm, height: 100% - 20mm, stroke: 1.6pt + ink))
    place(center + horizon, rect(width: 100% - 25mm, height: 100% - 25mm, stroke: 0.6pt + accent))
  },
)
#set par(leading: 0.45em, spacing: 0pt)
#set align(center)

#let fitting(words, tall, weight: "regular", sizes) = layout(room => {
  let last = sizes.last()
  for size in sizes {
    let set-so = par(text(size: size, weight: weight, words))
    if size == last or measure(block(width: room.width, set-so)).height <= tall {
      return set-so
    }
  }
})

#fitting(said.issuer, 8mm, (17pt, 13pt, 9pt))
#v(1fr)
#{
  set text(fill: accent, tracking: 3pt)
  show heading: set text(size: 40pt, weight: "regular")
  show heading: set block(above: 0pt, below: 0pt)
  heading(level: 1)[Certificate]
}
#v(13mm)
This certifies that
#v(7mm)
#fitting(said.name, 15mm, weight: "semibold", (34pt, 26pt, 19pt, 13pt))
#v(7mm)
has completed
#v(7mm)
#fitting(said.title, 17mm, (24pt, 18pt, 13pt, 10pt, 8.5pt))
#v(1.4fr)
#grid(
  columns: (1fr, 1fr),
  align: (left + bottom, right + bottom),
  [Issued on #said.day \ by #said.issuer],
  [Number #text(tracking: 0.4pt, said.number) \ #link(said.page)[#text(size: 10pt, said.page)]],
)
`;
