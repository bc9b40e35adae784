import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { pino } from 'pino';
import {
  createPriceLists,
  type PriceList,
  type PriceLists,
  type PriceListSubmission,
} from '../../src/catalogue/price-lists/index.ts';
import { loadPriceColumns } from '../../src/catalogue/price-lines/index.ts';
import { createSuppliers } from '../../src/organisations/supplier-service.ts';
import { type Clock, fixedClock, isoDate } from '../../src/kernel/dates.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { JobRunner } from '../../src/platform/jobs/index.ts';
import { fillSmallCatalogue, instant, type SmallCatalogue } from './small-catalogue.ts';

/** Price lists over a database, with a runner of their jobs. */
export interface PriceListWorld {
  readonly priceLists: PriceLists;
  readonly jobs: JobRunner;
}

export async function priceListWorld(
  database: Database,
  catalogue: SmallCatalogue,
  clock: Clock = fixedClock(instant),
): Promise<PriceListWorld> {
  const columns = await loadPriceColumns(resolve(import.meta.dirname, '../../reference'));
  if (!columns.ok) throw new Error(JSON.stringify(columns.problems));
  const { priceLists, definitions } = createPriceLists({
    database,
    clock,
    ...catalogue,
    suppliers: createSuppliers({ database }),
    columns: columns.value,
    maxBytes: 10_000_000,
    wake: () => undefined,
  });
  const alone = database.engine === 'pglite';
  const jobs = new JobRunner({ database, definitions, logger: pino({ level: 'silent' }), alone, idleMs: 20 });
  return { priceLists, jobs };
}

export { fillSmallCatalogue };

/** A file as it arrives. */
export async function* fileOf(text: string): AsyncGenerator<Uint8Array> {
  yield Promise.resolve(Buffer.from(text));
}

const by = { actor: 'system' } as const;

/** A list of Marrowby Systems on lot 8 from 1 December, unless a test says otherwise. */
export function submission(text: string, more: Partial<PriceListSubmission> = {}): PriceListSubmission {
  return {
    agreement: 'RM6098',
    lot: '8',
    supplierId: 'marrowby-systems',
    validFrom: isoDate('2026-12-01'),
    fileName: 'prices.csv',
    file: fileOf(text),
    checkOnly: false,
    ...more,
  };
}

/** Sends lists and puts them into force, and waits until their work is done. */
export function priceListDesk({ priceLists, jobs }: PriceListWorld) {
  const settle = async (list: PriceList): Promise<PriceList> => {
    assert.ok(list.job);
    await jobs.complete(list.job.id);
    const now = await priceLists.get(list.id);
    assert.ok(now);
    return now;
  };
  return {
    settle,
    submit: async (text: string, more: Partial<PriceListSubmission> = {}): Promise<PriceList> => {
      const submitted = await priceLists.submit(submission(text, more), by);
      assert.ok(submitted.ok, JSON.stringify(submitted));
      return settle(submitted.value);
    },
    accept: async (list: PriceList, options = { repairs: false }): Promise<PriceList> => {
      const accepted = await priceLists.accept(list.id, options, by);
      assert.ok(accepted.ok, JSON.stringify(accepted));
      return settle(accepted.value);
    },
  };
}
