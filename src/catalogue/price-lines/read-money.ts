import type { DecimalText } from '../../kernel/money.ts';
import { type CellReading, good, mended, type RepairCode, wrong } from './cell-reading.ts';
import type { ColumnDecision } from './column-decision.ts';
import type { ColumnWord } from './price-column.ts';

/** How an amount is written without doubt. */
const plain = /^\d{1,10}(?:\.\d{1,4})?$/;
const decimals = /^(\d*)(?:\.(\d+))?$/;

export interface MoneyRules {
  readonly decimals: ColumnDecision['decimals'];
  readonly signed: boolean;
  readonly otherCurrencies: readonly ColumnWord[];
  /** Whether the cell is a spreadsheet's number: its digits past the fifteenth are noise of the calculation. */
  readonly numeric: boolean;
}

/** The amount in the form it is kept in: two to four decimals, no leading zeros. */
export function moneyText(digits: string): DecimalText {
  const point = digits.indexOf('.');
  const whole = (point < 0 ? digits : digits.slice(0, point)).replace(/^0+(?=\d)/, '');
  if (point < 0) return `${whole}.00`;
  const fraction = digits.slice(point + 1);
  return `${whole === '' ? '0' : whole}.${fraction.length <= 2 ? fraction.padEnd(2, '0') : fraction.replace(/0{1,2}$/, '')}`;
}

/** An amount of at most ten digits and four decimals as a whole number of ten-thousandths, exactly. */
export function tenThousandths(amount: DecimalText): number {
  const point = amount.indexOf('.');
  if (point < 0) return Number(amount) * 10_000;
  return Number(
    amount.slice(0, point) +
      amount
        .slice(point + 1)
        .padEnd(4, '0')
        .slice(0, 4),
  );
}

/** Reads pounds as people write them. Text decides, never a floating-point number. */
export function readMoney(text: string, rules: MoneyRules): CellReading<DecimalText> {
  if ((rules.decimals === 'point' || rules.decimals === 'unclear') && plain.test(text)) return good(moneyText(text));
  const found = takeApart(text, rules);
  if ('wrong' in found) return found;
  const { digits, negative, code, why } = found;
  const number = readDigits(digits, rules);
  if ('wrong' in number) return number;
  const [whole = '', fraction = ''] = number.value.split('.');
  if (fraction.length > 4) return wrong('money-decimals');
  if (whole.replace(/^0+/, '').length > 10) return wrong('money-too-large');
  const amount = moneyText(number.value);
  const zero = /^[0.]+$/.test(amount);
  if (negative && !zero && !rules.signed) return wrong('money-negative');
  const value = negative && !zero ? `-${amount}` : amount;
  // Three decimals look like thousands in a column of decimal commas: a fourth leaves no doubt.
  const to = /\.\d{3}$/.test(value) ? `${value}0` : value;
  if (number.mend !== undefined) {
    return mended(value, to, number.mend.code, [why, number.mend.why].filter((each) => each !== '').join(' '));
  }
  return code === undefined ? good(value) : mended(value, to, code, why);
}

interface Parts {
  readonly digits: string;
  readonly negative: boolean;
  readonly code?: RepairCode;
  readonly why: string;
}

/** Takes signs, currency and words off the number. */
function takeApart(
  text: string,
  rules: MoneyRules,
):
  | Parts
  | {
      readonly wrong: 'other-currency' | 'cell-with-vat' | 'money-unreadable';
      readonly facts?: { readonly currency: string };
    } {
  let rest = text
    .normalize('NFKC')
    .replace(/[−–—]/g, '-')
    .replace(/Â(?=£)/g, '')
    .trim();
  let code: RepairCode | undefined = rest === text ? undefined : 'digits';
  const why: string[] = rest === text ? [] : ['The digits are written in plain characters.'];
  const currency = otherCurrency(rest, rules.otherCurrencies);
  if (currency !== undefined) return { wrong: 'other-currency', facts: { currency } };
  if (/\b(inc|incl|including|with)\.?\s*(vat|tax)\b/i.test(rest)) return { wrong: 'cell-with-vat' };
  const words = rest.replace(
    /\s*(\+\s*vat|\(?\b(ex|exc|excl|excluding|plus)\.?\s*vat\)?|\b(each|ea|per unit|per item|only)\.?)\s*$/i,
    '',
  );
  if (words !== rest) {
    code = 'money-words';
    why.push('Words after the amount are left out.');
    rest = words;
  }
  const pence = /^(\d{1,6})\s?p$/i.exec(rest);
  if (pence !== null) {
    const whole = (pence[1] ?? '').padStart(3, '0');
    return {
      digits: `${whole.slice(0, -2)}.${whole.slice(-2)}`,
      negative: false,
      code: 'pence',
      why: 'Pence are written as pounds.',
    };
  }
  const sterling = rest.replace(/£|\bGBP\b|\bstg\b/i, '').trim();
  if (sterling !== rest) {
    code = 'currency-sign';
    why.push('The amount is written without its currency sign: prices are in pounds.');
    rest = sterling;
  }
  let negative = false;
  const bracketed = /^\((.+)\)$/.exec(rest);
  if (bracketed !== null || /^-|-$/.test(rest)) {
    negative = true;
    if (!/^-\d/.test(text)) {
      code ??= 'digits';
      why.push('The minus sign stands before the amount.');
    }
    rest = (bracketed?.[1] ?? rest).replace(/^-|-$/g, '').replace('£', '').trim();
  } else if (rest.startsWith('+')) {
    code ??= 'digits';
    why.push('The plus sign is left out.');
    rest = rest.slice(1).trim();
  }
  if (!/^[\d.,' ]+$/.test(rest) || !/\d/.test(rest)) return { wrong: 'money-unreadable' };
  return { digits: rest, negative, why: why.join(' '), ...(code === undefined ? {} : { code }) };
}

function otherCurrency(text: string, currencies: readonly ColumnWord[]): string | undefined {
  if (/^[\d.,' £()+-]+$/.test(text)) return undefined;
  const upper = text.toUpperCase();
  const words = upper.split(/[^\p{L}]+/u);
  const found = currencies.find((each) =>
    each.synonyms.some((sign) => {
      const wanted = sign.toUpperCase();
      return /^\p{L}+$/u.test(wanted) ? words.includes(wanted) : upper.includes(wanted);
    }),
  );
  return found?.value;
}

const commaDecimals = 'The comma before the pence is written as a point.';
const noThousands = 'The thousands are written without a separator.';

/** The digits with a point before the pence. Says what was done to them. */
function readDigits(digits: string, rules: MoneyRules): CellReading<string> {
  const { decimals: sense } = rules;
  if (/^[\d.]+$/.test(digits)) {
    const points = digits.split('.').length - 1;
    const grouped = /^\d{1,3}(\.\d{3})+$/.test(digits);
    if (points > 1)
      return grouped ? mended(digits.replaceAll('.', ''), '', 'thousands', noThousands) : wrong('money-unreadable');
    if (grouped && sense === 'comma') return mended(digits.replace('.', ''), '', 'thousands', noThousands);
    if (grouped && sense === 'mixed') return wrong('money-unclear', { one: digits, other: digits.replace('.', '') });
    return withoutNoise(digits, rules.numeric);
  }
  const british = /^\d{1,3}([,' ])\d{3}(\1\d{3})*(\.\d+)?$/.test(digits);
  const continental = /^\d{1,3}([.' ])\d{3}(\1\d{3})*,\d+$/.test(digits);
  const commaOnly = /^\d+,\d+$/.test(digits);
  if (commaOnly) {
    const point = digits.replace(',', '.');
    if (!british) return mended(point, '', 'decimal-comma', commaDecimals);
    if (sense === 'comma') return mended(point, '', 'decimal-comma', commaDecimals);
    if (sense === 'mixed') return wrong('money-unclear', { one: digits.replace(',', ''), other: point });
  }
  if (british) return mended(digits.replace(/[,' ]/g, ''), '', 'thousands', noThousands);
  if (continental)
    return mended(
      digits.replace(/[.' ]/g, '').replace(',', '.'),
      '',
      'decimal-comma',
      `${commaDecimals} ${noThousands}`,
    );
  return wrong('money-unreadable');
}

/** `12.340000000000002` is 12.34 as a spreadsheet shows it: it calculates with fifteen digits. */
function withoutNoise(digits: string, numeric: boolean): CellReading<string> {
  const found = decimals.exec(digits);
  if (found === null || digits === '.') return wrong('money-unreadable');
  const [, whole = '', fraction = ''] = found;
  if (fraction.length <= 4) return good(`${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`);
  if (/^\d*0*$/.test(fraction) && /^\d{0,4}0*$/.test(fraction))
    return good(`${whole === '' ? '0' : whole}.${fraction.slice(0, 4)}`);
  if (fraction.length >= 9) {
    const shown = Number(digits).toPrecision(15);
    const short = /^(\d+\.\d{0,4}?)0*$/.exec(shown)?.[1];
    if (short !== undefined) {
      const value = short.endsWith('.') ? short.slice(0, -1) : short;
      return numeric
        ? good(value)
        : mended(value, '', 'calculation-noise', 'The last digits are noise of a calculation.');
    }
  }
  return wrong('money-decimals');
}
