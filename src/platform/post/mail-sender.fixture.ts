import { pino } from 'pino';
import { openDatabase } from '../database/index.ts';
import { MailSender, smtpTransport } from './index.ts';

// A process to be killed while it sends a letter by mail-sender.test.ts.
const [, , url = '', dataDir = '', smtp = ''] = process.argv;
const database = await openDatabase({ url, dataDir, poolSize: 2 });
new MailSender({
  database,
  logger: pino({ level: 'silent' }),
  transport: smtpTransport(smtp),
  letterhead: async () => ({
    from: 'Calloff <post@calloff.example>',
    baseUrl: 'https://calloff.example',
    demonstration: false,
  }),
  leaseMs: 1000,
}).start();
