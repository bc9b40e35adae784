import { addDays, addMonths, isoDate, type IsoDate } from '../../kernel/dates.ts';
import { slug } from '../../kernel/text.ts';
import type { SpecificationValue } from '../category.ts';
import { specificationLine } from '../category-specification.ts';
import type { CategoryTree } from '../category-tree.ts';
import type { Condition, Unit } from '../offer.ts';
import { type Manufacturer, type NewProduct, type ProductLabel, withCheckDigit } from '../product.ts';
import { Dice, mixText } from './demo-chance.ts';
import type { DemoFact, DemoFamily, DemoOption, DemoSeries } from './demo-schema.ts';

/** Which product to make: the `ordinal`-th of a family, from 0. Everything about it follows from these values. */
export interface ProductRequest {
  readonly family: DemoFamily;
  readonly ordinal: number;
  readonly seed: number;
  readonly today: IsoDate;
  readonly tree: CategoryTree;
  readonly makers: ReadonlyMap<string, Manufacturer>;
  readonly gtinPrefix: string;
}

/** An invented product with what its offers start from. */
export interface MadeProduct {
  readonly product: NewProduct;
  readonly condition: Condition;
  /** Anchor price of one, pounds without VAT. */
  readonly price: number;
  readonly unit: Unit;
}

/** A series in one configuration of its options, and how often all configurations were used up before. */
interface Configuration {
  readonly series: DemoSeries;
  readonly options: ReadonlyMap<string, DemoOption>;
  readonly generation: number;
}

/** The options a series comes in, axis by axis. */
function axesOf(family: DemoFamily, series: DemoSeries): readonly (readonly [string, readonly DemoOption[]])[] {
  return Object.entries(family.axes).map(([axis, options]) => {
    const only = series.only?.[axis];
    return [axis, only === undefined ? options : options.filter((each) => only.includes(each.code))] as const;
  });
}

/** Codes a series is limited to that its axes do not have, or axes it leaves without an option. */
export function strayCodes(family: DemoFamily, series: DemoSeries): readonly string[] {
  return Object.entries(series.only ?? {}).flatMap(([axis, codes]) => {
    const known = family.axes[axis]?.map((each) => each.code) ?? [];
    return codes.filter((each) => !known.includes(each)).map((each) => `${axis}: ${each === '' ? "''" : each}`);
  });
}

/** The first ordinals of a family: enough to see every series several times, `most` at the most. */
export function productsMade(family: DemoFamily, most: number): readonly number[] {
  return Array.from({ length: Math.min(most, family.series.length * 12) }, (_each, index) => index);
}

function configurationAt(family: DemoFamily, ordinal: number): Configuration {
  const place = ordinal % family.series.length;
  const turn = Math.floor(ordinal / family.series.length);
  for (const series of family.series.slice(place, place + 1)) {
    const axes = axesOf(family, series);
    const count = axes.reduce((product, [, options]) => product * options.length, 1);
    if (count === 0) throw new RangeError(`${family.category} ${series.mpn}: an axis has no option left`);
    // A stride without common factor visits every configuration once a round, neighbours far apart.
    let rest = ((turn % count) * strideFor(count)) % count;
    const options = new Map<string, DemoOption>();
    for (const [axis, list] of axes) {
      const index = rest % list.length;
      rest = Math.floor(rest / list.length);
      for (const option of list.slice(index, index + 1)) options.set(axis, option);
    }
    return { series, options, generation: Math.floor(turn / count) };
  }
  throw new RangeError(`${family.category} has no series`);
}

function strideFor(count: number): number {
  const divide = (one: number, other: number): number => (other === 0 ? one : divide(other, one % other));
  for (let stride = Math.max(1, Math.round(count * 0.618)); ; stride += 1)
    if (divide(stride, count) === 1) return stride;
}

function fill(pattern: string, { series, options }: Configuration, codes: boolean): string {
  const filled = pattern.replace(/\{([a-z]+)(:code)?\}/g, (_whole, name: string, code: string | undefined) => {
    const option = options.get(name);
    if (option !== undefined) return codes || code !== undefined ? option.code : (option.name ?? '');
    return name === 'mpn' ? series.mpn : name === 'name' ? series.name : '';
  });
  return filled.replace(/ +/g, ' ').replace(/ ,/g, ',').trim();
}

function draw(fact: DemoFact, dice: Dice, today: IsoDate): SpecificationValue {
  if (Array.isArray(fact)) return dice.pick(fact);
  if ('months' in fact) return monthEnd(addMonths(today, dice.whole(fact.months[0], fact.months[1])));
  const steps = Math.round((fact.to - fact.from) / fact.step);
  return Number((fact.from + dice.whole(0, steps) * fact.step).toFixed(3));
}

function monthStart(date: IsoDate): IsoDate {
  return isoDate(`${date.slice(0, 8)}01`);
}

function monthEnd(date: IsoDate): IsoDate {
  return addDays(addMonths(monthStart(date), 1), -1);
}

function conditionOf(family: DemoFamily, dice: Dice): Condition {
  const { used } = family;
  if (used === undefined) return 'new';
  const drawn = dice.next() * 100;
  if (drawn < used.refurbished) return 'refurbished';
  return drawn < used.refurbished + used.remanufactured ? 'remanufactured' : 'new';
}

const conditionCodes: Readonly<Record<Condition, string>> = { new: '', refurbished: '-R', remanufactured: '-RM' };

/** Makes a product. Throws a RangeError when its maker is not known: the data was checked when it was loaded. */
export function productAt(request: ProductRequest): MadeProduct {
  const { family, ordinal, seed, today, tree } = request;
  const dice = new Dice(seed, mixText(family.category), mixText(family.mpn), ordinal);
  const configuration = configurationAt(family, ordinal);
  const { series, options, generation } = configuration;
  const maker = request.makers.get(series.maker);
  if (maker === undefined) throw new RangeError(`No maker ${series.maker}`);
  const category = tree.get(family.category);
  const condition = conditionOf(family, dice);
  const specification = specificationOf(family, configuration, condition, dice, today);
  const again = generation === 0 ? '' : (family.again ?? ' G{}').replace('{}', String(generation + 1));
  const name = `${fill(family.name, configuration, false)}${again}${condition === 'new' ? '' : `, ${condition}`}`;
  const generationCode = generation === 0 ? '' : `-G${generation + 1}`;
  const mpn = `${fill(family.mpn, configuration, true)}${generationCode}${conditionCodes[condition]}`.replace(
    /-+/g,
    '-',
  );
  const summary = category === undefined ? '' : specificationLine(category, specification);
  const goods = maker.kind === 'maker';
  const product: NewProduct = {
    slug: slug(`${maker.kind === 'service' ? '' : `${maker.name} `}${mpn}`),
    manufacturer: { id: maker.id, name: maker.name, kind: maker.kind },
    mpn,
    gtin: goods ? gtinFor(request.gtinPrefix, mix11(mpn, seed, ordinal)) : null,
    name,
    description: sentence(family.about.replace('{summary}', summary)),
    category: family.category,
    unspsc: category?.unspsc[0] ?? null,
    cpv: category?.cpv[0] ?? null,
    specification,
    labels: goods && condition === 'new' ? labelsOf(family, dice, today) : [],
    launched: monthStart(addMonths(today, -dice.whole(2, 20) - (condition === 'new' ? 0 : 30))),
    endOfSale: null,
    endOfSupport: null,
    demonstration: true,
    identifiedBy: 'part-number',
    footprint: null,
  };
  return {
    product,
    condition,
    price: priceOf(family, series, options, condition, generation),
    unit: unitOf(family, series),
  };
}

function specificationOf(
  family: DemoFamily,
  { series, options }: Configuration,
  condition: Condition,
  dice: Dice,
  today: IsoDate,
): Readonly<Record<string, SpecificationValue>> {
  const specification: Record<string, SpecificationValue> = { ...series.spec };
  for (const option of options.values()) Object.assign(specification, option.spec);
  if (series.spec !== undefined) Object.assign(specification, series.spec);
  const used = condition === 'new' ? {} : (family.used?.spec ?? {});
  for (const [key, fact] of Object.entries({ ...family.facts, ...used })) {
    const value = draw(fact, dice, today);
    if (!(key in specification)) specification[key] = value;
  }
  return specification;
}

function priceOf(
  family: DemoFamily,
  series: DemoSeries,
  options: ReadonlyMap<string, DemoOption>,
  condition: Condition,
  generation: number,
): number {
  let price = series.price;
  for (const option of options.values()) price += option.add ?? 0;
  for (const option of options.values()) price *= option.times ?? 1;
  const factor = family.used?.factor ?? 1;
  if (condition === 'refurbished') price *= factor;
  if (condition === 'remanufactured') price *= factor + (1 - factor) * 0.35;
  return price * (1 + ((generation * 7) % 13) / 100);
}

function unitOf(family: DemoFamily, series: DemoSeries): Unit {
  return series.unit ?? family.unit ?? 'each';
}

function labelsOf(family: DemoFamily, dice: Dice, today: IsoDate): readonly ProductLabel[] {
  const labels: ProductLabel[] = [];
  for (const each of family.labels ?? []) {
    const held = dice.chance(each.percent);
    const validTo = addDays(addMonths(today, dice.whole(each.months[0], each.months[1])), dice.whole(-12, 12));
    if (!held || labels.some((other) => other.scheme === each.scheme)) continue;
    labels.push({
      scheme: each.scheme,
      level: each.level ?? null,
      version: each.version ?? null,
      country: 'GB',
      validTo,
    });
  }
  return labels;
}

/** Numbers for restricted circulation (they begin with 2) are nobody's: no invented product carries a real one. */
function gtinFor(prefix: string, digits: string): string {
  return withCheckDigit((prefix + digits).slice(0, 12));
}

function mix11(mpn: string, seed: number, ordinal: number): string {
  const dice = new Dice(mixText(mpn), seed, ordinal, 11);
  return Array.from({ length: 11 }, () => dice.whole(0, 9)).join('');
}

function sentence(text: string): string {
  const trimmed = text.replace(/, \./g, '.').replace(/: \./g, '.').trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}
