import { copyFile, rm } from 'node:fs/promises';
import { formatMoney } from '../../kernel/money.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import {
  type Command,
  type CommandContext,
  CommandError,
  type CommandOption,
  renderTable,
} from '../../platform/commands/index.ts';
import { type Mapping } from '../price-lines/index.ts';
import { type ChangeKind, changeKinds, type ListedChange, type ListPage, type PriceList } from './price-list.ts';
import { followed, limitOf, namedList, type Options, type Services, text } from './price-list-command-parts.ts';

const mostAtOnce = 1000;
/** Bytes of a mapping that are read. */
const longestMapping = 60_000;

const list = [{ name: '<id>', description: 'the list' }];
const page: readonly CommandOption[] = [
  { flags: '--after <place>', description: 'what `next` said on the page before' },
  { flags: '--limit <count>', description: `how many, at most ${String(mostAtOnce)}`, fallback: '100' },
];

const by = { actor: 'system' as const };

/** What a list's lines say and what is done with it: `price-list problems|repairs|changes|annotated|map|accept|decide|cancel`. */
export function priceListLineCommands(services: Services): readonly Command[] {
  return [...readingCommands(services), ...changingCommands(services)];
}

function readingCommands(services: Services): readonly Command[] {
  return [
    {
      name: 'price-list problems',
      summary: 'List what is wrong with the lines of a price list, by row',
      arguments: list,
      options: [{ flags: '--severity <kind>', description: 'error or warning alone' }, ...page],
      needsData: true,
      example: 'npx calloff price-list problems 1 --severity error',
      run: async (args, options, context) => {
        const { priceLists } = await services();
        const { id } = await namedList(priceLists, args);
        const severity = oneOf(options, 'severity', ['error', 'warning'] as const);
        const found = await priceLists.problems(id, { ...pageOf(options), ...(severity ? { severity } : {}) });
        return told(context, found, [
          { heading: 'Row', value: (each) => (each.row === undefined ? 'File' : String(each.row)) },
          { heading: 'Column', value: (each) => each.column ?? '' },
          { heading: 'Value', value: (each) => each.value ?? '' },
          { heading: 'What is wrong', value: (each) => each.message },
          { heading: 'What to do', value: (each) => each.remedy },
        ]);
      },
    },
    {
      name: 'price-list repairs',
      summary: 'List the repairs that are proposed, by row',
      arguments: list,
      options: page,
      needsData: true,
      example: 'npx calloff price-list repairs 1',
      run: async (args, options, context) => {
        const { priceLists } = await services();
        const { id } = await namedList(priceLists, args);
        return told(context, await priceLists.repairs(id, pageOf(options)), [
          { heading: 'Row', value: (each) => String(each.row) },
          { heading: 'Column', value: (each) => each.column },
          { heading: 'Is', value: (each) => each.from },
          { heading: 'Becomes', value: (each) => each.to },
          { heading: 'Why', value: (each) => each.why },
        ]);
      },
    },
    {
      name: 'price-list changes',
      summary: 'List the lines of a price list against what is on offer on its first day',
      arguments: list,
      options: [
        { flags: '--kind <kind>', description: `one of ${changeKinds.join(', ')} alone` },
        { flags: '--held', description: 'only lines that wait, or waited, for the authority' },
        ...page,
      ],
      needsData: true,
      example: 'npx calloff price-list changes 1 --held',
      run: async (args, options, context) => {
        const { priceLists } = await services();
        const { id } = await namedList(priceLists, args);
        const kind = oneOf<ChangeKind>(options, 'kind', changeKinds);
        const held = options['held'] === true;
        const wanted = { ...pageOf(options), ...(kind ? { kind } : {}), ...(held ? { held } : {}) };
        return told(context, await priceLists.changes(id, wanted), changeColumns);
      },
    },
    {
      name: 'price-list annotated',
      summary: 'Write the supplier’s file with repairs made and a column of messages, in the format it came in',
      arguments: list,
      options: [{ flags: '--out <file>', description: 'where to; the file’s own name here when absent' }],
      needsData: true,
      example: 'npx calloff price-list annotated 1 --out checked.csv',
      run: async (args, options, context) => {
        const { priceLists } = await services();
        const { id } = await namedList(priceLists, args);
        const made = done(await priceLists.annotated(id));
        const out = context.resolve(text(options, 'out') || made.fileName);
        try {
          await copyFile(made.path, out);
        } catch (cause) {
          throw new CommandError(`${out} cannot be written. Give --out a file in a folder there is.`, { cause });
        } finally {
          await rm(made.path, { force: true });
        }
        context.write(context.json ? `${JSON.stringify({ file: out })}\n` : `Written to ${out}.\n`);
        return 0;
      },
    },
  ];
}

function changingCommands(services: Services): readonly Command[] {
  return [
    {
      name: 'price-list map',
      summary: 'Say what the columns of a price list mean; the file is read and checked anew',
      arguments: [
        ...list,
        { name: '<file>', description: 'JSON {"heading": "field" or null}, or - for standard input' },
      ],
      needsData: true,
      inputSchema: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
      example: 'npx calloff price-list map 1 columns.json',
      run: async (args, _options, context) => {
        const { priceLists, jobs } = await services();
        const { id } = await namedList(priceLists, args);
        const mapped = done(await priceLists.setMapping(id, await mappingFrom(args['file'] ?? '-', context), by));
        await followed(jobs, mapped, context);
        return state(context, await namedList(priceLists, args));
      },
    },
    {
      name: 'price-list accept',
      summary: 'Put a checked price list into force from its first day: all of it or nothing',
      arguments: list,
      options: [{ flags: '--accept-repairs', description: 'mend what can safely be mended' }],
      needsData: true,
      example: 'npx calloff price-list accept 1 --accept-repairs',
      run: async (args, options, context) => {
        const { priceLists, jobs } = await services();
        const { id } = await namedList(priceLists, args);
        const repairs = options['acceptRepairs'] === true;
        await followed(jobs, done(await priceLists.accept(id, { repairs }, by)), context);
        return state(context, await namedList(priceLists, args));
      },
    },
    {
      name: 'price-list decide',
      summary: 'Decide on price rises that wait for the authority',
      arguments: list,
      options: [
        { flags: '--verdict <verdict>', description: 'approve or refuse', required: true },
        {
          flags: '--lines <lines>',
          description: 'all, or lines as `changes` names them, with commas',
          fallback: 'all',
        },
        { flags: '--reason <text>', description: 'why; the supplier reads it', required: true },
      ],
      needsData: true,
      example: 'npx calloff price-list decide 1 --verdict refuse --reason "No evidence was given."',
      run: async (args, options, context) => {
        const { priceLists } = await services();
        const { id } = await namedList(priceLists, args);
        const verdict = oneOf(options, 'verdict', ['approve', 'refuse'] as const);
        if (verdict === undefined) throw new CommandError('Give --verdict approve or refuse.');
        const named = text(options, 'lines');
        const lines = named === 'all' ? ('all' as const) : named.split(',').map((each) => each.trim());
        const decision = { approve: verdict === 'approve', lines, reason: text(options, 'reason') };
        return state(context, done(await priceLists.decide(id, decision, by)));
      },
    },
    {
      name: 'price-list cancel',
      summary: 'Stop reading or accepting a price list, or discard a checked one',
      arguments: list,
      needsData: true,
      example: 'npx calloff price-list cancel 1',
      run: async (args, _options, context) => {
        const { priceLists } = await services();
        const { id } = await namedList(priceLists, args);
        const now = done(await priceLists.cancel(id, by));
        if (now.state === 'accepted') {
          throw new CommandError(`Price list ${id} is in force. What is on offer changes by a newer list.`);
        }
        return state(context, now);
      },
    },
  ];
}

const price = (amount: string | null): string => (amount === null ? '' : formatMoney(amount));

const changeColumns: readonly { readonly heading: string; readonly value: (each: ListedChange) => string }[] = [
  { heading: 'Line', value: (each) => each.line },
  { heading: 'Code', value: (each) => each.supplierSku },
  { heading: 'Product', value: (each) => each.product.title },
  { heading: 'Change', value: (each) => each.kind },
  { heading: 'Now', value: (each) => price(each.oldPrice) },
  { heading: 'New', value: (each) => price(each.newPrice) },
  { heading: 'Percent', value: (each) => each.percent ?? '' },
  {
    heading: 'Held',
    value: ({ held, rise }) =>
      held === null ? '' : `${held}${rise === null || rise.quantity === 1 ? '' : `, from ${String(rise.quantity)}`}`,
  },
];

function pageOf(options: Options): { readonly after?: string; readonly limit: number } {
  const after = text(options, 'after');
  return { limit: limitOf(options, mostAtOnce), ...(after === '' ? {} : { after }) };
}

function oneOf<T extends string>(options: Options, name: string, values: readonly T[]): T | undefined {
  const value = text(options, name);
  const known = values.find((each) => each === value);
  if (value !== '' && known === undefined) throw new CommandError(`--${name} is one of ${values.join(', ')}.`);
  return known;
}

function told<T>(
  context: CommandContext,
  found: ListPage<T>,
  columns: readonly { readonly heading: string; readonly value: (each: T) => string }[],
): 0 {
  if (context.json) context.write(`${JSON.stringify(found)}\n`);
  else if (found.items.length === 0) context.write('There is none.\n');
  else context.write(renderTable(context, columns, found.items));
  if (!context.json && found.next !== null) context.write(`There are more: --after ${found.next}\n`);
  return 0;
}

/** 1 where the list has mistakes, 2 where its job failed. */
function state(context: CommandContext, now: PriceList): 0 | 1 | 2 {
  context.write(
    context.json ? `${JSON.stringify(now)}\n` : `Price list ${now.id}: ${now.state}.\n${inLines(now.problems)}`,
  );
  if (now.state === 'failed') return 2;
  return now.state === 'refused' || now.state === 'needs-mapping' ? 1 : 0;
}

function inLines(problems: readonly Problem[]): string {
  return problems.map((each) => `${each.message} ${each.remedy}\n`).join('');
}

/** The value of an outcome; what was refused ends the command with its reasons. */
function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new CommandError(inLines(outcome.problems).trimEnd());
}

async function mappingFrom(file: string, context: CommandContext): Promise<Mapping> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of context.input(file)) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > longestMapping) throw new CommandError(`A mapping has at most ${String(longestMapping)} bytes.`);
    chunks.push(bytes);
  }
  const wrong = new CommandError('The columns are not JSON like {"Your price": "unitPrice", "Remarks": null}.');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw wrong;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong;
  const entries = Object.entries(value);
  if (!entries.every(([, field]) => field === null || typeof field === 'string')) throw wrong;
  return Object.fromEntries(entries);
}
