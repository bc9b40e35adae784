import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Clock, formatDate, type IsoDate, parseIsoDate, today } from '../kernel/dates.ts';
import type { Problem } from '../kernel/outcome.ts';
import { plural } from '../kernel/text.ts';
import { type Command, type CommandContext, CommandError, paint, renderTable } from '../platform/commands/index.ts';
import {
  AgreementListSchema,
  AgreementSummarySchema,
  CheckResultSchema,
  ThresholdsSchema,
} from './agreement-schemas.ts';
import { agreementSummary, thresholdsView } from './agreement-view.ts';
import { type AgreementFolders, type Agreements, createAgreements } from './agreements.ts';
import { readCategoryIds } from './loading/category-ids.ts';
import { loadPack } from './loading/load-pack.ts';
import { loadReference } from './loading/load-reference.ts';
import type { AgreementPack } from './pack.ts';
import { lotsInWords } from './pages/lot-words.ts';
import { endWarningWords, statusWords } from './pages/status-words.ts';
import { allowedWords, pounds, routeNames } from './pages/value-words.ts';
import { statusOn } from './status.ts';

/** A check of further files in a pack's folder, such as the finder's; paths as `file:line`, seen from the folder. */
export type PackCheck = (folder: string, pack: AgreementPack) => Promise<readonly Problem[]>;

const onOption = { flags: '--on <date>', description: 'day asked about, YYYY-MM-DD; today in London when absent' };

/** `agreement check`, `agreement show`, `agreement list`, `thresholds show`. They open no database. */
export function agreementCommands(
  folders: AgreementFolders,
  furtherChecks: readonly PackCheck[] = [],
): readonly Command[] {
  const example = firstPack(folders.agreementsDir);
  return [
    {
      name: 'agreement check',
      summary: 'Name every mistake in the folder of an agreement, by file and line',
      arguments: [{ name: '<folder>', description: 'folder of the agreement pack' }],
      needsData: false,
      outputSchema: CheckResultSchema,
      example: `npx calloff agreement check ${join(basename(folders.agreementsDir), example)} --json`,
      run: async (args, _options, context) => {
        const folder = context.resolve(args['folder'] ?? '');
        if (!isFolder(folder)) throw new CommandError(`There is no folder ${args['folder'] ?? ''}.`);
        const problems = await checkPack(folder, folders.referenceDir, furtherChecks);
        context.write(
          context.json
            ? `${JSON.stringify({ valid: problems.length === 0, problems })}\n`
            : checkInWords(context, args['folder'] ?? folder, problems),
        );
        return problems.length === 0 ? 0 : 1;
      },
    },
    {
      name: 'agreement show',
      summary: 'Where an agreement stands on a day: status, dates, lots and routes',
      arguments: [{ name: '<number>', description: 'number of the agreement' }],
      options: [onOption],
      needsData: false,
      outputSchema: AgreementSummarySchema,
      example: `npx calloff agreement show ${example} --json`,
      run: async (args, options, context) => {
        const on = dateOption(options['on'], context.clock);
        const agreements = await installed(folders);
        const pack = agreements.find(args['number'] ?? '');
        if (pack === undefined) {
          const known = agreements.packs.map((each) => each.number.value).join(', ');
          throw new CommandError(
            `There is no agreement ${args['number'] ?? ''} here. Installed: ${known === '' ? 'none' : known}.`,
          );
        }
        context.write(
          context.json ? `${JSON.stringify(agreementSummary(pack, on))}\n` : agreementInWords(context, pack, on),
        );
        return 0;
      },
    },
    {
      name: 'agreement list',
      summary: 'List the installed agreements and where they stand on a day',
      options: [onOption],
      needsData: false,
      outputSchema: AgreementListSchema,
      example: 'npx calloff agreement list',
      run: async (_args, options, context) => {
        const on = dateOption(options['on'], context.clock);
        const { packs } = await installed(folders);
        const agreements = packs.map((each) => agreementSummary(each, on));
        context.write(
          context.json
            ? `${JSON.stringify({ on, agreements })}\n`
            : renderTable(
                context,
                [
                  { heading: 'Number', value: (each) => each.number },
                  { heading: 'Name', value: (each) => each.name },
                  { heading: 'Status', value: (each) => each.status },
                  { heading: 'Last day', value: (each) => formatDate(each.ends), right: true },
                  { heading: 'Days left', value: (each) => String(each.daysLeft), right: true },
                  { heading: 'Lots', value: (each) => String(each.lots.length), right: true },
                ],
                agreements,
              ),
        );
        return 0;
      },
    },
    {
      name: 'thresholds show',
      summary: 'The thresholds in force on a day, with their sources',
      options: [onOption],
      needsData: false,
      outputSchema: ThresholdsSchema,
      example: 'npx calloff thresholds show --json',
      run: async (_args, options, context) => {
        const on = dateOption(options['on'], context.clock);
        const reference = await loadReference(folders.referenceDir);
        if (!reference.ok) throw new CommandError(unusable('The reference facts', reference.problems));
        const view = thresholdsView(reference.value, on);
        context.write(
          context.json
            ? `${JSON.stringify(view)}\n`
            : `${paint(context, 'bold', `Thresholds on ${formatDate(on)}`)}\n\n${renderTable(
                context,
                [
                  { heading: 'For', value: (row) => row.kind },
                  { heading: 'Who', value: (row) => row.class },
                  { heading: 'From', value: (row) => pounds(row.amount), right: true },
                  { heading: 'VAT', value: (row) => (row.includesVat ? 'included' : 'excluded') },
                  { heading: 'Until', value: (row) => (row.to === null ? '' : formatDate(row.to)), right: true },
                  { heading: 'Source', value: (row) => row.source.title },
                ],
                view.thresholds,
              )}`,
        );
        return 0;
      },
    },
  ];
}

/** Every mistake in a pack's folder, against the category tree and buyer classes of the reference folder where it has them. */
export async function checkPack(
  folder: string,
  referenceDir: string,
  furtherChecks: readonly PackCheck[] = [],
): Promise<readonly Problem[]> {
  const [reference, categories] = await Promise.all([
    loadReference(referenceDir),
    readCategoryIds(join(referenceDir, 'categories')),
  ]);
  const pack = await loadPack(folder, {
    ...(categories === undefined ? {} : { categories }),
    ...(reference.ok ? { buyerClasses: new Set(reference.value.buyerClasses.map((each) => each.id)) } : {}),
  });
  if (!pack.ok) return pack.problems;
  const further = await Promise.all(furtherChecks.map((check) => check(folder, pack.value)));
  return further.flat();
}

async function installed(folders: AgreementFolders): Promise<Agreements> {
  const agreements = await createAgreements(folders);
  if (agreements.ok) return agreements.value;
  throw new CommandError(unusable('The agreements', agreements.problems));
}

function unusable(what: string, problems: readonly Problem[]): string {
  const shown = problems.slice(0, 5).map((each) => `  ${each.path ?? ''}  ${each.message}`);
  const more = problems.length > 5 ? [`  and ${String(problems.length - 5)} more`] : [];
  return [`${what} cannot be read. Run "calloff agreement check FOLDER".`, ...shown, ...more].join('\n');
}

function dateOption(value: string | boolean | undefined, clock: Clock): IsoDate {
  if (typeof value !== 'string') return today(clock);
  const date = parseIsoDate(value);
  if (date === undefined) throw new CommandError(`--on ${value} is not a day of the calendar. Write YYYY-MM-DD.`);
  return date;
}

function checkInWords(context: CommandContext, folder: string, problems: readonly Problem[]): string {
  if (problems.length === 0) return `${paint(context, 'green', 'Nothing is wrong')} with ${folder}.\n`;
  const lines = problems.map(
    (each) => `${paint(context, 'bold', join(folder, each.path ?? ''))}  ${each.message}\n    ${each.remedy}\n`,
  );
  return `${lines.join('')}\n${paint(context, 'red', plural(problems.length, 'problem'))}.\n`;
}

function agreementInWords(context: CommandContext, pack: AgreementPack, on: IsoDate): string {
  const status = statusOn(pack, on);
  const words = statusWords(pack, status);
  const warning = endWarningWords(pack, status);
  const facts: readonly (readonly [string, string])[] = [
    ['On', formatDate(on)],
    ['Starts', formatDate(status.starts)],
    ['Initial term', `to ${formatDate(status.initialTermEnds)}`],
    ['Latest end', formatDate(status.latestEnd)],
    ['Law', pack.regime.name.value],
  ];
  const all = pack.lots.map((each) => each.number);
  const ways = pack.routes.map((route) => {
    const open = pack.lots.filter((lot) =>
      lot.routes.some((each) => each.kind === route.kind && each.allowed.value !== 'no'),
    );
    return `  ${route.name.value}: ${lotsInWords(
      open.map((each) => each.number),
      all,
    )}`;
  });
  return [
    paint(context, 'bold', `${pack.number.value}  ${pack.name.value}`),
    words.main,
    words.more,
    ...(warning === undefined ? [] : [paint(context, 'yellow', warning)]),
    '',
    ...facts.map(([key, value]) => `${key.padEnd(14)}${value}`),
    '',
    renderTable(
      context,
      [
        { heading: 'Lot', value: (lot) => lot.number, right: true },
        { heading: 'Name', value: (lot) => lot.name.value },
        ...pack.routes.map((route) => ({
          heading: routeNames[route.kind],
          value: (lot: AgreementPack['lots'][number]) =>
            allowedWords[lot.routes.find((each) => each.kind === route.kind)?.allowed.value ?? 'no'],
        })),
      ],
      pack.lots,
    ),
    ...ways,
    '',
  ].join('\n');
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The folder name of an installed pack, for examples that run; agreements are found by it whatever its case. */
export function firstPack(folder: string): string {
  try {
    const found = readdirSync(folder, { withFileTypes: true }).find((each) => each.isDirectory());
    return found?.name ?? 'NUMBER';
  } catch {
    return 'NUMBER';
  }
}
