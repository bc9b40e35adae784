import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { formatMoney } from '../../kernel/money.ts';
import type { Actor } from '../../platform/access/index.ts';
import { type Command, type CommandContext, CommandError, paint, renderTable } from '../../platform/commands/index.ts';
import {
  checksJson,
  ChecksSchema,
  purchaseJson,
  purchaseRow,
  PurchaseRowSchema,
  PurchaseSchema,
} from './purchase-json.ts';
import { statusWords } from './purchase-view.ts';
import type { Purchases, PurchaseView } from './purchases.ts';

export interface PurchaseCommandServices {
  readonly purchases: Purchases;
  /** Who a key of an organisation acts as; undefined for one that does not work. */
  readonly actorOfKey: (secret: string) => Promise<Actor | undefined>;
}

type Open = () => Promise<PurchaseCommandServices>;
type Options = Readonly<Record<string, string | boolean>>;

const keyOption = {
  flags: '--key <file>',
  description: 'a file with an API key of your organisation (scope purchases:read)',
  required: true,
} as const;
const idArgument = { name: '<id>', description: 'id of the purchase, as in its address' } as const;
const key = '--key calloff-key.txt';
const checkWords = { pass: 'Holds', warn: 'Warns', stop: 'Stops', duty: 'Duty' } as const;

/** `purchase list`, `purchase show`, `purchase checks`: what a key's organisation asked to buy. */
export function purchaseCommands(services: Open): readonly Command[] {
  return [
    {
      name: 'purchase list',
      summary: 'List what your organisation asked to buy, newest first',
      options: [keyOption, { flags: '--limit <count>', description: 'how many, newest first', fallback: '25' }],
      needsData: true,
      outputSchema: Type.Object({ items: Type.Array(PurchaseRowSchema) }),
      example: `npx calloff purchase list ${key}`,
      run: async (_args, options, context) => {
        const { purchases, actor } = await openAs(services, options, context);
        const items = (await purchases.list(actor, { limit: limitOf(options) })).map(purchaseRow);
        return tell(context, { items }, () =>
          items.length === 0
            ? 'Nothing was asked for yet.\n'
            : renderTable(
                context,
                [
                  { heading: 'Id', value: (each) => each.id },
                  { heading: 'Asked', value: (each) => each.askedAt.slice(0, 10) },
                  { heading: 'What', value: (each) => each.title },
                  { heading: 'Including VAT', value: (each) => formatMoney(each.gross) },
                  { heading: 'Status', value: (each) => statusWords[each.status] },
                ],
                items,
              ),
        );
      },
    },
    {
      name: 'purchase show',
      summary: 'Show a purchase with its lines, approvals and checks',
      arguments: [idArgument],
      options: [keyOption],
      needsData: true,
      outputSchema: PurchaseSchema,
      example: `npx calloff purchase show PURCHASE ${key}`,
      run: async ({ id = '' }, options, context) => {
        const view = await viewOf(services, id, options, context);
        return tell(context, purchaseJson(view), () => purchaseText(context, view));
      },
    },
    {
      name: 'purchase checks',
      summary:
        'Show the checks of a purchase: as they stand, or as they stood when it was placed; exit 1 where one stops it',
      arguments: [idArgument],
      options: [keyOption],
      needsData: true,
      outputSchema: ChecksSchema,
      example: `npx calloff purchase checks PURCHASE ${key}`,
      run: async ({ id = '' }, options, context) => {
        const view = await viewOf(services, id, options, context);
        tell(context, checksJson(view), () => checksText(context, view));
        return view.checks.some((each) => each.state === 'stop') ? 1 : 0;
      },
    },
  ];
}

function purchaseText(context: CommandContext, view: PurchaseView): string {
  const { draft, steps, events } = view.purchase;
  const lines = renderTable(
    context,
    [
      { heading: 'Line', value: (each) => each.title },
      { heading: 'Number', value: (each) => String(each.quantity), right: true },
      { heading: 'Each', value: (each) => formatMoney(each.unitPrice), right: true },
      { heading: 'Including VAT', value: (each) => formatMoney(each.gross), right: true },
    ],
    draft.lines,
  );
  const approvals = steps.map((each, index) => {
    const at = events.find((event) => event.kind === 'approved' && event.step === index + 1)?.at;
    return `${each.name}: ${at === undefined ? 'waits' : `approved ${at.slice(0, 10)}`}\n`;
  });
  return (
    `${paint(context, 'bold', draft.title)}\n${statusWords[view.status]}, from ${view.supplierName}\n\n${lines}\n` +
    `${formatMoney(draft.net)} excluding VAT, ${formatMoney(draft.gross)} including VAT\n\n${approvals.join('')}\n${checksText(context, view)}`
  );
}

function checksText(context: CommandContext, { checks, checksFrozenAt }: PurchaseView): string {
  const when =
    checksFrozenAt === null ? 'As they stand today.' : `As they stood when it was placed, ${checksFrozenAt}.`;
  return `${when}\n${renderTable(
    context,
    [
      { heading: 'Check', value: (each) => each.id },
      { heading: 'State', value: (each) => checkWords[each.state] },
      { heading: 'What was found', value: (each) => each.text },
      { heading: 'Source', value: (each) => (each.edition === '' ? each.source : `${each.source}, ${each.edition}`) },
    ],
    checks,
  )}`;
}

async function openAs(services: Open, options: Options, context: CommandContext) {
  const opened = await services();
  const path = String(options['key']);
  const secret = await readFile(context.resolve(path), 'utf8').catch(() => {
    throw new CommandError(`The file ${path} with the key cannot be read.`);
  });
  const actor = await opened.actorOfKey(secret.trim());
  if (actor === undefined) throw new CommandError('The key in that file does not work (any more).');
  return { ...opened, actor };
}

async function viewOf(services: Open, id: string, options: Options, context: CommandContext): Promise<PurchaseView> {
  const { purchases, actor } = await openAs(services, options, context);
  const view = await purchases.get(actor, id);
  if (view === undefined) throw new CommandError(`There is no purchase ${id} among those of this key.`);
  return view;
}

function limitOf(options: Options): number {
  const limit = /^\d{1,3}$/.test(String(options['limit'])) ? Number(options['limit']) : 0;
  if (limit < 1 || limit > 500) throw new CommandError('Give --limit a whole number from 1 to 500.');
  return limit;
}

function tell(context: CommandContext, value: object, words: () => string): 0 {
  context.write(context.json ? `${JSON.stringify(value)}\n` : words());
  return 0;
}
