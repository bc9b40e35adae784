import { type DeliveryPlace, placeInWords } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { csvText } from '../../platform/tables/index.ts';
import type { CompareGroup } from './compare-view.ts';
import { titleIn } from './offer-words.ts';
import type { PricedOffer } from './priced-offer.ts';

/** The comparison as a file: one line a row, one column an offer, the group in front. Cells are safe to open in a spreadsheet. */
export function compareCsv(
  offers: readonly PricedOffer[],
  groups: readonly CompareGroup[],
  asked: { readonly quantity: number; readonly place?: DeliveryPlace | undefined; readonly on: IsoDate },
): string {
  const { place } = asked;
  const head = [
    ['Group', 'Row', ...offers.map((each) => titleIn(each.product.title, each.offer.condition))],
    ['', 'Supplier', ...offers.map((each) => each.supplier.name)],
    ['', 'Offer number', ...offers.map((each) => each.offer.id)],
    ['', 'Quantity', ...offers.map(() => String(asked.quantity))],
    ...(place === undefined ? [] : [['', 'Delivered to', ...offers.map(() => placeInWords(place))]]),
    ['', 'Prices on', ...offers.map(() => asked.on)],
  ];
  const body = groups.flatMap((group) =>
    group.rows.map((row) => [group.title, row.label, ...row.cells.map((each) => each.text)]),
  );
  // The mark tells spreadsheets that the file is UTF-8.
  return `\uFEFF${csvText([...head, ...body])}`;
}
