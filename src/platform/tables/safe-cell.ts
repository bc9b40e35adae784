/** A plain number, as it may stand in a CSV cell without being a formula. */
const plainNumber = /^[+-]?\d+(\.\d+)?$/;
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const marked = /^'+[=+\-@\t\r\n＝＋－＠]/;

/**
 * Text as it may be written into a CSV cell: a leading apostrophe goes before what a spreadsheet program would run as a formula (a cell
 * that begins with = + - @, a tab or a line break). Plain numbers, negative ones too, stay numbers.
 */
export function safeForSpreadsheets(value: string): string {
  return formula.test(value) && !plainNumber.test(value) ? `'${value}` : value;
}

/** The opposite: the apostrophe is a mark for spreadsheet programs and no part of the text. */
export function withoutSafetyMark(cell: string): string {
  return cell.charCodeAt(0) === 39 && marked.test(cell) ? cell.slice(1) : cell;
}
