import type { TestContext } from 'node:test';
import { pino } from 'pino';
import type { Database } from '../../src/platform/database/index.ts';
import { MailSender, smtpTransport } from '../../src/platform/post/index.ts';
import { mailServer } from './mail-server.ts';

/** A letter that arrived. */
export interface ArrivedLetter {
  readonly to: string;
  readonly subject: string;
}

/** Sends what waits in the database over SMTP to a real server of its own, and gives what arrived since the last time. */
export async function lettersOf(t: TestContext, database: Database): Promise<() => Promise<readonly ArrivedLetter[]>> {
  const server = await mailServer();
  t.after(() => server.close());
  const sender = new MailSender({
    database,
    logger: pino({ level: 'silent' }),
    transport: smtpTransport(server.url),
    letterhead: async () => ({
      from: 'Calloff <post@calloff.example>',
      baseUrl: 'https://calloff.example',
      demonstration: false,
    }),
  });
  let seen = 0;
  return async () => {
    await sender.drain();
    const fresh = server.taken.slice(seen);
    seen = server.taken.length;
    return fresh.map(({ to, raw }) => ({ to: to.join(), subject: subjectOf(raw) }));
  };
}

/** The subject, unfolded and decoded. */
function subjectOf(raw: string): string {
  const found = /^Subject: (.*(?:\r\n[ \t].*)*)/im.exec(raw)?.[1] ?? '';
  return found
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_whole, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString()
        : decodeURIComponent(text.replaceAll('_', ' ').replaceAll('%', '%25').replaceAll('=', '%')),
    );
}
