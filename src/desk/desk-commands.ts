import type { Agreements } from '../agreements/index.ts';
import type { Oversight } from '../catalogue/index.ts';
import { type FigureGroup, figureGroups, type Figures } from '../contracts/index.ts';
import { type Clock, formatDate, type IsoDate, parseIsoDate, today } from '../kernel/dates.ts';
import { formatCount, formatMoney } from '../kernel/money.ts';
import type { Outcome, Problem } from '../kernel/outcome.ts';
import { plural } from '../kernel/text.ts';
import type { Organisations, StandingScope, Suppliers, SupplierStandings } from '../organisations/index.ts';
import { type Command, type CommandContext, CommandError, renderTable } from '../platform/commands/index.ts';
import { EffectsSchema, effectsJson } from './authority/standing-pages.ts';
import { orderBreaches, orderBreachJson } from './authority/order-breaches.ts';
import { OrderBreachSchema } from './authority/supply-pages.ts';
import { effectsInWords, suspensionEffects } from './authority/suspension-effects.ts';
import { figureJson, FigureTableSchema } from './figures/figure-pages.ts';
import { figureTable, isFigureGroup, readPeriod } from './figures/figure-table.ts';

/** What the commands use once one that needs data runs. */
export interface DeskCommandServices {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly suppliers: Suppliers;
  readonly organisations: Pick<Organisations, 'organisationsByIds'>;
  readonly figures: Figures;
  readonly standings: SupplierStandings;
  readonly oversight: Oversight;
}

type Options = Readonly<Record<string, string | boolean>>;

/** `figures spend`, `figures orders`, `supplier suspend` and `supplier reinstate`. */
export function deskCommands(services: () => Promise<DeskCommandServices>): readonly Command[] {
  return [
    figuresCommand(services, 'spend'),
    figuresCommand(services, 'orders'),
    standingCommand(services, 'suspend'),
    standingCommand(services, 'reinstate'),
    effectsCommand(services),
    breachesCommand(services),
  ];
}

function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function told(problems: readonly Problem[]): string {
  return problems.map((each) => `${each.message} ${each.remedy}`).join('\n');
}

function figuresCommand(services: () => Promise<DeskCommandServices>, what: 'spend' | 'orders'): Command {
  return {
    name: `figures ${what}`,
    summary: what === 'spend' ? 'What orders came to, excluding VAT' : 'How many orders were placed, and by whom',
    options: [
      { flags: '--by <group>', description: `one of ${figureGroups.join(', ')}`, fallback: 'month' },
      { flags: '--agreement <number>', description: 'one agreement; all there are when absent' },
      { flags: '--organisation <id>', description: 'only what this buyer ordered, under whatever agreement' },
      { flags: '--supplier <id>', description: 'only what was ordered from this supplier, under whatever agreement' },
      { flags: '--from <date>', description: 'first day, YYYY-MM-DD; eleven months before this one when absent' },
      { flags: '--to <date>', description: 'last day, YYYY-MM-DD; today when absent' },
    ],
    needsData: true,
    outputSchema: FigureTableSchema,
    example: `npx calloff figures ${what} --by lot --json`,
    run: async (_args, options, context) => {
      const { clock, ...sources } = await services();
      const { agreements } = sources;
      const by: FigureGroup | undefined = [text(options, 'by') ?? 'month'].find(isFigureGroup);
      if (by === undefined) throw new CommandError(`Give --by one of ${figureGroups.join(', ')}.`);
      const period = readPeriod({ from: text(options, 'from'), to: text(options, 'to') }, today(clock));
      if (!period.ok) throw new CommandError(told(period.problems));
      const wanted = text(options, 'agreement');
      const numbers = agreements.packs.map((each) => each.number.value);
      if (wanted !== undefined && !numbers.includes(wanted)) {
        throw new CommandError(`There is no agreement ${wanted}. There are: ${numbers.join(', ')}.`);
      }
      const buyers = [text(options, 'organisation') ?? []].flat();
      const sellers = [text(options, 'supplier') ?? []].flat();
      if (buyers.length + sellers.length > 1 || (wanted !== undefined && buyers.length + sellers.length > 0)) {
        throw new CommandError('Give one of --agreement, --organisation and --supplier.');
      }
      const of =
        buyers.length + sellers.length === 0 ? {} : { of: { organisations: buyers, sites: [], suppliers: sellers } };
      const scope = { agreements: wanted === undefined ? numbers : [wanted], ...of, ...period.value };
      const table = await figureTable(sources, scope, by);
      if (context.json) {
        context.write(`${JSON.stringify(figureJson(table))}\n`);
        return 0;
      }
      const { total } = table;
      context.write(
        `${formatMoney(total.spend)} excluding VAT in ${plural(total.orders, 'order')} by ${plural(total.buyers, 'buyer')}, ${formatDate(table.from)} to ${formatDate(table.to)}\n\n`,
      );
      const columns = {
        spend: { heading: 'Spend', value: (each: (typeof table.rows)[number]) => formatMoney(each.spend) },
        orders: { heading: 'Orders', value: (each: (typeof table.rows)[number]) => formatCount(each.orders) },
      };
      context.write(
        renderTable(
          context,
          [
            { heading: by, value: (each) => each.name },
            ...(what === 'spend' ? [columns.spend, columns.orders] : [columns.orders, columns.spend]),
            { heading: 'Buyers', value: (each) => formatCount(each.buyers) },
            { heading: 'SME %', value: (each) => each.smePercent ?? '' },
            { heading: 'Refurbished %', value: (each) => each.secondLifePercent ?? '' },
          ],
          table.rows,
        ),
      );
      return 0;
    },
  };
}

function dayOption(options: Options, name: string): IsoDate | undefined {
  const value = text(options, name);
  const day = value === undefined ? undefined : parseIsoDate(value);
  if (value !== undefined && day === undefined) throw new CommandError(`"${value}" is not a date. Write 2026-11-30.`);
  return day;
}

function scopeOption(options: Options): StandingScope {
  const agreement = text(options, 'agreement') ?? null;
  const lot = text(options, 'lot') ?? null;
  if (lot !== null && agreement === null) throw new CommandError('A lot needs its agreement: give --agreement too.');
  return { agreement, lot };
}

function standingCommand(services: () => Promise<DeskCommandServices>, act: 'suspend' | 'reinstate'): Command {
  const suspends = act === 'suspend';
  return {
    name: `supplier ${act}`,
    summary: suspends
      ? 'Suspend a supplier from a lot, an agreement or all'
      : 'Lift a suspension of exactly that scope',
    arguments: [{ name: '<id>', description: 'id of the supplier' }],
    options: [
      { flags: '--agreement <number>', description: 'only there; all agreements when absent' },
      { flags: '--lot <number>', description: 'only this lot of the agreement' },
      { flags: '--from <date>', description: 'first day, YYYY-MM-DD; today when absent' },
      ...(suspends ? [{ flags: '--to <date>', description: 'last day; until it is lifted when absent' }] : []),
      { flags: '--reason <text>', description: 'why; everybody who reads the register sees it', required: true },
    ],
    needsData: true,
    example: `npx calloff supplier ${act} marrowby-systems --reason "Returns are missing"`,
    run: async (args, options, context) => {
      const { clock, standings } = await services();
      const id = args['id'] ?? '';
      const from = dayOption(options, 'from') ?? today(clock);
      const decision = { ...scopeOption(options), from, reason: text(options, 'reason') ?? '' };
      const by = { actor: 'system' } as const;
      const done: Outcome<object> = suspends
        ? await standings.suspend(id, { ...decision, to: dayOption(options, 'to') ?? null }, by)
        : await standings.reinstate(id, decision, by);
      return outcomeOf(
        context,
        done,
        `${id} ${suspends ? 'is suspended' : 'may trade again'} from ${formatDate(from)}.`,
      );
    },
  };
}

function breachesCommand(services: () => Promise<DeskCommandServices>): Command {
  return {
    name: 'prices breaches',
    summary: 'Orders above the list in force when their price was agreed, or above the most their lot allows',
    options: [
      { flags: '--agreement <number>', description: 'one agreement; all there are when absent' },
      { flags: '--from <date>', description: 'first day, YYYY-MM-DD; eleven months before this one when absent' },
      { flags: '--to <date>', description: 'last day, YYYY-MM-DD; today when absent' },
    ],
    needsData: true,
    outputSchema: OrderBreachSchema,
    example: 'npx calloff prices breaches --json',
    run: async (_args, options, context) => {
      const known = await services();
      const period = readPeriod({ from: text(options, 'from'), to: text(options, 'to') }, today(known.clock));
      if (!period.ok) throw new CommandError(told(period.problems));
      const wanted = text(options, 'agreement');
      const agreements = wanted === undefined ? known.agreements.packs.map((each) => each.number.value) : [wanted];
      const rows = await orderBreaches(known, { agreements, ...period.value });
      if (context.json) {
        context.write(`${JSON.stringify({ ...period.value, orders: rows.map(orderBreachJson) })}\n`);
        return 0;
      }
      if (rows.length === 0) {
        context.write('No order is above its price.\n');
        return 0;
      }
      context.write(
        renderTable(
          context,
          [
            { heading: 'Order', value: (each) => each.number },
            { heading: 'Supplier', value: (each) => each.supplierName },
            { heading: 'Title', value: (each) => each.title },
            { heading: 'Each', value: (each) => formatMoney(each.unitPrice) },
            { heading: 'Allowed', value: (each) => formatMoney(each.allowed) },
            { heading: 'Too much', value: (each) => formatMoney(each.excess) },
          ],
          rows,
        ),
      );
      return 0;
    },
  };
}

function effectsCommand(services: () => Promise<DeskCommandServices>): Command {
  return {
    name: 'supplier effects',
    summary: 'What a suspension of a supplier stops and what it leaves as it is, whether it is made or not',
    arguments: [{ name: '<id>', description: 'id of the supplier' }],
    options: [
      { flags: '--agreement <number>', description: 'only there; all agreements when absent' },
      { flags: '--lot <number>', description: 'only this lot of the agreement' },
    ],
    needsData: true,
    outputSchema: EffectsSchema,
    example: 'npx calloff supplier effects marrowby-systems --json',
    run: async (args, options, context) => {
      const { clock, ...known } = await services();
      const id = args['id'] ?? '';
      if ((await known.suppliers.get(id, today(clock))) === undefined) {
        throw new CommandError(`There is no supplier ${id}. Look for it with: calloff suppliers list.`);
      }
      const effects = await suspensionEffects(known, id, scopeOption(options), today(clock));
      if (context.json) {
        context.write(`${JSON.stringify(effectsJson(effects))}\n`);
        return 0;
      }
      context.write(`${effectsInWords(effects)}\n`);
      for (const each of effects.touched) {
        for (const item of each.items) context.write(`  ${item.number}  ${item.title}\n`);
      }
      return 0;
    },
  };
}

function outcomeOf(context: CommandContext, done: Outcome<object>, words: string): 0 | 1 {
  const problems = done.ok ? [] : done.problems;
  if (context.json) context.write(`${JSON.stringify({ event: done.ok ? done.value : null, problems })}\n`);
  else context.write(done.ok ? `${words}\n` : `${told(problems)}\n`);
  return done.ok ? 0 : 1;
}
