import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly raw: string;
}

/** A real mail server on this machine that asks for a name and a password. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  /** Letters that came in whole. */
  readonly taken: readonly TakenMail[];
  /** Answers a recipient with this code instead of taking letters. */
  refuse(recipient: string, code: number): void;
  /** Takes letters to everybody again. */
  allow(): void;
  /** Answers held letters, and those that come from now on at once. */
  release(): void;
  close(): Promise<void>;
}

/** `hold` keeps back the answer to every letter until it is released. */
export async function mailServer({ port = 0, hold = false } = {}): Promise<MailServer> {
  const taken: TakenMail[] = [];
  const refused = new Map<string, number>();
  const held: (() => void)[] = [];
  let holding = hold;
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'calloff' && password === 'letters') done(null, { user: username });
      else done(new Error('Wrong name or password'));
    },
    onRcptTo: ({ address }, _session, done) => {
      const code = refused.get(address);
      done(code === undefined ? null : Object.assign(new Error(`${address} is not taken`), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({ to: session.envelope.rcptTo.map((each) => each.address), raw: Buffer.concat(chunks).toString() });
        if (holding) held.push(done);
        else done();
      });
    },
  });
  // Whoever sent may be gone before it is answered.
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const bound = listening.address();
  const used = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    url: `smtp://calloff:letters@127.0.0.1:${String(used)}`,
    port: used,
    taken,
    refuse: (recipient, code) => void refused.set(recipient, code),
    allow: () => {
      refused.clear();
    },
    release: () => {
      holding = false;
      for (const answer of held.splice(0)) answer();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

/** The letter that holds the words, which may take a while to be sent. */
export async function letterWith(post: MailServer, words: string): Promise<TakenMail> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = post.taken.find((each) => each.raw.includes(words));
    if (found !== undefined) return found;
    await pause(100);
  }
  return assert.fail(`No letter says “${words}”: ${post.taken.map((each) => each.to.join()).join('; ')}`);
}
