import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openDatabase } from '../database/index.ts';
import { EventDispatcher } from './event-dispatcher.ts';

// A process to be killed while it handles events by events.test.ts.
const [, , url = '', dataDir = ''] = process.argv;
const database = await openDatabase({ url, dataDir, poolSize: 2 });
new EventDispatcher({
  database,
  logger: pino({ level: 'silent' }),
  handlers: [
    {
      name: 'writer',
      kinds: ['counted'],
      handle: async (transaction, event) => {
        await sql`insert into heard (event) values (${event.id})`.execute(transaction);
        process.stdout.write(`${event.id}\n`);
        await pause(event.id === '3' ? 60_000 : 1);
      },
    },
  ],
}).start();
