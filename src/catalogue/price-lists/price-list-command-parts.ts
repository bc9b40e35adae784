import { type CommandContext, CommandError } from '../../platform/commands/index.ts';
import type { Job, JobRunner } from '../../platform/jobs/index.ts';
import type { PriceList } from './price-list.ts';
import type { PriceLists } from './price-lists.ts';

export interface PriceListCommandServices {
  readonly priceLists: PriceLists;
  readonly jobs: Pick<JobRunner, 'complete'>;
}

export type Services = () => Promise<PriceListCommandServices>;

export type Options = Readonly<Record<string, string | boolean>>;

/** An option's value; empty where it was not given. */
export function text(options: Options, name: string): string {
  const value = options[name];
  return typeof value === 'string' ? value : '';
}

/** The option `limit` as a number from 1 to the most. */
export function limitOf(options: Options, most: number): number {
  const limit = /^\d{1,5}$/.test(text(options, 'limit')) ? Number(options['limit']) : 0;
  if (limit < 1 || limit > most) throw new CommandError(`Give --limit a whole number from 1 to ${String(most)}.`);
  return limit;
}

/** The list an argument names. */
export async function namedList(priceLists: PriceLists, args: Readonly<Record<string, string>>): Promise<PriceList> {
  const id = args['id'] ?? '';
  const list = await priceLists.get(id);
  if (list === undefined)
    throw new CommandError(`There is no price list ${id}. \`price-list list\` has those there are.`);
  return list;
}

/** Waits until the list's job is over, and tells how far it is. */
export async function followed(
  jobs: PriceListCommandServices['jobs'],
  list: PriceList,
  context: CommandContext,
): Promise<Job | null> {
  if (list.job === null) return null;
  return jobs.complete(list.job.id, {
    signal: context.signal,
    onProgress: ({ done, total, message }) => {
      context.progress(done, total, message);
    },
  });
}
