import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { formatDate, parseIsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { type Command, type CommandContext, CommandError, paint, renderTable } from '../../platform/commands/index.ts';
import { basketData, BasketSchema, BasketToPriceSchema } from './basket-data.ts';
import type { Baskets } from './basket-service.ts';
import type { BasketView } from './basket-view.ts';

/** What the commands of baskets use. */
export interface BasketCommandServices {
  readonly baskets: Pick<Baskets, 'list' | 'get' | 'price'>;
  /** Who a key of an organisation acts as; undefined for one that does not work. */
  readonly actorOfKey: (secret: string) => Promise<Actor | undefined>;
}

type Open = () => Promise<BasketCommandServices>;

/** `basket …`: prices a basket, and shows those of an organisation's key. */
export function basketCommands(services: Open): readonly Command[] {
  return [basketPrice(services), basketShow(services)];
}

const Baskets = Type.Object({ baskets: Type.Array(BasketSchema) });

function basketPrice(services: Open): Command {
  return {
    name: 'basket price',
    summary: 'Price a basket as its page does: services, delivery, VAT by line, day of arrival',
    arguments: [{ name: '<file>', description: 'JSON with the lines, or - for standard input' }],
    needsData: true,
    inputSchema: BasketToPriceSchema,
    outputSchema: Baskets,
    example:
      'echo \'{"lines":[{"mpn":"NV14-5120","supplier":"marrowby-systems","lot":"8","quantity":30}],"place":"BT1"}\' | npx calloff basket price - --json',
    run: async ({ file = '' }, _options, context) => {
      const wanted = parsed(await readAll(context.input(file)));
      if (!Value.Check(BasketToPriceSchema, wanted)) {
        const problems = Value.Errors(BasketToPriceSchema, wanted).map((each) => ({
          code: 'input',
          path: each.instancePath.slice(1).replaceAll('/', '.'),
          message: `This ${each.message}.`,
          remedy: 'Look at npx calloff basket price --help.',
        }));
        return tellProblems(context, problems);
      }
      const { neededBy: day, ...rest } = wanted;
      const neededBy = day === undefined ? undefined : parseIsoDate(day);
      if (day !== undefined && neededBy === undefined) {
        const message = `${day} is no date.`;
        return tellProblems(context, [{ code: 'day', path: 'neededBy', message, remedy: 'Write it as 2027-01-05.' }]);
      }
      const { baskets } = await services();
      const priced = await baskets.price({ ...rest, ...(neededBy === undefined ? {} : { neededBy }) });
      if (!priced.ok) return tellProblems(context, priced.problems);
      return tell(context, priced.value);
    },
  };
}

function basketShow(services: Open): Command {
  return {
    name: 'basket show',
    summary: 'Show the open baskets of an API key, or one of them',
    arguments: [{ name: '[id]', description: 'id of a basket; all of them when absent' }],
    options: [
      {
        flags: '--key <file>',
        description: 'a file with an API key of your organisation (scope baskets:write)',
        required: true,
      },
    ],
    needsData: true,
    outputSchema: Baskets,
    example: 'npx calloff basket show --key calloff-key.txt',
    run: async ({ id }, options, context) => {
      const { baskets, actorOfKey } = await services();
      const file = String(options['key']);
      const secret = await readFile(context.resolve(file), 'utf8').catch(() => {
        throw new CommandError(`The file ${file} with the key cannot be read.`);
      });
      const actor = await actorOfKey(secret.trim());
      if (actor === undefined) throw new CommandError('The key in that file does not work (any more).');
      if (id === undefined || id === '') return tell(context, await baskets.list(actor));
      const one = await baskets.get(actor, id);
      if (one === undefined) throw new CommandError(`There is no basket ${id} that this key may see.`);
      return tell(context, [one]);
    },
  };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new CommandError('The input is not JSON.');
  }
}

function tellProblems(context: CommandContext, problems: readonly Problem[]): 1 {
  if (context.json) context.write(`${JSON.stringify({ problems })}\n`);
  else for (const each of problems) context.write(`${each.path ?? ''} ${each.message} ${each.remedy}`.trim() + '\n');
  return 1;
}

function tell(context: CommandContext, views: readonly BasketView[]): 0 {
  const baskets = views.map(basketData);
  if (context.json) context.write(`${JSON.stringify({ baskets })}\n`);
  else if (baskets.length === 0) context.write('There is nothing in a basket.\n');
  else context.write(baskets.map((each) => inWords(context, each)).join('\n'));
  return 0;
}

function inWords(context: CommandContext, basket: ReturnType<typeof basketData>): string {
  const lines = renderTable(
    context,
    [
      { heading: 'Line', value: (each) => each.title },
      { heading: 'Number', right: true, value: (each) => String(each.quantity) },
      { heading: 'Each', right: true, value: (each) => formatMoney(each.unitPrice) },
      { heading: 'Excluding VAT', right: true, value: (each) => formatMoney(each.net) },
      { heading: 'VAT', right: true, value: (each) => formatMoney(each.vat) },
      { heading: 'Including VAT', right: true, value: (each) => formatMoney(each.gross) },
    ],
    basket.lines,
  );
  const named = basket.id === null ? '' : `${basket.id}  `;
  const arrives =
    basket.arrives === null ? '' : `There on ${formatDate(basket.arrives)}${basket.late ? ', too late' : ''}. `;
  const changes = basket.wanted.flatMap((each) => each.changes.map((change) => `${each.title}: ${change}\n`)).join('');
  return (
    `${paint(context, 'bold', `${named}${basket.supplier.name}, ${basket.agreement} lot ${basket.lot}`)}\n${lines}` +
    `${arrives}${formatMoney(basket.net)} excluding VAT, ${formatMoney(basket.vat)} VAT, ${formatMoney(basket.gross)} including VAT\n${changes}`
  );
}
