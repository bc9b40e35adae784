import { rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { copyToPath } from '../../platform/files/index.ts';
import { orderOf } from './check-session.ts';
import { listInHand, type PriceListOptions } from './list-work.ts';
import { partNumbersByRow, partNumberWhy } from './part-numbers-store.ts';
import { messagesByRow } from './price-list-problem-store.ts';
import { findList } from './price-list-store.ts';
import type { ReadyFile } from './price-lists.ts';
import type { AnnotateOrder, FromAnnotator } from './read-messages.ts';
import { scratchPath } from './scratch-files.ts';

/** The types files are sent as. */
export const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** The heading of the column of messages. */
const heading = 'What to look at';

/**
 * The supplier's own file with its repairs made and a column of messages, in the format it came in. Every mistake of a row
 * by itself is told; of those found with the catalogue, as many of each kind as are kept.
 */
export async function annotatedFile(options: PriceListOptions, id: string): Promise<Outcome<ReadyFile>> {
  const { handle } = options.database;
  const list = await findList(handle, id);
  if (list === undefined) {
    return fail({
      code: 'price-list-unknown',
      value: id,
      message: `There is no price list ${id}.`,
      remedy: 'Choose one from the list of price lists.',
    });
  }
  const [path, to] = [await scratchPath(), await scratchPath()];
  let whole = false;
  try {
    await copyToPath(handle, list.fileId, path);
    const order = await orderOf(options, await listInHand(options, handle, id));
    const written = await annotate({
      ...order,
      path,
      to,
      heading,
      told: await messagesByRow(handle, id),
      partNumbers: await partNumbersByRow(handle, id),
      partNumberWhy,
    });
    if (written.kind === 'unreadable') return fail(...written.problems);
    whole = true;
    const fileName = `${parse(list.fileName).name}-annotated.${written.format}`;
    return succeed({ fileName, contentType: contentTypes[written.format], path: to });
  } finally {
    await rm(path, { force: true });
    if (!whole) await rm(to, { force: true });
  }
}

async function annotate(order: AnnotateOrder): Promise<FromAnnotator> {
  const worker = new Worker(join(import.meta.dirname, 'annotate-worker.ts'), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 },
  });
  try {
    return await new Promise<FromAnnotator>((done, failed) => {
      worker.once('message', done);
      worker.once('error', failed);
      worker.once('exit', () => {
        failed(new Error('The thread ended before its copy was written'));
      });
    });
  } finally {
    await worker.terminate();
  }
}
