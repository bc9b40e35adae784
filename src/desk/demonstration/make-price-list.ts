import { setTimeout as pause } from 'node:timers/promises';
import { addMonths, isoDate, today } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { csvText } from '../../platform/tables/index.ts';
import { demoOffers } from './demonstration-store.ts';
import { type DemoWorld, done, requestId } from './demonstration-world.ts';
import type { DemoWork } from './work-definition.ts';

const headings = ['Your code', 'Manufacturer', 'Manufacturer part number', 'Unit price', 'Lead time', 'Condition'];
/** Breaks a list has columns for. */
const mostBreaks = 5;
const breakHeadings = Array.from({ length: mostBreaks }, (_each, index) => [
  `Break ${String(index + 1)} quantity`,
  `Break ${String(index + 1)} price`,
]).flat();
/** Lines of a list that has mistakes. */
const shortList = 12;
/** Tries, and milliseconds between them, until a list that was sent has been checked. */
const tries = 600;
const between = 100;

/** Sends a supplier's list made from its offers: one with mistakes in it, or one of which some prices rise too far. */
export async function makePriceList(world: DemoWorld, wanted: DemoWork['priceLists'][number]): Promise<void> {
  const { supplier, lot, file, mistakes = false, rise = 0, lines = 0 } = wanted;
  const { agreement, priceLists, present } = world;
  const by = { actor: await world.actor(wanted.by), requestId };
  // A list of next month leaves alone what is on offer today.
  const validFrom = isoDate(`${addMonths(today(present), 1).slice(0, 7)}-01`);
  const sent = await priceLists.list({ supplierId: supplier, agreement, lot, limit: 20 });
  let list = sent.find((each) => each.fileName === file);
  if (list === undefined) {
    const offers = (await demoOffers(world.database.handle, { agreement, supplier, lot }, today(present))).filter(
      (each) => each.condition === 'new',
    );
    const rows = (mistakes ? offers.slice(0, shortList) : offers).map((each, index) => {
      const asked = (price: string): string =>
        exact(price)
          .mul(index < lines ? 100 + rise : 100)
          .div(100)
          .toFixed(2);
      const breaks = Array.from({ length: mostBreaks }, (_none, at) => {
        const price = each.breakPrices[at];
        return price === undefined ? ['', ''] : [String(each.breakQuantities[at] ?? ''), asked(price)];
      }).flat();
      return [each.sku, each.maker, each.mpn, asked(each.price), String(each.lead), 'New', ...breaks];
    });
    const text = csvText([[...headings, ...breakHeadings], ...(mistakes ? rows.map(spoiled) : rows)]);
    const submission = { agreement, lot, supplierId: supplier, validFrom, fileName: file, checkOnly: false };
    list = done(`sending ${file}`, await priceLists.submit({ ...submission, file: bytesOf(text) }, by));
  }
  const { id } = list;
  const settled = async (): Promise<string> => {
    for (let tried = 0; tried < tries; tried += 1) {
      const state = (await priceLists.get(id))?.state ?? 'gone';
      if (state !== 'reading' && state !== 'accepting') return state;
      await pause(between);
    }
    throw new Error(`The price list ${file} was not read in time`);
  };
  const state = await settled();
  if (mistakes || state !== 'checked') return;
  done(`accepting ${file}`, await priceLists.accept(id, { repairs: true }, by));
  await settled();
}

/** Every third line, from the first on: a list of a single line has its mistake too. */
const everyNth = 3;

/** What goes wrong in lists: a price that is none, a time in words, a part number mistyped. */
function spoiled(row: readonly string[], index: number): string[] {
  const [code = '', maker = '', mpn = '', price = '', lead = '', ...rest] = row;
  const wrong = [
    [code, maker, mpn, 'on request', lead, ...rest],
    [code, maker, mpn, price, 'soon', ...rest],
    [code, maker, `${mpn}X`, price, lead, ...rest],
  ];
  return index % everyNth === 0 ? [...(wrong[(index / everyNth) % wrong.length] ?? row)] : [...row];
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  await Promise.resolve();
}
