import { isoDate, parseIsoDate } from '../../../kernel/dates.ts';
import { exact, isDecimalText } from '../../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import { cleanLine } from '../../../kernel/text.ts';
import type { TextRow } from '../../../platform/tables/index.ts';
import { lineNet, withTotals } from '../rules/arithmetic.ts';
import { invoiceLimits } from '../rules/invoice-limits.ts';
import type { InvoiceDocument, InvoiceLine } from '../rules/invoice.ts';
import { type InvoiceColumn, invoiceColumns } from './invoice-columns.ts';

type Cells = ReadonlyMap<InvoiceColumn, string>;

/** One invoice or credit note from the rows of a table. Every mistake is told with its row and column. */
export function readInvoiceTable(rows: readonly TextRow[]): Outcome<InvoiceDocument> {
  const [head, ...rest] = rows;
  if (head === undefined) return fail(problem('file-empty', {}, 'The file is empty.', 'Begin with the template.'));
  const keys = head.cells.map((cell) => invoiceColumns.find((each) => each.heading === headingOf(cell))?.key);
  const twice = keys.find((key, index) => key !== undefined && keys.indexOf(key) < index);
  if (twice !== undefined) {
    const column = headingFor(twice);
    return fail(
      problem(
        'column-twice',
        { row: head.row, column },
        `There are two columns headed ${column}.`,
        'Take one of them out.',
      ),
    );
  }
  const missing = invoiceColumns.filter((each) => each.required && !keys.includes(each.key));
  if (missing.length > 0) {
    return fail(
      ...missing.map(({ heading }) =>
        problem(
          'column-missing',
          { row: head.row, column: heading },
          `The column ${heading} is missing.`,
          'Add it, or begin with the template.',
        ),
      ),
    );
  }
  if (rest.length > invoiceLimits.lines) {
    return fail(
      problem(
        'too-many-lines',
        {},
        `The file has ${String(rest.length)} lines; ${String(invoiceLimits.lines)} is the most.`,
        'Send it as several invoices.',
      ),
    );
  }
  const problems: Problem[] = [];
  const tables = rest.map(({ row, cells }) => ({
    row,
    cells: new Map(
      keys.flatMap((key, index) => (key === undefined ? [] : [[key, cleanLine(cells[index] ?? '')] as const])),
    ),
  }));
  if (tables.length === 0)
    problems.push(problem('no-lines', {}, 'There is no row below the headings.', 'Add one row for each line.'));
  const lines = tables.map(({ row, cells }, index) => readLine(cells, row, index + 1, problems));
  const shared = (key: InvoiceColumn): string => sharedCell(tables, key, problems);
  const issued = shared('issuedOn');
  const issuedOn = parseIsoDate(issued);
  const first = tables[0]?.row ?? head.row;
  if (issuedOn === undefined && tables.length > 0) {
    problems.push(
      problem(
        'not-a-date',
        { row: first, column: 'invoice date', value: issued },
        `"${issued.slice(0, 40)}" is not a date.`,
        'Write it as YYYY-MM-DD.',
      ),
    );
  }
  const number = shared('number');
  if (number === '' || number.length > invoiceLimits.number) {
    problems.push(
      problem(
        'number',
        { row: first, column: 'invoice number', value: number.slice(0, 60) },
        'The invoice number is missing or too long.',
        `Write up to ${String(invoiceLimits.number)} characters.`,
      ),
    );
  }
  const credits = shared('credits');
  const orderNumber = shared('orderNumber');
  if (problems.length > 0) return fail(...problems);
  return succeed(
    withTotals({
      kind: credits === '' ? 'invoice' : 'credit-note',
      number,
      issuedOn: issuedOn ?? isoDate('1970-01-01'),
      orderNumber,
      credits: credits === '' ? null : credits,
      lines,
    }),
  );
}

/** What all rows of the file say; rows may leave it empty, but not say two things. */
function sharedCell(
  tables: readonly { readonly row: number; readonly cells: Cells }[],
  column: InvoiceColumn,
  problems: Problem[],
): string {
  let value = '';
  for (const { row, cells } of tables) {
    const here = cells.get(column) ?? '';
    if (here === '') continue;
    if (value !== '' && here !== value) {
      const heading = headingFor(column);
      problems.push(
        problem(
          'two-invoices',
          { row, column: heading, value: here.slice(0, 60) },
          `The row says ${here.slice(0, 60)}, a row above says ${value.slice(0, 60)}.`,
          'Send one invoice in each file.',
        ),
      );
      return value;
    }
    value = here;
  }
  return value;
}

function readLine(cells: Cells, row: number, number: number, problems: Problem[]): InvoiceLine {
  const text = (key: InvoiceColumn): string => cells.get(key) ?? '';
  const decimal = (key: InvoiceColumn, fallback?: string): string => {
    const written = text(key);
    if (written === '' && fallback !== undefined) return fallback;
    const plain = written
      .replace(/^£\s*/, '')
      .replace(/,(?=\d{3}(\D|$))/g, '')
      .replace(/%$/, '');
    if (isDecimalText(plain) && plain.length <= invoiceLimits.digits) return plain;
    const column = headingFor(key);
    problems.push(
      problem(
        'not-a-number',
        { row, column, value: written.slice(0, 60) },
        written === '' ? `${column} is empty.` : `"${written.slice(0, 60)}" is not a number.`,
        'Write it with digits and a point, such as 395.00.',
      ),
    );
    return '0';
  };
  const quantity = decimal('quantity');
  const unitPrice = decimal('unitPrice');
  const net = exact(decimal('net', lineNet({ quantity, unitPrice }).toFixed(2)));
  if (net.decimalPlaces() > 2) {
    problems.push(
      problem(
        'not-pence',
        { row, column: 'line total', value: net.toFixed() },
        'The line total has more than two decimals.',
        'Round it to pence.',
      ),
    );
  }
  const vat = text('vatPercent') === '' ? null : decimal('vatPercent');
  if (vat !== null && (exact(vat).isNegative() || exact(vat).greaterThan(100))) {
    problems.push(
      problem(
        'vat-percent',
        { row, column: 'vat percent', value: vat },
        `VAT of ${vat}% cannot be.`,
        'Write a percentage from 0 to 100, or nothing.',
      ),
    );
  }
  const title = text('title');
  if (title === '' || title.length > invoiceLimits.title) {
    problems.push(
      problem(
        'title',
        { row, column: 'description' },
        'The description is empty or too long.',
        `Write up to ${String(invoiceLimits.title)} characters.`,
      ),
    );
  }
  const orderLine = text('orderLine');
  if (orderLine !== '' && !/^\d{1,6}$/.test(orderLine)) {
    problems.push(
      problem(
        'order-line',
        { row, column: 'order line', value: orderLine.slice(0, 60) },
        `"${orderLine.slice(0, 60)}" is no line of an order.`,
        'Write its number, such as 1, or nothing.',
      ),
    );
  }
  const [from, to] = [text('periodFrom'), text('periodTo')];
  const [first, last] = [parseIsoDate(from), parseIsoDate(to)];
  if ((from !== '' || to !== '') && (first === undefined || last === undefined)) {
    problems.push(
      problem(
        'not-a-date',
        { row, column: first === undefined ? 'period from' : 'period to', value: `${from} ${to}`.slice(0, 60) },
        'The period is not two dates.',
        'Write both days as YYYY-MM-DD, or leave both empty.',
      ),
    );
  }
  return {
    number,
    period: first === undefined || last === undefined ? null : { from: first, to: last },
    source: `row ${String(row)}`,
    orderLine: /^\d{1,6}$/.test(orderLine) ? Number(orderLine) : null,
    mpn: text('mpn').slice(0, invoiceLimits.mpn),
    title: title.slice(0, invoiceLimits.title),
    quantity,
    unitPrice,
    net: net.toFixed(2),
    vatPercent: vat,
  };
}

function headingOf(cell: string): string {
  return cleanLine(cell).toLowerCase().replace(/[_-]+/g, ' ');
}

function headingFor(key: InvoiceColumn): string {
  return invoiceColumns.find((each) => each.key === key)?.heading ?? key;
}

function problem(
  code: string,
  place: { readonly row?: number; readonly column?: string; readonly value?: string },
  message: string,
  remedy: string,
): Problem {
  return { code, ...place, message, remedy };
}
