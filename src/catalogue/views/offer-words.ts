import { cleanLine } from '../../kernel/text.ts';
import type { Category, Nature } from '../category.ts';
import type { Condition, FundingModel, WarrantyType } from '../offer.ts';

export const conditionWords: Readonly<Record<Condition, string>> = {
  new: 'New',
  refurbished: 'Refurbished',
  remanufactured: 'Remanufactured',
};

export const fundingWords: Readonly<Record<FundingModel, string>> = {
  purchase: 'Purchase',
  instalments: 'Instalments',
  lease: 'Lease',
  utility: 'Utility',
  service: 'As a service',
  subscription: 'Subscription',
};

const warrantyWords: Readonly<Record<WarrantyType, string>> = {
  'return-to-base': 'return to base',
  'collect-and-return': 'collect and return',
  'on-site': 'on site',
  none: '',
};

/** `Purchase, lease`: the first with a capital, in the order given. */
export function waysToPay(models: readonly string[]): string {
  const words = models.map((each, index) => {
    const word = isFunding(each) ? fundingWords[each] : each;
    return index === 0 ? word : word.toLowerCase();
  });
  return words.join(', ');
}

function isFunding(text: string): text is FundingModel {
  return Object.hasOwn(fundingWords, text);
}

/** `Refurbished C6 F5`. */
export function conditionText(condition: string, grades: string): string {
  const word = isCondition(condition) ? conditionWords[condition] : condition;
  return grades === '' ? word : `${word} ${grades}`;
}

function isCondition(text: string): text is Condition {
  return Object.hasOwn(conditionWords, text);
}

/**
 * `Aldermere A14 G3, refurbished`: a thing in its second life says so in its name. Marks that turn the direction of
 * the text around it are taken out.
 */
export function titleIn(title: string, condition = 'new'): string {
  const shown = cleanLine(title);
  if (condition === 'new') return shown;
  const word = conditionText(condition, '').toLowerCase();
  return shown.toLowerCase().includes(word) ? shown : `${shown}, ${word}`;
}

/** `Refurbished. Looks C6, works F5`: the grades in words, for a comparison. */
export function conditionInWords(condition: Condition, cosmetic: number | null, functional: number | null): string {
  const parts = [
    ...(cosmetic === null ? [] : [`looks C${cosmetic}`]),
    ...(functional === null ? [] : [`works F${functional}`]),
  ];
  const words = conditionWords[condition];
  if (parts.length === 0) return words;
  const text = parts.join(', ');
  return `${words}. ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `3 years, on site`; `None` where there is none. */
export function warrantyText(months: number, type: WarrantyType): string {
  if (months === 0 || type === 'none') return 'None';
  const years = months % 12 === 0;
  const count = years ? months / 12 : months;
  const unit = years ? 'year' : 'month';
  return `${count} ${unit}${count === 1 ? '' : 's'}, ${warrantyWords[type]}`;
}

/** What something is that has no condition. */
export const kindWords: Readonly<Record<Nature, string>> = { goods: 'Goods', software: 'Software', service: 'Service' };

const deliveredLabels: Readonly<Record<Nature, string>> = {
  goods: 'Delivered in',
  software: 'Ready in',
  service: 'Starts in',
};

/** How the lead time is headed: goods are delivered, software is made ready, work starts. */
export function leadTimeLabel(nature: Nature): string {
  return deliveredLabels[nature];
}

/** Drawings for things in their second life, by the drawing of the new thing. */
const secondLife: Readonly<Record<string, string>> = { laptop: 'refurbished' };

/** The drawing that stands for a product in a condition. */
export function productIcon(category: Category | undefined, condition: string): string {
  const icon = category?.icon ?? 'peripherals';
  return condition === 'new' ? icon : (secondLife[icon] ?? icon);
}
