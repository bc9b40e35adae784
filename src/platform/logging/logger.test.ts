import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { createLogger, withoutSecrets } from './index.ts';

describe('the log', () => {
  it('writes no secrets, wherever they stand in a line', () => {
    const lines: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    const logger = createLogger({ level: 'info', stream });
    logger.info({
      token: 'hidden-1',
      request: { cookie: 'hidden-2' },
      req: { headers: { authorization: 'hidden-3' } },
    });
    logger.error({ err: new Error('connect postgres://user:hidden-4@db.example/calloff failed') });
    logger.info({ req: { method: 'GET', url: '/x?q=hidden-5', headers: { cookie: 'hidden-6' } } });
    assert.equal(lines.length, 3);
    assert.doesNotMatch(lines.join(''), /hidden/);
    assert.match(lines[1] ?? '', /postgres:\/\/\*\*\*@db\.example\/calloff/);
  });

  it('takes one-time links and passwords out of text', () => {
    assert.equal(withoutSecrets('/operator/start/abc-DEF_1?x=1'), '/operator/start/***?x=1');
    assert.equal(withoutSecrets('at https://calloff.example/page'), 'at https://calloff.example/page');
  });
});
