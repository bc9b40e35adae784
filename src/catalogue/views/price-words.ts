import { formatCount } from '../../kernel/money.ts';
import { type Unit, unitWords } from '../offer.ts';

/** What is counted when a price comes back every so often: `£151.20 a month for 30 users`. */
const recurring: Partial<
  Readonly<Record<Unit, { readonly every: string; readonly one: string; readonly many: string }>>
> = {
  'user-month': { every: 'a month', one: 'user', many: 'users' },
  'user-year': { every: 'a year', one: 'user', many: 'users' },
  'device-month': { every: 'a month', one: 'device', many: 'devices' },
  'device-year': { every: 'a year', one: 'device', many: 'devices' },
  'terabyte-month': { every: 'a month', one: 'terabyte', many: 'terabytes' },
  'port-month': { every: 'a month', one: 'port', many: 'ports' },
  'unit-hour': { every: 'an hour', one: 'unit', many: 'units' },
};

/** `each`, `a device`, `a user a month`: stands between a price and `excluding VAT`. */
export function perUnit(unit: Unit): string {
  return unitWords[unit].after;
}

/** `for 30`, `for 30 hours`, `a month for 30 users`: stands between a total and `including VAT`. */
export function forQuantity(unit: Unit, quantity: number): string {
  const count = formatCount(quantity);
  const every = recurring[unit];
  if (every !== undefined) return `${every.every} for ${count} ${quantity === 1 ? every.one : every.many}`;
  if (unit === 'each') return `for ${count}`;
  return `for ${count} ${quantity === 1 ? unitWords[unit].one : unitWords[unit].many}`;
}

/** Whether the price comes back every month, year or hour, so that a total is not all that will be paid. */
export function isRecurring(unit: Unit): boolean {
  return recurring[unit] !== undefined;
}

/** `5 working days`, `1 working day`, `Same day`. */
export function leadTime(days: number): string {
  if (days === 0) return 'Same day';
  return days === 1 ? '1 working day' : `${formatCount(days)} working days`;
}
