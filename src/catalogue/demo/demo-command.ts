import { formatCount } from '../../kernel/money.ts';
import { type Command, CommandError } from '../../platform/commands/index.ts';
import { type JobRunner, jobStatus } from '../../platform/jobs/index.ts';
import type { Demonstration } from './demo-service.ts';

export interface DemoCommandServices {
  readonly demonstration: Demonstration;
  readonly jobs: Pick<JobRunner, 'complete'>;
}

const most = 2_000_000;

/** `demo`: loads the invented suppliers, products and offers, replacing an earlier demonstration. */
export function demoCommands(services: () => Promise<DemoCommandServices>): readonly Command[] {
  return [
    {
      name: 'demo',
      summary: 'Load invented suppliers, products and offers; an earlier demonstration is replaced.',
      options: [
        { flags: '--offers <count>', description: 'How many offers.', fallback: '20000' },
        { flags: '--seed <number>', description: 'The same seed gives the same demonstration.', fallback: '1' },
        { flags: '--agreement <number>', description: 'Whose demonstration data; the first installed if not given.' },
        { flags: '--add', description: 'Load it even beside products that are not invented.' },
      ],
      needsData: true,
      outputSchema: {
        type: 'object',
        required: ['status', 'offers', 'products', 'job'],
        properties: {
          status: { enum: ['done', 'cancelled', 'failed'] },
          offers: { type: 'integer', description: 'Offers loaded.' },
          products: { type: 'integer' },
          job: { type: 'string' },
          problems: { type: 'array' },
        },
      },
      example: 'npx calloff demo --offers 20000 --seed 1',
      run: async (_args, options, context) => {
        const offers = wholeNumber('--offers', options['offers'] ?? '20000', 1, most);
        const seed = wholeNumber('--seed', options['seed'] ?? '1', 0, 2_147_483_647);
        const agreement = typeof options['agreement'] === 'string' ? options['agreement'] : undefined;
        const { demonstration, jobs } = await services();
        const wish = { offers, seed, agreement, add: options['add'] === true };
        const other = await demonstration.stopOther(wish);
        if (other !== undefined) {
          if (!context.json) context.writeError('Another demonstration is being loaded. It is stopped first.\n');
          await jobs.complete(other, { signal: context.signal });
        }
        const asked = await demonstration.request(wish, 'system');
        if (!asked.ok) {
          if (context.json) context.write(`${JSON.stringify({ status: 'failed', problems: asked.problems })}\n`);
          else for (const each of asked.problems) context.writeError(`${each.message} ${each.remedy}\n`);
          return 1;
        }
        const job = await jobs.complete(asked.value, {
          signal: context.signal,
          onProgress: ({ done, total, message }) => {
            context.progress(done, total, message);
          },
        });
        const status = jobStatus(job);
        const { done } = job.progress;
        const products = resultCount(job.result, 'products');
        if (context.json) {
          const problems = job.failure === null ? [] : [{ code: 'demo-failed', message: job.failure, remedy: '' }];
          context.write(`${JSON.stringify({ status, offers: done, products, job: job.id, problems })}\n`);
        } else if (status === 'done') {
          context.write(`Loaded ${formatCount(done)} offers for ${formatCount(products)} products.\n`);
        } else if (status === 'cancelled') {
          context.write(`Stopped. ${formatCount(done)} offers are loaded; run the command again to load all.\n`);
        } else {
          context.writeError(`${job.failure ?? 'The demonstration was not loaded.'}\n`);
        }
        return status === 'done' ? 0 : status === 'cancelled' ? 1 : 2;
      },
    },
  ];
}

function wholeNumber(name: string, value: string | boolean, from: number, to: number): number {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : -1;
  if (number < from || number > to) {
    throw new CommandError(`${name} is "${String(value)}". Give a whole number from ${from} to ${to}.`);
  }
  return number;
}

function resultCount(result: unknown, key: string): number {
  if (typeof result !== 'object' || result === null) return 0;
  const found = Object.entries(result).find(([name]) => name === key)?.[1] as unknown;
  return typeof found === 'number' ? found : 0;
}
