import { formatCount } from '../kernel/money.ts';
import type { Problem } from '../kernel/outcome.ts';
import { plural } from '../kernel/text.ts';
import { type Command, type CommandContext, CommandError } from '../platform/commands/index.ts';
import { productFormats, type ProductImporter, type ProductImportResult } from './product-import/product-import.ts';
import { ProductImportResultSchema } from './product-schemas.ts';

/** `products import`: our own form, all or nothing, or the public file of device footprints, which gives what it can. */
export function productCommands(
  services: () => Promise<{ readonly productImporter: ProductImporter }>,
): readonly Command[] {
  return [
    {
      name: 'products import',
      summary: 'Import products from CSV or JSON lines, or the public file of device footprints',
      arguments: [{ name: '<file>', description: 'The file, or - for standard input' }],
      options: [
        {
          flags: '--format <format>',
          description:
            'calloff: the form docs/products-import.md describes, all or nothing. boavizta: the public file of device footprints, every row that can be used.',
          fallback: 'calloff',
        },
        { flags: '--dry-run', description: 'Check only; change nothing.' },
      ],
      needsData: true,
      outputSchema: ProductImportResultSchema,
      example: 'npx calloff products import docs/examples/products.csv --format calloff --dry-run',
      run: async (args, options, context) => {
        const asked = options['format'] ?? 'calloff';
        const format = productFormats.find((each) => each === asked);
        if (format === undefined) {
          throw new CommandError(`There is no format "${String(asked)}". Use --format ${productFormats.join(' or ')}.`);
        }
        const { productImporter } = await services();
        const result = await productImporter.import(context.input(args['file'] ?? '-'), {
          actor: 'system',
          format,
          dryRun: options['dryRun'] === true,
        });
        if (context.json) context.write(`${JSON.stringify(result)}\n`);
        else report(result, context);
        return result.problems.length > 0 ? 1 : 0;
      },
    },
  ];
}

const shown = 50;

function report(result: ProductImportResult, context: CommandContext): void {
  for (const each of result.problems.slice(0, shown)) context.write(`${problemLine(each)}\n`);
  const more = result.problems.length - shown;
  if (more > 0) context.write(`and ${formatCount(more)} more; --json lists them all.\n`);
  if (result.problems.length > 0 && result.changes.added + result.changes.updated + result.changes.same === 0) {
    context.write(
      `${plural(result.rejected, 'row')} of ${formatCount(result.rows)} with mistakes. Nothing was changed.\n`,
    );
    return;
  }
  if (result.rejected > 0) {
    context.write(
      `${plural(result.rejected, 'row')} of ${formatCount(result.rows)} not used, for the reasons above.\n`,
    );
  }
  if (result.remarks.length > 0) {
    context.write(
      `${plural(result.remarks.length, 'value')} left out or doubtful in rows that were used; --json lists them.\n`,
    );
  }
  const { added, updated, same } = result.changes;
  const counts = `${formatCount(added)} added, ${formatCount(updated)} updated, ${formatCount(same)} as they were`;
  context.write(`${plural(result.accepted, 'product')}: ${counts}.${result.dryRun ? ' Checked only.' : ''}\n`);
}

function problemLine(problem: Problem): string {
  const place = [
    problem.row === undefined ? '' : `row ${problem.row}`,
    problem.column ?? '',
    problem.value === undefined || problem.value === '' ? '' : `"${problem.value}"`,
  ].filter((each) => each !== '');
  return `${place.length === 0 ? '' : `${place.join(', ')}: `}${problem.message} ${problem.remedy}`;
}
