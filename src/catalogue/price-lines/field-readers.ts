import { conditions, fundingModels, units, vatCategories, warrantyTypes } from '../offer.ts';
import { type CellReading, good, mended, wrong } from './cell-reading.ts';
import type { ColumnDecision } from './column-decision.ts';
import type { LineDraft } from './line-draft.ts';
import { columnOf, type PriceColumn } from './price-column.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import type { LineContext } from './price-line.ts';
import { readCode, readGtin } from './read-code.ts';
import { readDate } from './read-date.ts';
import { indexMakers, type MakerIndex, readMaker } from './read-maker.ts';
import { type MoneyRules, readMoney } from './read-money.ts';
import {
  readCount,
  readGrade,
  readKilograms,
  readLeadTime,
  readMonths,
  readPercent,
  readStock,
} from './read-number.ts';
import { indexWords, namesLot, readCurrency, readFlag, readVat, readWord, readWordList } from './read-words.ts';

/** Reads the text of a cell into the draft, and says how it went. `numeric`: the cell is a spreadsheet's number. */
export type FieldReader = (text: string, draft: LineDraft, numeric: boolean) => CellReading<unknown>;

type Reads<T> = (text: string, numeric: boolean) => CellReading<T>;

function into<T>(read: Reads<T>, put: (draft: LineDraft, value: T) => void): FieldReader {
  return (text, draft, numeric) => {
    const found = read(text, numeric);
    if (!('wrong' in found)) put(draft, found.value);
    return found;
  };
}

const remembered = 20_000;

/** Remembers what texts mean, for columns in which few of them come again and again. */
function knowing<T>(read: (text: string) => CellReading<T>): Reads<T> {
  const known = new Map<string, CellReading<T>>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= remembered) known.clear();
    const found = read(text);
    known.set(text, found);
    return found;
  };
}

const indexes = new WeakMap<LineContext['makers'], MakerIndex>();

function makersOf(context: LineContext): MakerIndex {
  const before = indexes.get(context.makers);
  if (before !== undefined) return before;
  const made = indexMakers(context.makers);
  indexes.set(context.makers, made);
  return made;
}

const undecided: ColumnDecision = { dates: 'unclear', decimals: 'unclear', shares: 'unclear' };

/** How the column's cells are read; undefined for a column that is only for the supplier's own reading. */
export function fieldReader(
  field: PriceField,
  at: number,
  heading: string,
  context: LineContext,
): FieldReader | undefined {
  const column = columnOf(context.columns, field);
  const decision = context.decisions[at] ?? undecided;
  const range = { least: column.least ?? 0, most: column.most ?? 1_000_000 };
  const money = moneyReader(column, decision, context);
  const place = breakPairs.findIndex((each) => each.quantity === field || each.price === field);
  const breakPair = breakPairs[place];
  if (breakPair !== undefined) {
    return breakPair.price === field
      ? into(money, (draft, value) => (draft.breakPrices[place] = value))
      : into(
          (text) => readCount(text, range),
          (draft, value) => (draft.breakQuantities[place] = value),
        );
  }
  return (
    moneyFieldReader(field, money) ??
    identityReader(field, column, context) ??
    termReader(field, column, heading, decision, context)
  );
}

function moneyReader(column: PriceColumn, decision: ColumnDecision, context: LineContext): Reads<string> {
  const base = { decimals: decision.decimals, signed: column.signed, otherCurrencies: context.columns.otherCurrencies };
  const written: MoneyRules = { ...base, numeric: false };
  // A spreadsheet's own number has a point, whatever the rest of the column is written like.
  const typed: MoneyRules = { ...base, decimals: 'point', numeric: true };
  return (text, numeric) => readMoney(text, numeric ? typed : written);
}

function moneyFieldReader(field: PriceField, read: Reads<string>): FieldReader | undefined {
  switch (field) {
    case 'unitPrice':
      return into(read, (draft, value) => (draft.unitPrice = value));
    case 'deliveryCharge':
      return into(read, (draft, value) => (draft.deliveryCharge = value));
    case 'deliveryFreeOver':
      return into(read, (draft, value) => (draft.deliveryFreeOver = value));
    case 'deliveryOffMainland':
      return into(read, (draft, value) => (draft.deliveryOffMainland = value));
    case 'nextDayCharge':
      return into(read, (draft, value) => (draft.nextDayCharge = value));
    case 'takeBackCharge':
      return into(read, (draft, value) => (draft.takeBackCharge = value));
    case 'costPrice':
      return into(read, (draft, value) => (draft.costPrice = value));
    case 'listPrice':
      return into(read, (draft, value) => (draft.listPrice = value));
    default:
      return undefined;
  }
}

function identityReader(field: PriceField, column: PriceColumn, context: LineContext): FieldReader | undefined {
  switch (field) {
    case 'supplierSku':
      return into(
        (text) => readCode(text, 'code'),
        (draft, value) => (draft.supplierSku = value),
      );
    case 'mpn':
      return into(
        (text) => readCode(text, 'mpn'),
        (draft, value) => (draft.mpn = value),
      );
    case 'gtin':
      return into(readGtin, (draft, value) => (draft.gtin = value));
    case 'manufacturer': {
      const makers = makersOf(context);
      return into(
        knowing((text) => readMaker(text, makers)),
        (draft, value) => (draft.manufacturerId = value),
      );
    }
    case 'currency':
      return into(
        knowing((text) => readCurrency(text, context.columns.otherCurrencies)),
        () => undefined,
      );
    case 'lot': {
      const { agreement, lot } = context;
      const read = knowing((text) => (namesLot(text, agreement, lot) ? good(lot) : wrong('other-lot', { lot })));
      return into(read, () => undefined);
    }
    case 'unit': {
      const words = indexWords(column.words, units);
      return into(
        knowing((text) => readWord(text, words, 'unit-unknown')),
        (draft, value) => (draft.unit = value),
      );
    }
    case 'condition': {
      const words = indexWords(column.words, conditions);
      return into(
        knowing((text) => readWord(text, words, 'condition-unknown')),
        (draft, value) => (draft.condition = value),
      );
    }
    case 'conditionEvidence':
      return into(good<string>, (draft, value) => (draft.evidence = value));
    case 'footprintSource':
      return into(good<string>, (draft, value) => (draft.footprintSource = value));
    default:
      return undefined;
  }
}

function termReader(
  field: PriceField,
  column: PriceColumn,
  heading: string,
  decision: ColumnDecision,
  context: LineContext,
): FieldReader | undefined {
  const range = { least: column.least ?? 0, most: column.most ?? 1_000_000 };
  switch (field) {
    case 'vatCategory': {
      const rules = { words: indexWords(column.words, vatCategories), rates: context.vatRates, date: context.listFrom };
      return into(
        knowing((text) => readVat(text, rules)),
        (draft, value) => (draft.vatCategory = value),
      );
    }
    case 'minimumQuantity':
      return into(
        (text) => readCount(text, range),
        (draft, value) => (draft.minimumQuantity = value),
      );
    case 'packSize':
      return into(
        (text) => readCount(text, range),
        (draft, value) => (draft.packSize = value),
      );
    case 'leadTimeDays': {
      const weeks = /\bw(ee)?ks?\b/i.test(heading);
      return into(
        knowing((text) => readLeadTime(text, range, weeks)),
        (draft, value) => (draft.leadTimeDays = value),
      );
    }
    case 'stock':
      return into(
        (text) => readStock(text, range),
        (draft, value) => (draft.stock = value),
      );
    case 'backOrder':
      return into(knowing(readFlag), (draft, value) => (draft.backOrder = value));
    case 'takesBack':
      return into(knowing(readFlag), (draft, value) => (draft.takesBack = value));
    case 'warrantyMonths': {
      const says = /\b(years?|yrs?)\b/i.test(heading) ? 'years' : /\bmo?n?ths?\b/i.test(heading) ? 'months' : 'nothing';
      return into(
        knowing((text) => readMonths(text, range, says)),
        (draft, value) => (draft.warrantyMonths = value),
      );
    }
    case 'warrantyType': {
      const words = indexWords(column.words, warrantyTypes);
      return into(
        knowing((text) => readWord(text, words, 'warranty-unknown')),
        (draft, value) => (draft.warrantyType = value),
      );
    }
    case 'cosmeticGrade':
      return into(
        knowing((text) => readGrade(text, range)),
        (draft, value) => (draft.cosmetic = value),
      );
    case 'functionalGrade':
      return into(
        knowing((text) => readGrade(text, range)),
        (draft, value) => (draft.functional = value),
      );
    case 'batteryPercent':
      return into(
        knowing((text) => readPercent(text, range, decision.shares)),
        (draft, value) => (draft.battery = value),
      );
    case 'fundingModels': {
      const words = indexWords(column.words, fundingModels);
      return into(
        knowing((text) => readWordList(text, words, 'funding-unknown')),
        (draft, value) => (draft.fundingModels = value),
      );
    }
    case 'footprintLow':
      return into(readKilograms, (draft, value) => (draft.footprintLow = value));
    case 'footprintTypical':
      return into(readKilograms, (draft, value) => (draft.footprintTypical = value));
    case 'footprintHigh':
      return into(readKilograms, (draft, value) => (draft.footprintHigh = value));
    case 'validFrom': {
      const { listFrom } = context;
      const read = knowing((text) => {
        const found = readDate(text, decision.dates);
        if ('wrong' in found || found.value >= listFrom) return found;
        return mended(
          listFrom,
          listFrom,
          'valid-from-list',
          `The price list begins on ${listFrom}; a line of it cannot begin earlier.`,
        );
      });
      return into(read, (draft, value) => (draft.validFrom = value));
    }
    case 'validTo':
      return into(
        knowing((text) => readDate(text, decision.dates)),
        (draft, value) => (draft.validTo = value),
      );
    default:
      return undefined;
  }
}
