import pg from 'pg';
import { quantile } from './load.ts';

const changes = 40;

interface Answer {
  readonly items: readonly { readonly offer: string; readonly listPrice: string }[];
}

/**
 * One offer's price is changed in its interval and in its search row, in one transaction, and the search for its part number
 * is asked at once: the time from the first statement to the answer that shows the price, and how often it took a second look.
 */
export async function priceChanges(url: string, origin: string): Promise<Readonly<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const times: number[] = [];
  const written: number[] = [];
  let again = 0;
  try {
    const lines = await client.query<{ offer_id: string; valid_from: string; mpn: string; price: number }>(
      `select o.offer_id, o.valid_from::text, p.mpn, (o.unit_price / 10000.0)::float8 as price
       from search_offer o join search_product p using (product_id)
       where current_date between o.valid_from and o.valid_to and o.break_quantities is null and o.unit_price > 20000
         and exists (select 1 from search_offer s where s.offer_id = o.offer_id)
       order by o.spread limit ${changes * 3}`,
    );
    for (const [index, line] of lines.rows.entries()) {
      if (times.length === changes) break;
      const search = `${origin}/api/v1/offers?facets=off&limit=100&exact=1&q=${encodeURIComponent(line.mpn)}`;
      const listed = (await read(search)).items.some((each) => each.offer === line.offer_id);
      // Of a lot that takes no business now, or a supplier that does not trade.
      if (!listed) continue;
      const price = (Math.floor(line.price) + 0.11 + (index % 80) / 100).toFixed(2);
      const amount = Math.round(Number(price) * 10_000);
      const began = performance.now();
      await client.query('begin');
      await client.query('update offer_interval set unit_price = $1 where offer_id = $2 and valid_from = $3', [
        price,
        line.offer_id,
        line.valid_from,
      ]);
      await client.query(
        `update search_offer set price = $1, unit_price = $1, lowest = $1, highest = $1
         where offer_id = $2 and valid_from = $3`,
        [amount, line.offer_id, line.valid_from],
      );
      await client.query('commit');
      written.push(performance.now() - began);
      while ((await read(search)).items.find((each) => each.offer === line.offer_id)?.listPrice !== price) again += 1;
      times.push(performance.now() - began);
    }
  } finally {
    await client.end();
  }
  const p95 = quantile(times, 0.95);
  return {
    unit: 'ms until found',
    p50: quantile(times, 0.5),
    p95,
    writtenP50: quantile(written, 0.5),
    count: times.length,
    again,
    target: 50,
    met: p95 <= 50,
  };
}

async function read(address: string): Promise<Answer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${String(answer.status)} from ${address}`);
  return (await answer.json()) as Answer;
}
