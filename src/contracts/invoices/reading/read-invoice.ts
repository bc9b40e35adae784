import { Value } from 'typebox/value';
import { parseIsoDate } from '../../../kernel/dates.ts';
import { exact } from '../../../kernel/money.ts';
import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { cleanLine } from '../../../kernel/text.ts';
import { readSmallTable } from '../../../platform/tables/index.ts';
import { lineNet, withTotals } from '../rules/arithmetic.ts';
import type { InvoiceDocument } from '../rules/invoice.ts';
import { type InvoiceInput, InvoiceInputSchema } from './invoice-schema.ts';
import { readInvoiceTable } from './read-invoice-table.ts';
import { readUbl } from './read-ubl.ts';

/** Bytes of the largest file an invoice may come in. */
export const largestInvoice = 10_485_760;

/** An invoice from a file, by what the file holds and not by its name: UBL, JSON, CSV or a workbook. */
export async function readInvoiceFile(bytes: Uint8Array): Promise<Outcome<InvoiceDocument>> {
  const start = startOf(bytes);
  if (start.startsWith('<')) return readUbl(textOf(bytes));
  if (start.startsWith('{')) return readInvoiceJson(textOf(bytes));
  const rows = await readSmallTable(bytes, { maxBytes: largestInvoice, maxRows: 2000 });
  return rows.ok ? readInvoiceTable(rows.value) : rows;
}

/** The invoice a program describes; see `InvoiceInputSchema`. */
export function invoiceFromInput(input: InvoiceInput): Outcome<InvoiceDocument> {
  const issuedOn = parseIsoDate(input.issuedOn);
  const number = cleanLine(input.number);
  if (issuedOn === undefined || number === '') {
    const path = issuedOn === undefined ? '/issuedOn' : '/number';
    return fail({ code: 'wrong-value', path, message: `${path.slice(1)} is not one.`, remedy: 'Correct it.' });
  }
  const credits = cleanLine(input.credits ?? '');
  const periods = input.lines.map(({ period }) => {
    const [from, to] = [parseIsoDate(period?.from ?? ''), parseIsoDate(period?.to ?? '')];
    return from === undefined || to === undefined ? null : { from, to };
  });
  const unreadable = input.lines.findIndex((each, index) => each.period != null && periods[index] === null);
  if (unreadable >= 0) {
    const path = `/lines/${String(unreadable)}/period`;
    return fail({
      code: 'not-a-date',
      path,
      message: 'The period is not two dates.',
      remedy: 'Write both as YYYY-MM-DD.',
    });
  }
  const whole = withTotals({
    kind: input.kind ?? (credits === '' ? 'invoice' : 'credit-note'),
    number,
    issuedOn,
    orderNumber: cleanLine(input.orderNumber ?? ''),
    credits: credits === '' ? null : credits,
    lines: input.lines.map((line, index) => ({
      number: index + 1,
      orderLine: line.orderLine ?? null,
      mpn: cleanLine(line.mpn ?? ''),
      title: cleanLine(line.title) || `Line ${String(index + 1)}`,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      net: exact(line.net ?? lineNet(line)).toFixed(2),
      vatPercent: line.vatPercent ?? null,
      period: periods[index] ?? null,
    })),
  });
  const stated = { net: input.net ?? whole.net, vat: input.vat ?? whole.vat, gross: input.gross ?? whole.gross };
  return succeed({ ...whole, ...stated });
}

function readInvoiceJson(text: string): Outcome<InvoiceDocument> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return fail({
      code: 'json-broken',
      message: 'The file is not well-formed JSON.',
      remedy: 'Correct it and send it again.',
    });
  }
  if (Value.Check(InvoiceInputSchema, data)) return invoiceFromInput(data);
  return fail(
    ...Value.Errors(InvoiceInputSchema, data)
      .slice(0, 20)
      .map((each) => ({
        code: 'wrong-value',
        path: each.instancePath,
        message: `${each.instancePath || 'The document'} ${each.message}.`,
        remedy: 'Correct it; `calloff invoice check --help` shows the schema.',
      })),
  );
}

function startOf(bytes: Uint8Array): string {
  return textOf(bytes.subarray(0, 400)).trimStart();
}

/** UTF-8, or UTF-16 where its mark says so; whatever is wrong in it is replaced and meets the reader as such. */
function textOf(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
