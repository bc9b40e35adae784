import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Type } from 'typebox';
import { openDatabase } from '../database/index.ts';
import { defineJob, JobRunner } from './index.ts';

// A process to be killed in the middle of a job by job-runner.test.ts.
const [, , url = '', dataDir = ''] = process.argv;
const database = await openDatabase({ url, dataDir, poolSize: 4 });
const count = defineJob({
  kind: 'count',
  title: 'Count',
  input: Type.Object({ to: Type.Integer() }),
  checkpoint: Type.Object({ at: Type.Integer() }),
  step: async ({ transaction, input, checkpoint }) => {
    const at = (checkpoint?.at ?? 0) + 1;
    await sql`insert into counted (n) values (${at})`.execute(transaction);
    await pause(20);
    process.stdout.write(`${String(at)}\n`);
    if (at >= input.to) return { done: true, result: null };
    return { done: false, checkpoint: { at }, progress: { done: at, total: input.to, message: 'Counting' } };
  },
});
await new JobRunner({ database, definitions: [count], logger: pino({ level: 'silent' }), alone: true }).start();
