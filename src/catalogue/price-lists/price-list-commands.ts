import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { formatCount } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import {
  type Command,
  type CommandContext,
  CommandError,
  type CommandOption,
  renderTable,
} from '../../platform/commands/index.ts';
import type { Job } from '../../platform/jobs/index.ts';
import type { PriceList } from './price-list.ts';
import {
  followed,
  limitOf,
  namedList,
  type PriceListCommandServices,
  type Services,
  text,
} from './price-list-command-parts.ts';
import { priceListLineCommands } from './price-list-line-commands.ts';
import type { LineProblem } from './price-lists.ts';

/** Problems that are printed; the annotated copy has them all. */
const mostShown = 1000;
const mostListed = 500;

const lotOptions: readonly CommandOption[] = [
  { flags: '--agreement <number>', description: 'the agreement', required: true },
  { flags: '--lot <number>', description: 'the lot', required: true },
];

const submitOptions: readonly CommandOption[] = [
  ...lotOptions,
  { flags: '--supplier <id>', description: 'the id in the address of the supplier’s page', required: true },
  { flags: '--from <date>', description: 'first day of the prices, YYYY-MM-DD', required: true },
];

const counts = { type: 'integer', minimum: 0 };
const resultSchema = {
  type: 'object',
  required: ['rows', 'accepted', 'rejected', 'problems', 'changes', 'job'],
  properties: {
    rows: { ...counts, description: 'Lines in the file.' },
    accepted: { ...counts, description: 'Lines that can be used (check), or are in force (import).' },
    rejected: { ...counts, description: 'Lines with a mistake; one is enough for the file to change nothing.' },
    problems: { type: 'array', items: { type: 'object' }, description: `At most ${String(mostShown)}.` },
    changes: {
      type: 'object',
      properties: { added: counts, removed: counts, up: counts, down: counts, changed: counts, same: counts },
    },
    held: { ...counts, description: 'Lines that keep their old price until the authority decides.' },
    repairs: { ...counts, description: 'Values that would be, or were, mended.' },
    state: { type: 'string' },
    priceList: { type: ['string', 'null'] },
    job: { type: ['string', 'null'] },
  },
};

/** What is sent, listed and shown: `price-list check|import|template|list|show`; `example`: the agreement that examples name. */
export function priceListCommands(services: Services, example: string): readonly Command[] {
  return [
    {
      name: 'price-list check',
      summary: 'Check a price list against the catalogue and what is on offer; nothing is changed',
      arguments: [{ name: '<file>', description: 'a CSV or .xlsx file, or - for standard input' }],
      options: submitOptions,
      needsData: true,
      outputSchema: resultSchema,
      example: `npx calloff price-list check prices.csv --agreement ${example} --lot 8 --supplier marrowby-systems --from 2026-12-01`,
      run: async (args, options, context) => submit(await services(), args, options, context, true),
    },
    {
      name: 'price-list import',
      summary: 'Check a price list and put it into force from its first day: all of it or nothing',
      arguments: [{ name: '<file>', description: 'a CSV or .xlsx file, or - for standard input' }],
      options: [...submitOptions, { flags: '--accept-repairs', description: 'mend what can safely be mended' }],
      needsData: true,
      outputSchema: resultSchema,
      example: `npx calloff price-list import prices.csv --agreement ${example} --lot 8 --supplier marrowby-systems --from 2026-12-01`,
      run: async (args, options, context) => submit(await services(), args, options, context, false),
    },
    {
      name: 'price-list template',
      summary: 'Print an empty price list for a lot as CSV, with its headings and two examples',
      options: lotOptions,
      needsData: true,
      example: `npx calloff price-list template --agreement ${example} --lot 8 > prices.csv`,
      run: async (_args, options, context) => {
        const { priceLists } = await services();
        const made = await priceLists.template(text(options, 'agreement'), text(options, 'lot'), 'csv');
        if (!made.ok) throw new CommandError(made.problems.map((each) => `${each.message} ${each.remedy}`).join('\n'));
        const template = await readFile(made.value.path, 'utf8');
        await rm(made.value.path, { force: true });
        context.write(context.json ? `${JSON.stringify({ template })}\n` : template);
        return 0;
      },
    },
    {
      name: 'price-list list',
      summary: 'List price lists, the newest first',
      options: [
        { flags: '--supplier <id>', description: 'of this supplier' },
        { flags: '--agreement <number>', description: 'for this agreement' },
        { flags: '--lot <number>', description: 'for this lot' },
        { flags: '--before <id>', description: 'older than this list' },
        { flags: '--limit <count>', description: `how many, at most ${String(mostListed)}`, fallback: '50' },
      ],
      needsData: true,
      example: 'npx calloff price-list list --supplier marrowby-systems',
      run: async (_args, options, context) => {
        const { priceLists } = await services();
        const items = await priceLists.list({ ...filterOf(options), limit: limitOf(options, mostListed) });
        if (context.json) context.write(`${JSON.stringify({ items })}\n`);
        else if (items.length === 0) context.write('There is no price list yet.\n');
        else context.write(tableOf(context, items));
        return 0;
      },
    },
    {
      name: 'price-list show',
      summary: 'Show a price list: its state, what it changes and what happened to it',
      arguments: [{ name: '<id>', description: 'the list' }],
      needsData: true,
      example: 'npx calloff price-list show 1',
      run: async (args, _options, context) => {
        const { priceLists } = await services();
        const list = await namedList(priceLists, args);
        if (context.json) context.write(`${JSON.stringify(list)}\n`);
        else context.write(`${tableOf(context, [list])}\n${eventsOf(context, list)}`);
        return 0;
      },
    },
    ...priceListLineCommands(services),
  ];
}

function filterOf(options: Readonly<Record<string, string | boolean>>) {
  const [supplierId, agreement, lot, before] = ['supplier', 'agreement', 'lot', 'before'].map((each) =>
    text(options, each),
  );
  return {
    ...(supplierId ? { supplierId } : {}),
    ...(agreement ? { agreement } : {}),
    ...(lot ? { lot } : {}),
    ...(before && /^\d{1,18}$/.test(before) ? { before } : {}),
  };
}

function firstDay(options: Readonly<Record<string, string | boolean>>): IsoDate {
  const date = parseIsoDate(text(options, 'from'));
  if (date === undefined) throw new CommandError(`--from is "${text(options, 'from')}". Write YYYY-MM-DD.`);
  return date;
}

async function submit(
  { priceLists, jobs }: PriceListCommandServices,
  args: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string | boolean>>,
  context: CommandContext,
  checkOnly: boolean,
): Promise<0 | 1 | 2> {
  const file = args['file'] ?? '-';
  const by = { actor: 'system' as const };
  const submitted = await priceLists.submit(
    {
      agreement: text(options, 'agreement'),
      lot: text(options, 'lot'),
      supplierId: text(options, 'supplier'),
      validFrom: firstDay(options),
      fileName: file === '-' ? 'standard-input' : basename(file),
      file: context.input(file),
      checkOnly,
    },
    by,
  );
  if (!submitted.ok) return answer(context, null, submitted.problems, null);
  const { id } = submitted.value;
  let job = await followed(jobs, submitted.value, context);
  let list = await priceLists.get(id);
  let more: readonly Problem[] = [];
  if (!checkOnly && list?.state === 'checked') {
    const accepted = await priceLists.accept(id, { repairs: options['acceptRepairs'] === true }, by);
    if (accepted.ok) job = await followed(jobs, accepted.value, context);
    else more = accepted.problems;
    list = await priceLists.get(id);
  }
  const found = await priceLists.problems(id, { limit: mostShown });
  return answer(context, list ?? null, [...(list?.problems ?? []), ...more, ...found.items], job);
}

const noChanges = { added: 0, removed: 0, up: 0, down: 0, changed: 0, same: 0 };

function answer(
  context: CommandContext,
  list: PriceList | null,
  problems: readonly (Problem | LineProblem)[],
  job: Job | null,
): 0 | 1 | 2 {
  const sound = list?.state === 'accepted' || (list?.state === 'checked' && list.checkOnly);
  const { rows = 0, rejected = 0, changes = noChanges, held = 0, repairs = 0 } = list?.counts ?? {};
  const accepted = list?.state === 'accepted' || list?.checkOnly === true ? rows - rejected : 0;
  const failure = list?.job?.failure ?? null;
  if (context.json) {
    const told = failure === null ? problems : [...problems, { code: 'job-failed', message: failure, remedy: '' }];
    const figures = { rows, accepted, rejected, problems: told, changes, held, repairs };
    const ids = { state: list?.state ?? 'refused', priceList: list?.id ?? null, job: job?.id ?? list?.job?.id ?? null };
    context.write(`${JSON.stringify({ ...figures, ...ids })}\n`);
  } else {
    context.write(inWords(context, list, problems, sound));
    if (failure !== null) context.writeError(`${failure}\n`);
  }
  if (sound) return 0;
  return list?.state === 'failed' ? 2 : 1;
}

function inWords(
  context: CommandContext,
  list: PriceList | null,
  problems: readonly Problem[],
  sound: boolean,
): string {
  const counted = list?.counts;
  const parts: string[] = [];
  if (problems.length > 0) {
    parts.push(
      renderTable(
        context,
        [
          {
            heading: 'Where',
            value: (each) =>
              [each.row === undefined ? 'File' : `Row ${each.row}`, each.column].filter(Boolean).join(', '),
          },
          { heading: 'What is wrong', value: (each) => each.message },
          { heading: 'What to do', value: (each) => each.remedy },
        ],
        problems,
      ),
    );
  }
  if (counted != null) {
    const { added, removed, up, down, changed, same } = counted.changes;
    const kinds = { added, removed, dearer: up, cheaper: down, changed, 'the same': same };
    const told = Object.entries(kinds).map(([word, count]) => `${formatCount(count)} ${word}`);
    parts.push(`${formatCount(counted.rows)} lines: ${told.join(', ')}.\n`);
    if (counted.held > 0) {
      parts.push(`${plural(counted.held, 'line')} keep the old price until the authority decides.\n`);
    }
  }
  const id = list?.id ?? '';
  if (list?.state === 'accepted') parts.push(`Price list ${id} is in force from ${list.validFrom}.\n`);
  else if (sound) parts.push(`Price list ${id} is sound. Nothing was changed.\n`);
  else parts.push('Nothing was changed.\n');
  return parts.join('\n');
}

function tableOf(context: CommandContext, lists: readonly PriceList[]): string {
  return renderTable(
    context,
    [
      { heading: 'List', value: (each) => each.id },
      { heading: 'Supplier', value: (each) => each.supplierId },
      { heading: 'Lot', value: (each) => `${each.agreement} ${each.lot}` },
      { heading: 'From', value: (each) => each.validFrom },
      { heading: 'State', value: (each) => (each.held.waiting > 0 ? `${each.state}, some held` : each.state) },
      { heading: 'Lines', value: (each) => (each.counts === null ? '' : formatCount(each.counts.rows)) },
      { heading: 'File', value: (each) => each.fileName },
    ],
    lists,
  );
}

function eventsOf(context: CommandContext, list: PriceList): string {
  return renderTable(
    context,
    [
      { heading: 'When', value: (each) => each.at },
      { heading: 'What', value: (each) => each.kind },
      { heading: 'By', value: (each) => each.actor },
    ],
    list.events,
  );
}
