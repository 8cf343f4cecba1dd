/** CSV bodies (RFC 4180): a line of column names, then a line a row. */

/** The lines as lists of fields, each with whether it stood in quotes. Null when a quote is left open. */
export function parseCsv(text: string): { readonly text: string; readonly quoted: boolean }[][] | null {
  const rows: { text: string; quoted: boolean }[][] = []
  let row: { text: string; quoted: boolean }[] = []
  let at = 0
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at)
    if (field === null) return null
    row.push({ text: field.text, quoted: text[at] === '"' })
    at = field.end
    if (text[at] === ',') {
      at += 1
      if (at < text.length) continue
      row.push({ text: '', quoted: false })
    }
    if (text[at] === '\r') at += 1
    if (at < text.length && text[at] !== '\n') return null
    at += 1
    rows.push(row)
    row = []
  }
  return rows
}

function bareField(text: string, start: number): { text: string; end: number } {
  let end = start
  while (end < text.length && !',\r\n'.includes(text[end] ?? '')) end += 1
  return { text: text.slice(start, end), end }
}

/** Two quotes inside a quoted field are one. */
function quotedField(text: string, start: number): { text: string; end: number } | null {
  let value = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return null
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { text: value, end: quote + 1 }
    value += '"'
    at = quote + 2
  }
}
