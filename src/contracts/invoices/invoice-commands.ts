import { Value } from 'typebox/value';
import { Type } from 'typebox';
import type { ReferenceFacts } from '../../agreements/index.ts';
import { addMonths, parseIsoDate } from '../../kernel/dates.ts';
import { inForce } from '../../kernel/dated.ts';
import { instalmentsOf, type Term } from '../instalments.ts';
import { documentProblems } from './rules/document-problems.ts';
import { readAll } from './invoicing-commands.ts';
import { lawfulRoundings } from './take-invoice.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import { type Command, type CommandContext, CommandError } from '../../platform/commands/index.ts';
import { InvoiceInputSchema } from './reading/invoice-schema.ts';
import { readInvoiceFile } from './reading/read-invoice.ts';
import { totalsProblems } from './rules/arithmetic.ts';
import { differenceInWords, differenceNames } from './rules/difference-words.ts';
import type { InvoiceDocument } from './rules/invoice.ts';
import { matchInvoice, splitGross } from './rules/matching.ts';

/** Months of the longest term that is read. */
const longestTerm = 240;
const count = Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,6})?$' });
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** An order as `invoice check` takes it, with what was received of it. */
const OrderFileSchema = Type.Object({
  /** First and last day of what is paid by the month, quarter or year. */
  term: Type.Optional(Type.Object({ starts: day, ends: day })),
  lines: Type.Array(
    Type.Object({
      number: Type.Integer({ minimum: 1 }),
      kind: Type.Enum(['goods', 'service', 'delivery']),
      mpn: Type.String(),
      title: Type.String(),
      quantity: Type.Integer({ minimum: 1 }),
      unitPrice: Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,4})?$' }),
      net: Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,2})?$' }),
      vatPercent: Type.Union([Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3})?$' }), Type.Null()]),
      /** Such as `user-month`; absent: paid once. */
      unit: Type.Optional(Type.String({ maxLength: 60 })),
      /** Absent: everything was received. */
      received: Type.Optional(count),
    }),
  ),
});

/** `invoice read` and `invoice check`: what a file says, and what differs from an order. They need no data. */
export function invoiceCommands(
  reference: () => Promise<Pick<ReferenceFacts, 'vatRounding' | 'instalmentsDue'>>,
): readonly Command[] {
  return [readCommand(), checkCommand(reference)];
}

function readCommand(): Command {
  return {
    name: 'invoice read',
    summary: 'Read an invoice (UBL 2.1, CSV, workbook or JSON) and print it as JSON',
    arguments: [{ name: '<file>', description: 'the invoice, or - for standard input' }],
    needsData: false,
    outputSchema: InvoiceInputSchema,
    example: 'npx calloff invoice read invoice.xml',
    run: async (args, _options, context) => {
      const read = await readFile(context, args['file'] ?? '-');
      if (!read.ok) return tell(context, read.problems);
      context.write(`${JSON.stringify(read.value, null, context.json ? 0 : 2)}\n`);
      return 0;
    },
  };
}

function checkCommand(reference: Parameters<typeof invoiceCommands>[0]): Command {
  return {
    name: 'invoice check',
    summary: 'Hold an invoice against an order and what was received, line by line',
    arguments: [{ name: '<file>', description: 'the invoice, or - for standard input' }],
    options: [{ flags: '--order <file>', description: 'the order as JSON', required: true }],
    needsData: false,
    inputSchema: InvoiceInputSchema,
    example: 'npx calloff invoice check invoice.xml --order order.json',
    run: async (args, options, context) => {
      const read = await readFile(context, args['file'] ?? '-');
      if (!read.ok) return tell(context, read.problems);
      const document = read.value;
      const order = readOrder(await readAll(context.input(String(options['order']))));
      const soFar = new Map(
        order.lines.map((each) => [
          each.number,
          { received: each.received ?? String(each.quantity), invoiced: '0', invoicedNet: '0' },
        ]),
      );
      const { vatRounding, instalmentsDue } = await reference();
      const lines = matchInvoice(document, {
        lines: order.lines.map(({ unit = 'each', ...line }) => ({
          ...line,
          instalments: order.term === undefined ? [] : instalmentsOf(unit, termOf(order.term)),
        })),
        soFar,
        instalmentsDue: inForce(instalmentsDue, document.issuedOn)?.on,
      });
      const totals = [
        ...documentProblems(document),
        ...totalsProblems(document, lawfulRoundings(vatRounding, document.issuedOn)),
      ];
      const differs = totals.length > 0 || lines.some((each) => each.verdict !== 'matched');
      if (context.json) {
        context.write(
          `${JSON.stringify({ number: document.number, ...splitGross(document, lines), lines, problems: totals })}\n`,
        );
      } else {
        for (const each of totals) context.write(`${each.message}\n`);
        for (const { line, differences } of lines) {
          const said = differences.map(
            (each) => `${differenceNames[each.kind]}, £${each.amount}: ${differenceInWords(each)}`,
          );
          context.write(`${String(line.number)}  ${line.title}  ${said.length === 0 ? 'matches' : said.join(' ')}\n`);
        }
      }
      return differs ? 1 : 0;
    },
  };
}

function termOf({ starts, ends }: { readonly starts: string; readonly ends: string }): Term {
  const [first, last] = [parseIsoDate(starts), parseIsoDate(ends)];
  if (first === undefined || last === undefined || last < first || last > addMonths(first, longestTerm))
    throw new CommandError('The order cannot be used: its term is not two dates, one after the other.');
  return { starts: first, ends: last };
}

function readOrder(bytes: Uint8Array) {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new CommandError('The order is not well-formed JSON.');
  }
  if (Value.Check(OrderFileSchema, data)) return data;
  const [first] = Value.Errors(OrderFileSchema, data);
  throw new CommandError(`The order cannot be used: ${first?.instancePath ?? ''} ${first?.message ?? ''}.`);
}

async function readFile(context: CommandContext, file: string): Promise<Outcome<InvoiceDocument>> {
  return readInvoiceFile(await readAll(context.input(file)));
}

function tell(context: CommandContext, problems: readonly Problem[]): 1 {
  if (context.json) context.write(`${JSON.stringify({ problems })}\n`);
  else
    for (const each of problems)
      context.writeError(`${each.path ?? each.column ?? ''} ${each.message} ${each.remedy}\n`);
  return 1;
}
