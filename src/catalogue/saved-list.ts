import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';
import { allTexts } from './query-text.ts';

/** How large a list may be, and how long it is kept after it was saved. */
export const listLimits = { items: 40, title: 80, quantity: 1_000_000, keptDays: 400 } as const;

export interface WantedItem {
  readonly offer: string;
  readonly quantity: number;
}

/** A list as somebody wants to save it. */
export interface WantedList {
  readonly title: string;
  readonly items: readonly WantedItem[];
}

/** An offer on a list with what was seen when it was saved. Price each without VAT, at the quantity. */
export interface SavedItem extends WantedItem {
  readonly title: string;
  readonly supplier: string;
  readonly unitPrice: DecimalText;
}

/** A saved list. It never changes: another choice is another list with an address of its own. */
export interface SavedList {
  readonly id: string;
  readonly title: string;
  readonly savedOn: IsoDate;
  /** Last day it can be opened. */
  readonly keptUntil: IsoDate;
  readonly items: readonly SavedItem[];
}

/** A form as it was sent: fields once or several times. */
export type FormFields = Readonly<Record<string, unknown>>;

function all(fields: FormFields, name: string): readonly string[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return allTexts(value);
}

/**
 * Reads the form: `title`, `offer` once for each, `quantity` for all and `quantity-<offer>` for one; offers named by
 * `remove` are left out. Repeated offers count once. Every mistake is named by its field.
 */
export function readWantedList(fields: FormFields): Outcome<WantedList> {
  const problems: Problem[] = [];
  const title = cleanLine(all(fields, 'title')[0] ?? '');
  if (title === '') {
    problems.push({
      code: 'list-title',
      path: 'title',
      message: 'Enter a name for the list',
      remedy: 'For example: Laptops for year 7.',
    });
  } else if (title.length > listLimits.title) {
    problems.push({
      code: 'list-title',
      path: 'title',
      message: `The name must be ${listLimits.title} characters or fewer`,
      remedy: 'Shorten it.',
    });
  }
  const removed = new Set(all(fields, 'remove'));
  const offers = [...new Set(all(fields, 'offer'))].filter((each) => !removed.has(each));
  if (offers.length === 0) {
    problems.push({
      code: 'list-empty',
      path: 'offer',
      message: 'There is no offer on the list',
      remedy: 'Tick at least one offer in the results, or keep one on the list.',
    });
  }
  if (offers.length > listLimits.items) {
    problems.push({
      code: 'list-long',
      path: 'offer',
      message: `A list holds ${listLimits.items} offers at the most`,
      remedy: 'Make two lists.',
    });
  }
  const items: WantedItem[] = [];
  for (const offer of offers.slice(0, listLimits.items)) {
    const text = (all(fields, `quantity-${offer}`)[0] ?? all(fields, 'quantity')[0] ?? '1').trim();
    const quantity = /^\d{1,7}$/.test(text) ? Number(text) : 0;
    if (!/^\d{1,18}$/.test(offer)) {
      problems.push({
        code: 'list-offer',
        path: 'offer',
        value: offer.slice(0, 40),
        message: 'One of the offers is not an offer of this catalogue',
        remedy: 'Choose it again from the results.',
      });
    } else if (quantity < 1 || quantity > listLimits.quantity) {
      problems.push({
        code: 'list-quantity',
        path: `quantity-${offer}`,
        value: text.slice(0, 40),
        message: 'Enter how many as a whole number, such as 30',
        remedy: 'Correct the number.',
      });
    } else items.push({ offer, quantity });
  }
  return problems.length > 0 ? fail(...problems) : succeed({ title, items });
}

/** Whether a text can be the id of a list: 22 characters that carry 128 random bits. */
export function isListId(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text);
}
