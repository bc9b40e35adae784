import { type Clock, formatDate, type IsoDate, parseIsoDate, today } from '../kernel/dates.ts';
import type { Problem } from '../kernel/outcome.ts';
import { plural } from '../kernel/text.ts';
import { type Command, type CommandContext, CommandError, paint, renderTable } from '../platform/commands/index.ts';
import type { SupplierImporter, SupplierImportResult } from './import/import-service.ts';
import { supplierTemplate } from './import/supplier-csv.ts';
import type { KnownAgreement } from './import/supplier-row.ts';
import { sentenceOf } from './pages/supplier-page.ts';
import { circularClaim, evidenceState } from './supplier-evidence.ts';
import type { SupplierOnDate } from './supplier-filter.ts';
import { facetsJson, supplierJson, supplierSummaryJson } from './supplier-json.ts';
import { mostPerPage, parseSupplierQuery, type SupplierListQuery } from './supplier-query.ts';
import { ImportResultSchema, SupplierListSchema, SupplierSchema } from './supplier-schemas.ts';
import type { Suppliers } from './supplier-service.ts';
import { circularTitles, claimWords, evidenceWords, lotsInWords, sizeWords, standingWords } from './supplier-words.ts';
import { circularKinds } from './supplier.ts';

/** What the commands use once one that needs data runs. */
export interface SupplierCommandServices {
  readonly suppliers: Suppliers;
  readonly importer: SupplierImporter;
}

const onOption = { flags: '--on <date>', description: 'day asked about, YYYY-MM-DD; today in London when absent' };

/**
 * `suppliers import`, `template`, `list` and `show`. The template opens no database: it is read by `suppliers import`
 * while that holds it. `agreements` gives the installed ones, see `knownAgreement`.
 */
export function supplierCommands(
  services: () => Promise<SupplierCommandServices>,
  agreements: () => Promise<readonly KnownAgreement[]>,
): readonly Command[] {
  return [importCommand(services), templateCommand(agreements), listCommand(services), showCommand(services)];
}

function importCommand(services: () => Promise<SupplierCommandServices>): Command {
  return {
    name: 'suppliers import',
    summary: 'Import suppliers from CSV, all or nothing; see docs/suppliers-import.md',
    arguments: [{ name: '<file>', description: 'CSV file, or - for standard input' }],
    options: [
      { flags: '--dry-run', description: 'check the file and say what would change, without changing anything' },
      { flags: '--replace', description: 'end the positions of the file’s agreements that the file does not name' },
    ],
    needsData: true,
    outputSchema: ImportResultSchema,
    example: 'npx calloff suppliers template | npx calloff suppliers import - --dry-run --json',
    run: async (args, options, context) => {
      const { importer } = await services();
      const result = await importer.import(context.input(args['file'] ?? '-'), {
        actor: 'system',
        dryRun: options['dryRun'] === true,
        replace: options['replace'] === true,
      });
      context.write(context.json ? `${JSON.stringify(result)}\n` : importInWords(context, result));
      return result.problems.length > 0 ? 1 : 0;
    },
  };
}

function importInWords(context: CommandContext, result: SupplierImportResult): string {
  const { changes, suppliers } = result;
  if (result.problems.length > 0) {
    const where = (each: Problem): string =>
      [each.row === undefined ? 'File' : `Row ${each.row}`, each.column]
        .filter((part) => part !== undefined)
        .join(', ');
    const table = renderTable(
      context,
      [
        { heading: 'Where', value: where },
        { heading: 'What is wrong', value: (each) => each.message },
        { heading: 'What to do', value: (each) => each.remedy },
      ],
      result.problems,
    );
    const head = `Nothing was changed. ${plural(result.rejected, 'row')} of ${result.rows} cannot be used.`;
    return `${paint(context, 'bold', head)}\n\n${table}`;
  }
  const verb = result.dryRun ? 'The file can be used. It would change:' : 'The register is as the file says. Changed:';
  return [
    paint(context, 'bold', verb),
    `  Positions  ${changes.added} added, ${changes.updated} updated, ${changes.removed} ended or removed, ${changes.same} the same`,
    `  Suppliers  ${suppliers.added} added, ${suppliers.changed} changed, ${suppliers.same} the same`,
    '',
  ].join('\n');
}

function templateCommand(agreements: () => Promise<readonly KnownAgreement[]>): Command {
  return {
    name: 'suppliers template',
    summary: 'Print an empty supplier file with its headings and an example row',
    needsData: false,
    example: 'npx calloff suppliers template > suppliers.csv',
    run: async (_args, _options, context) => {
      const [first] = await agreements();
      const template = supplierTemplate(first);
      context.write(context.json ? `${JSON.stringify({ template })}\n` : template);
      return 0;
    },
  };
}

function listCommand(services: () => Promise<SupplierCommandServices>): Command {
  return {
    name: 'suppliers list',
    summary: 'Find suppliers by words, lot, size, standing, evidence or region',
    arguments: [{ name: '[words]', description: 'words of the name, identifier or a certificate' }],
    options: [
      { flags: '--lot <number>', description: 'only those that hold the lot' },
      { flags: '--size <size>', description: 'micro, small, medium or large' },
      { flags: '--sme', description: 'only micro, small and medium-sized ones' },
      { flags: '--standing <standing>', description: 'active, suspended or excluded' },
      { flags: '--takes-back', description: 'only those that take devices back, with evidence in force' },
      { flags: '--evidence <scheme>', description: 'only those with evidence of the scheme in force' },
      { flags: '--region <region>', description: 'only those that serve the region' },
      { flags: '--limit <count>', description: `how many, at most ${mostPerPage}`, fallback: String(mostPerPage) },
      { flags: '--cursor <cursor>', description: 'where the page before ended' },
      onOption,
    ],
    needsData: true,
    outputSchema: SupplierListSchema,
    example: 'npx calloff suppliers list --lot 7 --takes-back',
    run: async (args, options, context) => {
      const { suppliers } = await services();
      const query = readOptions(args, options, context);
      const page = await suppliers.list(query, query);
      if (!page.ok) throw new CommandError(problemLines(page.problems));
      const { total, items, facets, next } = page.value;
      if (context.json) {
        const answer = {
          on: query.on,
          total,
          totalIsExact: true,
          items: items.map(supplierSummaryJson),
          facets: facetsJson(facets),
          next: next ?? null,
        };
        context.write(`${JSON.stringify(answer)}\n`);
        return 0;
      }
      context.write(`${plural(total, 'supplier')} on ${formatDate(query.on)}\n\n${listTable(context, items)}`);
      if (next !== undefined) context.write(`\nMore: --cursor ${next}\n`);
      return 0;
    },
  };
}

function listTable(context: CommandContext, items: readonly SupplierOnDate[]): string {
  return renderTable(
    context,
    [
      { heading: 'Id', value: (each) => each.supplier.id },
      { heading: 'Name', value: (each) => each.supplier.name },
      { heading: 'Size', value: (each) => sizeWords[each.supplier.size] },
      { heading: 'Standing', value: (each) => standingWords[each.standing.standing] },
      { heading: 'Lots', value: (each) => each.lots.map(({ lot }) => lot).join(', ') },
      { heading: 'Takes back', value: (each) => (each.takesBack ? 'yes' : '') },
    ],
    items,
  );
}

function readOptions(
  args: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string | boolean>>,
  context: CommandContext,
): SupplierListQuery {
  const { lot, size, sme, standing, takesBack, evidence, region, limit, cursor, on } = options;
  const raw = {
    q: args['words'] ?? '',
    ...{ lot, size, standing, evidence, region, limit, cursor, on },
    sme: sme === true ? 'true' : undefined,
    takesBack: takesBack === true ? 'true' : undefined,
  };
  const query = parseSupplierQuery(raw, { day: today(context.clock), unknown: 'ignore', limit: mostPerPage });
  if (!query.ok) throw new CommandError(problemLines(query.problems));
  return query.value;
}

function problemLines(problems: readonly Problem[]): string {
  return problems.map((each) => `${each.message} ${each.remedy}`).join('\n');
}

function showCommand(services: () => Promise<SupplierCommandServices>): Command {
  return {
    name: 'suppliers show',
    summary: 'Everything the register holds about a supplier, on a day',
    arguments: [{ name: '<id>', description: 'id of the supplier' }],
    options: [onOption],
    needsData: true,
    outputSchema: SupplierSchema,
    example: 'npx calloff suppliers show marrowby-systems --json',
    run: async (args, options, context) => {
      const { suppliers } = await services();
      const on = dateOption(options['on'], context.clock);
      const row = await suppliers.get(args['id'] ?? '', on);
      if (row === undefined) {
        throw new CommandError(`There is no supplier ${args['id'] ?? ''}. Look for it with: calloff suppliers list.`);
      }
      context.write(context.json ? `${JSON.stringify(supplierJson(row, on))}\n` : supplierInWords(context, row, on));
      return 0;
    },
  };
}

function dateOption(value: string | boolean | undefined, clock: Clock): IsoDate {
  if (typeof value !== 'string') return today(clock);
  const date = parseIsoDate(value);
  if (date === undefined) throw new CommandError(`"${value}" is not a date. Write year, month and day: 2026-11-30.`);
  return date;
}

function supplierInWords(context: CommandContext, row: SupplierOnDate, on: IsoDate): string {
  const { supplier } = row;
  const { main, more } = sentenceOf(row, on);
  const lines = [
    paint(context, 'bold', supplier.name) + (supplier.demonstration ? '  (invented, for the demonstration)' : ''),
    `${formatDate(on)}: ${main}${more === '' ? '' : ` ${more}`}`,
    `${sizeWords[supplier.size]}${row.sme ? ', SME' : ''}. ${row.lots.length === 0 ? 'Holds no lot.' : `Holds ${lotsInWords(row.lots)}.`}`,
    '',
    ...circularKinds.map((kind) => {
      const claim = circularClaim(supplier, kind, on);
      return `${circularTitles[kind]}: ${claim.state === 'shown' ? claimWords(claim) : 'no evidence in force'}`;
    }),
    '',
  ];
  const table = renderTable(
    context,
    [
      { heading: 'Evidence', value: (each) => each.scheme },
      { heading: 'Number', value: (each) => each.number },
      { heading: 'From', value: (each) => each.from },
      { heading: 'To', value: (each) => each.to ?? '' },
      { heading: 'State', value: (each) => evidenceWords[evidenceState(each, on)] },
    ],
    supplier.evidence,
  );
  return `${lines.join('\n')}\n${table}`;
}
