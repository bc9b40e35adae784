import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { formatDate, isoDate, parseIsoDate, systemClock, today } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import { type Command, type CommandContext, CommandError, renderTable } from '../../platform/commands/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { type KeyedServices, keyOptionFor, limitOf, openAs } from '../command-actor.ts';
import {
  effectsJson,
  OrderReceiptsSchema,
  orderReceiptsJson,
  ReceiptEffectsSchema,
  receiptFromInput,
  ReceiptInputSchema,
} from '../receipts/receipt-json.ts';
import type { Receipts } from '../receipts/receipt-service.ts';
import { buyerActs, supplierActs } from './decide-line.ts';
import { invoiceJson, InvoiceSchema } from './invoice-api.ts';
import type { Invoices } from './invoice-service.ts';
import { invoiceStateWords } from './pages/invoice-words.ts';
import { paymentTimesCsv, paymentTimesJson, PaymentTimesSchema } from './payment-times-json.ts';
import { periodFrom, type PromptPayments } from './prompt-payments.ts';
import { largestInvoice, readInvoiceFile } from './reading/read-invoice.ts';

interface Services extends KeyedServices {
  readonly invoices: Invoices;
  readonly receipts: Receipts;
  readonly promptPayments: PromptPayments;
  /** Names of buyers by id. */
  readonly buyerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

type Open = () => Promise<Services>;
type Options = Readonly<Record<string, string | boolean>>;

const key = '--key calloff-key.txt';
const keyOption = keyOptionFor('orders:read, receipts:write, invoices:read, invoices:write, invoices:decide');
const IdSchema = Type.Object({ id: Type.String() });
const requestId = 'command';
const noteOption = { flags: '--note <text>', description: 'why, for the other side', required: true } as const;
const orderArgument = { name: '<order>', description: 'id of the order, as in its address' } as const;
const receiptArgument = { name: '<receipt>', description: 'id of the receipt' } as const;
const invoiceArgument = { name: '<invoice>', description: 'id of the invoice, as in its address' } as const;

/** `receipt …` and `invoice …` for programs of an organisation, with a key of its own: what the pages do. */
export function invoicingCommands(services: Open): readonly Command[] {
  const online = (command: Omit<Command, 'needsData'>): Command => ({
    ...command,
    options: [keyOption, ...(command.options ?? [])],
    needsData: true,
  });
  return [
    online({
      name: 'receipt list',
      summary: 'Show what arrived of an order',
      arguments: [orderArgument],
      outputSchema: OrderReceiptsSchema,
      example: `npx calloff receipt list ORDER ${key}`,
      run: async ({ order = '' }, options, context) => {
        const { receipts, actor } = await openAs(services, options, context);
        const found = orderReceiptsJson(known(await receipts.show(actor, order), `order ${order}`));
        return tell(context, found, () =>
          renderTable(
            context,
            [
              { heading: 'Line', value: (each) => each.title },
              { heading: 'Ordered', value: (each) => String(each.ordered) },
              { heading: 'Kept', value: (each) => String(each.kept) },
            ],
            found.lines,
          ),
        );
      },
    }),
    online({
      name: 'receipt record',
      summary: 'Record what arrived of an order; invoices that waited for it are matched',
      arguments: [orderArgument, { name: '<file>', description: 'the receipt as JSON, or - for standard input' }],
      inputSchema: ReceiptInputSchema,
      outputSchema: IdSchema,
      example: `npx calloff receipt record ORDER receipt.json ${key}`,
      run: async ({ order = '', file = '-' }, options, context) => {
        const { receipts, actor } = await openAs(services, options, context);
        const receipt = receiptFromInput(await readReceipt(context, file));
        const by = { actor, requestId };
        return finish(context, receipt.ok ? await receipts.record(by, order, receipt.value, newId()) : receipt);
      },
    }),
    online({
      name: 'receipt effects',
      summary: 'Show what taking a receipt back would do to invoices',
      arguments: [orderArgument, receiptArgument],
      outputSchema: ReceiptEffectsSchema,
      example: `npx calloff receipt effects ORDER RECEIPT ${key}`,
      run: async ({ order = '', receipt = '' }, options, context) => {
        const { receipts, actor } = await openAs(services, options, context);
        const found = effectsJson(known(await receipts.effects(actor, order, receipt), `receipt ${receipt}`));
        return tell(context, found, () =>
          found.effects.length === 0
            ? 'No invoice changes.\n'
            : found.effects.map((each) => `Invoice ${each.invoice.number}, ${each.title}: ${each.to}\n`).join(''),
        );
      },
    }),
    online({
      name: 'receipt reverse',
      summary: 'Take a whole receipt back; it stays to be seen',
      arguments: [orderArgument, receiptArgument],
      options: [noteOption],
      outputSchema: IdSchema,
      example: `npx calloff receipt reverse ORDER RECEIPT --note "Counted twice" ${key}`,
      run: async ({ order = '', receipt = '' }, options, context) => {
        const { receipts, actor } = await openAs(services, options, context);
        return finish(context, await receipts.reverse({ actor, requestId }, order, receipt, textOf(options, 'note')));
      },
    }),
    online({
      name: 'invoice list',
      summary: 'List the invoices of your organisation, newest first',
      options: [{ flags: '--limit <count>', description: 'how many, newest first', fallback: '25' }],
      outputSchema: Type.Object({ items: Type.Array(InvoiceSchema) }),
      example: `npx calloff invoice list ${key}`,
      run: async (_args, options, context) => {
        const { invoices, actor } = await openAs(services, options, context);
        const { items } = await invoices.list(actor, { limit: limitOf(options) });
        return tell(context, { items: items.map(invoiceJson) }, () =>
          renderTable(
            context,
            [
              { heading: 'Id', value: (each) => each.id },
              { heading: 'Number', value: (each) => each.number },
              { heading: 'Order', value: (each) => each.orderNumber },
              { heading: 'State', value: (each) => invoiceStateWords[each.state].text },
              { heading: 'Pay by', value: (each) => (each.due === null ? '' : formatDate(each.due)) },
              { heading: 'Including VAT', value: (each) => formatMoney(each.gross) },
            ],
            items,
          ),
        );
      },
    }),
    online({
      name: 'invoice show',
      summary: 'Show an invoice with its lines, what differs and where each stands, as JSON',
      arguments: [invoiceArgument],
      outputSchema: InvoiceSchema,
      example: `npx calloff invoice show INVOICE ${key}`,
      run: async ({ invoice = '' }, options, context) => {
        const { invoices, actor } = await openAs(services, options, context);
        const found = known(await invoices.show(actor, invoice), `invoice ${invoice}`);
        const json = invoiceJson(found.invoice);
        return tell(context, json, () => `${JSON.stringify(json, null, 2)}\n`);
      },
    }),
    online({
      name: 'invoice send',
      summary: 'Send an invoice or credit note for the order it names; the same again is the same invoice',
      arguments: [{ name: '<file>', description: 'UBL 2.1, CSV, workbook or JSON, or - for standard input' }],
      outputSchema: IdSchema,
      example: `npx calloff invoice send invoice.xml ${key}`,
      run: async ({ file = '-' }, options, context) => {
        const { invoices, actor } = await openAs(services, options, context);
        const read = await readInvoiceFile(await readAll(context.input(file)));
        return finish(context, read.ok ? await invoices.send({ actor, requestId }, read.value, 'file') : read);
      },
    }),
    online({
      name: 'invoice record',
      summary: 'Record an invoice that reached you another way, for an order of yours',
      arguments: [orderArgument, { name: '<file>', description: 'UBL 2.1, CSV, workbook or JSON, or -' }],
      options: [{ flags: '--received <day>', description: 'the day it reached you, YYYY-MM-DD', required: true }],
      outputSchema: IdSchema,
      example: `npx calloff invoice record ORDER invoice.csv --received 2026-11-23 ${key}`,
      run: async ({ order = '', file = '-' }, options, context) => {
        const { invoices, actor } = await openAs(services, options, context);
        const on = dayOf(options, 'received');
        const read = await readInvoiceFile(await readAll(context.input(file)));
        const received = { on, source: 'file' } as const;
        return finish(
          context,
          read.ok ? await invoices.record({ actor, requestId }, order, read.value, received) : read,
        );
      },
    }),
    ...[...buyerActs, ...supplierActs].map((act) =>
      online({
        name: `invoice ${act}`,
        summary: actSummaries[act],
        arguments: [invoiceArgument, { name: '<line>', description: 'number of the line' }],
        options: [noteOption],
        outputSchema: IdSchema,
        example: `npx calloff invoice ${act} INVOICE 1 --note "As agreed" ${key}`,
        run: async ({ invoice = '', line = '' }, options, context) => {
          const { invoices, actor } = await openAs(services, options, context);
          const found = known(await invoices.show(actor, invoice), `invoice ${invoice}`);
          const wanted = { line: Number(line) || 0, act, note: textOf(options, 'note') };
          const seen = found.invoice.events.length;
          return finish(context, await invoices.act({ actor, requestId }, invoice, { ...wanted, seen }));
        },
      }),
    ),
    online({
      name: 'invoice pay',
      summary: 'Note a payment of what is agreed',
      arguments: [invoiceArgument],
      options: [
        { flags: '--amount <pounds>', description: 'pounds with VAT', required: true },
        { flags: '--paid-on <day>', description: 'YYYY-MM-DD', required: true },
        { flags: '--reference <text>', description: 'what the bank statement says', required: true },
      ],
      outputSchema: IdSchema,
      example: `npx calloff invoice pay INVOICE --amount 474.00 --paid-on 2026-11-23 --reference "BACS 9" ${key}`,
      run: async ({ invoice = '' }, options, context) => {
        const { invoices, actor } = await openAs(services, options, context);
        const amount = textOf(options, 'amount');
        if (!/^\d{1,12}(\.\d{1,2})?$/.test(amount)) throw new CommandError('Give --amount pounds such as 474.00.');
        const found = known(await invoices.show(actor, invoice), `invoice ${invoice}`);
        const payment = { amount, paidOn: dayOf(options, 'paidOn'), reference: textOf(options, 'reference') };
        const seen = found.invoice.events.length;
        return finish(context, await invoices.pay({ actor, requestId }, invoice, { ...payment, seen }));
      },
    }),
    online({
      name: 'invoice payment-times',
      summary: 'Show what share of invoices was paid within the time the rule gives, by buyer',
      options: [
        { flags: '--from <day>', description: 'first day, YYYY-MM-DD; a year before the last one when absent' },
        { flags: '--to <day>', description: 'last day, YYYY-MM-DD; today when absent' },
        { flags: '--csv', description: 'as CSV' },
      ],
      outputSchema: PaymentTimesSchema,
      example: `npx calloff invoice payment-times --from 2026-01-01 ${key}`,
      run: async (_args, options, context) => {
        const { promptPayments, buyerNames, actor } = await openAs(services, options, context);
        const asked = { from: textOf(options, 'from'), to: textOf(options, 'to') };
        const period = periodFrom(asked, today(systemClock));
        if (!period.ok) return problems(context, period.problems);
        const table = await promptPayments.read(actor, period.value);
        const names = await buyerNames(table.rows.map((each) => each.organisation));
        const json = paymentTimesJson(table, { buyer: (id) => names.get(id) ?? id });
        if (options['csv'] === true) return tell({ ...context, json: false }, json, () => paymentTimesCsv(json));
        return tell(context, json, () =>
          renderTable(
            context,
            [
              { heading: 'Buyer', value: (each) => each.name },
              { heading: 'Due', value: (each) => String(each.invoices) },
              { heading: 'Late', value: (each) => String(each.late) },
              { heading: 'In time', value: (each) => (each.percent === null ? '' : `${each.percent}%`) },
            ],
            json.rows,
          ),
        );
      },
    }),
  ];
}

const actSummaries = {
  dispute: 'Dispute a line, until it is paid',
  accept: 'Accept a disputed line as charged',
  uphold: 'Keep a dispute the supplier answered',
  claim: 'Claim a credit for a line that is paid',
  drop: 'Drop such a claim',
  evidence: 'Answer a dispute or claim with evidence',
  withdraw: 'Withdraw a charge in dispute',
} as const;

async function readReceipt(context: CommandContext, file: string) {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(await readAll(context.input(file))));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('The receipt is not well-formed JSON.');
  }
  if (Value.Check(ReceiptInputSchema, data)) return data;
  const [first] = Value.Errors(ReceiptInputSchema, data);
  throw new CommandError(`The receipt cannot be used: ${first?.instancePath ?? ''} ${first?.message ?? ''}.`);
}

/** The whole of a file, up to the largest an invoice may come in. */
export async function readAll(stream: Readable): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Uint8Array | string>) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > largestInvoice) throw new CommandError('The file is larger than 10 MB.');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function textOf(options: Options, name: string): string {
  const value = options[name];
  return typeof value === 'string' ? value : '';
}

function dayOf(options: Options, name: string) {
  const day = parseIsoDate(textOf(options, name));
  if (day === undefined) throw new CommandError('Write the day as YYYY-MM-DD.');
  return isoDate(day);
}

function known<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new CommandError(`There is no ${what} among those this key reaches.`);
}

function tell(context: Pick<CommandContext, 'json' | 'write'>, value: object, text: () => string): 0 {
  context.write(context.json ? `${JSON.stringify(value)}\n` : text());
  return 0;
}

function problems(context: CommandContext, found: readonly Problem[]): 1 {
  if (context.json) context.write(`${JSON.stringify({ problems: found })}\n`);
  else for (const each of found) context.writeError(`${each.message} ${each.remedy}\n`);
  return 1;
}

function finish(context: CommandContext, outcome: Outcome<{ readonly id: string }> | undefined): 0 | 1 {
  const { ok, ...rest } = known(outcome, 'such order, receipt or invoice');
  if (!ok) return problems(context, 'problems' in rest ? rest.problems : []);
  const id = 'value' in rest ? rest.value.id : '';
  return tell(context, { id }, () => `Done: ${id}\n`);
}
