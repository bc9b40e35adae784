import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { PolicyTable, publicActor } from '../../src/platform/access/index.ts';
import { buildServer } from '../../src/platform/http/index.ts';
import { createViews } from '../../src/platform/views/index.ts';

const root = join(import.meta.dirname, '../..');

/** Requests whose end a proxy in front could see elsewhere than the server does. */
const doubtful: readonly (readonly [what: string, headers: readonly string[]])[] = [
  ['two lengths', ['Content-Length: 5', 'Content-Length: 0']],
  ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
  ['a length that is no number', ['Content-Length: +5']],
  ['chunks under another name', ['Transfer-Encoding: xchunked']],
  ['a blank before the colon', ['Content-Length : 5']],
];

describe('a request whose end is doubtful', () => {
  for (const [what, headers] of doubtful) {
    it(`is refused with its connection: ${what}`, async (t) => {
      const server = await buildServer({
        logger: pino({ level: 'silent' }),
        policies: new PolicyTable([{ action: 'test.send', means: 'send', operator: true, anyone: true }]),
        views: createViews({ folders: [join(root, 'web/templates')], icon: () => '', asset: (name) => name }),
        identify: () => Promise.resolve(publicActor),
        rateLimit: 0,
        trustProxy: 0,
        shell: () => ({}),
      });
      t.after(() => server.close());
      let smuggled = 0;
      server.post('/send', { config: { policy: 'test.send' } }, async () => 'taken');
      server.get('/smuggled', async () => (smuggled += 1));
      await server.listen({ port: 0, host: '127.0.0.1' });
      const address = server.server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const socket = connect(address.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
      const inner = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
      const head = ['POST /send HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers].join('\r\n');
      socket.write(`${head}\r\n\r\n0\r\n\r\n${inner}`);
      await new Promise((done) => socket.once('close', done));
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1);
      assert.equal(smuggled, 0);
    });
  }
});
