import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { PolicyTable, publicActor } from '../access/index.ts';
import type { Database } from '../database/index.ts';
import { clamdScanner, type Scanner, storeFile } from '../files/index.ts';
import { createViews } from '../views/index.ts';
import { buildServer, HttpError, receiveUpload, type Server } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const views = createViews({
  folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
  icon: () => '',
  asset: (name) => `/assets/${name}`,
});
const policies = new PolicyTable([{ action: 'files.send', means: 'send files', operator: true, anyone: true }]);
const MEGABYTE = 1_048_576;
const maxBytes = 2 * MEGABYTE;

interface Received {
  readonly fields: Record<string, string>;
  readonly name: string;
  readonly size: number;
}

async function built(t: TestContext, database?: Database, bodySeconds?: number, scanner?: Scanner): Promise<Server> {
  const server = await buildServer({
    logger: pino({ level: 'silent' }),
    policies,
    views,
    identify: () => Promise.resolve(publicActor),
    rateLimit: 0,
    trustProxy: 0,
    shell: () => ({ menu: [], demo: false }),
    ...(scanner === undefined ? {} : { scanner }),
    ...(bodySeconds === undefined ? {} : { bodySeconds }),
  });
  t.after(() => server.close());
  const config = { policy: 'files.send', upload: true };
  server.post('/send', { config }, async (request): Promise<Received> => {
    const { fields, file } = await receiveUpload(request, { maxBytes });
    if (database !== undefined) {
      const stored = await storeFile(database, { name: file.name, source: file.stream, maxBytes });
      if (!stored.ok) throw new HttpError(413, 'Too large', stored.problems);
      return { fields, name: stored.value.name, size: stored.value.size };
    }
    let size = 0;
    for await (const chunk of file.stream) size += chunk.length;
    return { fields, name: file.name, size };
  });
  server.post('/look-only', { config }, async (request) => {
    const { fields } = await receiveUpload(request, { maxBytes });
    return { fields };
  });
  server.post('/no-files', { config: { policy: 'files.send' } }, async () => ({ done: true }));
  return server;
}

const boundary = 'boundary-1234';
type Part = readonly [heading: string, body: string | Buffer];
const field = (name: string, value: string): Part => [`form-data; name="${name}"`, value];
const file = (name: string, bytes: string | Buffer): Part => [`form-data; name="file"; filename="${name}"`, bytes];

function form(...parts: readonly Part[]): Buffer {
  const pieces = parts.map(([heading, body]) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: ${heading}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]),
  );
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

async function send(server: Server, payload: Buffer, accept = 'application/json', url = '/send') {
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, accept };
  const answer = await server.inject({ method: 'POST', url, headers, payload });
  return { status: answer.statusCode, body: answer.body };
}

function problemOf(body: string): { code: string; message: string; remedy: string } {
  const { problems } = JSON.parse(body) as { problems: { code: string; message: string; remedy: string }[] };
  assert.equal(problems.length, 1);
  const [problem] = problems;
  assert.ok(problem);
  return problem;
}

/** The standard's harmless file that every scanner finds, in two parts so that none finds it here. */
const eicar = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}` + '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** A server that speaks clamd's INSTREAM as its manual has it, and finds that file; what it was sent, it keeps. */
async function clamd(t: TestContext, says?: string) {
  const scanned: Buffer[] = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (more: Buffer) => {
      bytes = Buffer.concat([bytes, more]);
      const content: Buffer[] = [];
      let at = 10;
      assert.ok('zINSTREAM\0'.startsWith(bytes.subarray(0, 10).toString()));
      for (; at + 4 <= bytes.length;) {
        const length = bytes.readUInt32BE(at);
        if (length === 0) {
          const whole = Buffer.concat(content);
          scanned.push(whole);
          const verdict = whole.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK';
          socket.end(`${says ?? verdict}\0`);
          return;
        }
        if (at + 4 + length > bytes.length) return;
        content.push(bytes.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { scanned, address: `127.0.0.1:${String(port)}` };
}

for (const { engine, skip } of engines) {
  describe(`a file that is scanned on ${engine}`, { skip }, () => {
    it('is taken when nothing is found, and was seen whole', async (t) => {
      const { scanned, address } = await clamd(t);
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const server = await built(t, database, undefined, clamdScanner(address));
      const bytes = Buffer.alloc(MEGABYTE + 7, 'abc');
      assert.equal((await send(server, form(file('a.csv', bytes)))).status, 200);
      assert.deepEqual(scanned, [bytes]);
      assert.equal((await send(server, form(file('a.csv', '')))).status, 200);
    });

    it('leaves nothing when something is found, or nobody scans', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const bad = form(file('a.csv', `${'a'.repeat(100_000)}${eicar}`));
      const scans = [
        [(await clamd(t)).address, 422, 'file-malicious'],
        [(await clamd(t, 'INSTREAM size limit exceeded. ERROR')).address, 503, 'scanner-away'],
        ['127.0.0.1:1', 503, 'scanner-away'],
        ['/nowhere/clamd.socket', 503, 'scanner-away'],
      ] as const;
      for (const [address, status, code] of scans) {
        const server = await built(t, database, undefined, clamdScanner(address));
        const answer = await send(server, bad);
        assert.equal(answer.status, status, answer.body);
        assert.equal(problemOf(answer.body).code, code);
        const kept = await sql`select from stored_file`.execute(database.handle);
        assert.equal(kept.rows.length, 0);
      }
    });
  });
}

describe('a form with a file', () => {
  it('gives its fields and streams its file', async (t) => {
    const server = await built(t);
    const { status, body } = await send(
      server,
      form(field('lot', '2'), field('note', 'été'), file('prices.csv', 'a'.repeat(MEGABYTE))),
    );
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), { fields: { lot: '2', note: 'été' }, name: 'prices.csv', size: MEGABYTE });
  });

  it('may hold exactly as much as is allowed', async (t) => {
    const server = await built(t);
    assert.equal((await send(server, form(file('a', Buffer.alloc(maxBytes))))).status, 200);
    assert.equal((await send(server, form(file('a', Buffer.alloc(maxBytes + 1))))).status, 413);
  });

  it('gives a plain name for a hostile one', async (t) => {
    const server = await built(t);
    for (const [given, plain] of [
      ['../../../etc/passwd', 'passwd'],
      ['C:\\temp\\prix été.csv', 'prix été.csv'],
      ['a\0\u202E.csv', 'a.csv'],
      ['...', 'file'],
      [`${'x'.repeat(300)}.xlsx`, `${'x'.repeat(115)}.xlsx`],
    ] as const) {
      const { status, body } = await send(server, form(file(given, 'x')));
      assert.equal(status, 200, given);
      assert.equal((JSON.parse(body) as Received).name, plain);
    }
  });

  it('is refused with 413, the limit and what to do: a page for people, JSON for programs', async (t) => {
    const server = await built(t);
    for (const size of [maxBytes + 1, maxBytes * 3]) {
      const large = form(file('a.csv', Buffer.alloc(size)));
      const json = await send(server, large);
      assert.equal(json.status, 413);
      const problem = problemOf(json.body);
      assert.equal(problem.code, 'file-too-large');
      assert.match(problem.message, /larger than 2 MB/);
      assert.match(problem.remedy, /Split it/);
      const page = await send(server, large, 'text/html');
      assert.equal(page.status, 413);
      assert.match(page.body, /<h1[^>]*>The file is too large</);
      assert.match(page.body, /larger than 2 MB/);
    }
  });

  const many = (count: number): Part[] => Array.from({ length: count }, (_each, n) => field(`f${n}`, 'x'));
  const wrong: readonly (readonly [string, Buffer, number, RegExp])[] = [
    ['without a file', form(field('a', 'b')), 400, /no file/],
    ['with a file nobody chose', form(file('', '')), 400, /no file/],
    ['with two files', form(file('a', 'x'), file('b', 'x')), 413, /More than one file/],
    ['with a field after its file', form(file('a', 'x'), field('lot', '1')), 400, /lot came after the file/],
    ['with a field twice', form(field('a', 'b'), field('a', 'c'), file('a', 'x')), 400, /a was sent twice/],
    ['with too many fields', form(...many(21), file('a', 'x')), 413, /More than 20 fields/],
    ['with a very many fields', form(...many(5000), file('a', 'x')), 413, /More than 20 fields/],
    ['with a field too long', form(field('a', 'x'.repeat(20_000)), file('a', 'x')), 413, /longer than 16 kB/],
    ['with NUL in a field', form(field('a', 'x\0y'), file('a', 'x')), 400, /characters that cannot be stored/],
    ['with a field for prototypes', form(field('__proto__', 'x'), file('a', 'x')), 400, /did not arrive whole/],
    ['that ends early', form(file('a', 'x'.repeat(5000))).subarray(0, 3000), 400, /did not arrive whole/],
    ['that is empty', Buffer.alloc(0), 400, /no file/],
    ['that is noise', Buffer.from('noise\r\n\r\nnoise'), 400, /did not arrive whole/],
  ];
  for (const [what, payload, status, message] of wrong) {
    it(`${what} is refused with ${status}`, async (t) => {
      const answer = await send(await built(t), payload);
      assert.equal(answer.status, status, answer.body);
      assert.match(problemOf(answer.body).message, message);
      assert.notEqual(problemOf(answer.body).remedy, '');
    });
  }

  it('is refused where its boundary is missing, where it is no form, and where no file is taken', async (t) => {
    const server = await built(t);
    const post = (url: string, type: string) =>
      server.inject({
        method: 'POST',
        url,
        headers: { 'content-type': type, accept: 'application/json' },
        payload: form(file('a', 'x')),
      });
    assert.equal((await post('/send', 'multipart/form-data')).statusCode, 400);
    const noForm = await server.inject({ method: 'POST', url: '/send', payload: { a: 1 } });
    assert.equal(noForm.statusCode, 415);
    const refused = await post('/no-files', `multipart/form-data; boundary=${boundary}`);
    assert.equal(refused.statusCode, 415);
    assert.match(refused.body, /takes no files/);
  });

  it('cannot name a field after what every object has', async (t) => {
    const server = await built(t);
    for (const name of ['constructor', 'toString', '__proto__']) {
      assert.equal((await send(server, form(field(name, 'x'), file('a', 'x')))).status, 400);
    }
  });
});

/** Listens on a free port and opens a connection that has sent the head of a form of this length. */
async function began(t: TestContext, server: Server, length: number, url = '/send'): Promise<Socket> {
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const socket = connect(address.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write(
    `POST ${url} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n`,
  );
  return socket;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await pause(10);
}

for (const { engine, skip } of engines) {
  describe(`a sender that goes away half-way, on ${engine}`, { skip }, () => {
    it('leaves nothing behind, and the server goes on', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const server = await built(t, database);
      const held = async (): Promise<number> => {
        const found = await sql<{ n: number }>`select (select count(*) from stored_file)::int
          + (select count(*) from stored_file_chunk)::int as n`.execute(database.handle);
        return found.rows[0]?.n ?? -1;
      };
      const whole = form(file('a.csv', Buffer.alloc(maxBytes)));
      const socket = await began(t, server, whole.length);
      socket.write(whole.subarray(0, 1.5 * MEGABYTE));
      await until(async () => (await held()) > 0);
      socket.destroy();
      await until(async () => (await held()) === 0);
      const next = await send(server, whole);
      assert.equal(next.status, 200);
      assert.equal(await held(), 1 + 2);
    });
  });
}

describe('a refused sender', () => {
  it('that is still sending gets its answer once all is sent, on a connection that goes on', async (t) => {
    const server = await built(t);
    const whole = form(field('a', 'b'), file('a.csv', Buffer.alloc(8 * MEGABYTE)));
    const socket = await began(t, server, whole.length);
    let answered = '';
    socket.on('data', (chunk: Buffer) => (answered += chunk.toString()));
    socket.write(whole);
    await until(async () => answered.includes('\r\n\r\n'));
    assert.match(answered, /^HTTP\/1\.1 413 /);
    answered = '';
    socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n');
    await until(async () => answered.includes('\r\n\r\n'));
    assert.match(answered, /^HTTP\/1\.1 404 /);
  });

  it('whose file nobody wants to read does not hang', async (t) => {
    const server = await built(t);
    const whole = form(field('a', 'b'), file('a.csv', Buffer.alloc(MEGABYTE)));
    const socket = await began(t, server, whole.length, '/look-only');
    let answered = '';
    socket.on('data', (chunk: Buffer) => (answered += chunk.toString()));
    socket.write(whole);
    await until(async () => answered.includes('{"fields":{"a":"b"}}'));
  });

  it('that trickles what is no file is cut off', async (t) => {
    const server = await built(t, undefined, 0.05);
    await server.listen({ port: 0, host: '127.0.0.1' });
    const address = server.server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const socket = connect(address.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /no-files HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    await new Promise((closed) => socket.once('close', closed));
  });
});
