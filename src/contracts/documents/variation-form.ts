import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import { type CallOff, lastDayOf } from '../call-offs/call-off.ts';
import type { DocumentBlock, OrderForm } from './order-form.ts';

/**
 * The form of one variation of a call-off: what it was before, what it is after, on which ground and why. Earlier
 * variations count as before, later ones not at all. Throws for a number the call-off has no variation of.
 */
export function variationForm({
  callOff,
  number,
  groundName,
  buyer,
  supplier,
}: {
  readonly callOff: CallOff;
  readonly number: number;
  readonly groundName: string;
  readonly buyer: string;
  readonly supplier: string;
}): OrderForm {
  const variation = callOff.variations.find((each) => each.number === number);
  if (variation === undefined) throw new Error(`${callOff.number} has no variation ${number}`);
  const earlier = callOff.variations.filter((each) => each.number < number);
  const before = earlier.reduce((sum, each) => sum.plus(exact(each.changeNet)), exact(callOff.ceiling));
  const lastBefore = lastDayOf({ ends: callOff.ends, variations: earlier });
  const lastAfter = lastDayOf({ ends: callOff.ends, variations: [...earlier, variation] });
  const day = (date: IsoDate | null) => (date === null ? 'When everything is delivered and paid' : formatDate(date));
  const net = (amount: DecimalText) => `${formatMoney(amount)} excluding VAT`;
  const terms = (...rows: readonly (readonly [string, string])[]): DocumentBlock => ({
    kind: 'terms',
    rows: rows.map(([term, text]) => ({ term, text })),
  });
  const { notice } = variation;
  return {
    title: `Variation ${number} of ${callOff.number}`,
    reference: `${callOff.agreement} variation-form ${number}`,
    sections: [
      {
        title: 'The contract',
        blocks: [
          terms(
            ['Call-off reference', callOff.number],
            ['What is bought', callOff.title],
            ['Buyer', buyer],
            ['Supplier', supplier],
          ),
        ],
      },
      {
        title: 'The change',
        blocks: [
          terms(
            ['Most it may come to, before', net(before.toFixed(2))],
            ['Change', net(variation.changeNet)],
            ['Most it may come to, after', net(before.plus(exact(variation.changeNet)).toFixed(2))],
            ['Last day, before', day(lastBefore)],
            ['Last day, after', day(lastAfter)],
          ),
        ],
      },
      {
        title: 'Why it is lawful',
        blocks: [
          terms(
            ['Ground', groundName],
            ['How the change meets it', variation.reason],
            ['Evidence', variation.evidence],
            ['Published notice', notice === null ? 'None' : `${notice.reference}, ${formatDate(notice.on)}`],
            ['Decided by', variation.decidedBy],
            ['Decided on', formatDate(variation.decidedOn)],
          ),
        ],
      },
    ],
  };
}
