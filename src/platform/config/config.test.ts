import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, envExample, readConfig, settings } from './index.ts';

describe('the configuration', () => {
  it('has a usable default for every setting', () => {
    const config = readConfig({});
    assert.equal(config.port, 3000);
    assert.equal(config.host, '127.0.0.1');
    assert.equal(config.dataDir, resolve('data'));
    assert.equal(config.databaseUrl, '');
    assert.equal(config.demo, 'on');
  });

  it('takes an empty variable for one that is not set', () => {
    assert.equal(readConfig({ PORT: '', CALLOFF_DEMO: '' }).port, 3000);
  });

  it('names every value it cannot use at once, and what the setting is for', () => {
    assert.throws(
      () => readConfig({ PORT: 'eighty', CALLOFF_DEMO: 'maybe', CALLOFF_RATE_LIMIT: '-1' }),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /PORT is "eighty"\. Port to listen on/);
        assert.match(error.message, /CALLOFF_DEMO is "maybe"/);
        assert.match(error.message, /CALLOFF_RATE_LIMIT is "-1"/);
        return true;
      },
    );
  });

  it('refuses numbers out of range or not whole', () => {
    for (const PORT of ['65536', '-1', '80.5', '0x50', ' '])
      assert.throws(() => readConfig({ PORT }), ConfigError, PORT);
  });

  it('refuses addresses of the wrong kind without repeating a password', () => {
    assert.throws(() => readConfig({ CALLOFF_PUBLIC_URL: 'calloff.example' }), ConfigError);
    assert.throws(
      () => readConfig({ DATABASE_URL: 'mysql://me:private@host/x' }),
      (error: unknown) => error instanceof ConfigError && !error.message.includes('private'),
    );
    assert.equal(readConfig({ DATABASE_URL: 'postgresql:///calloff' }).databaseUrl, 'postgresql:///calloff');
  });

  it('is documented in .env.example, which is made from it (npm run env-example)', () => {
    const file = readFileSync(join(import.meta.dirname, '../../..', '.env.example'), 'utf8');
    assert.equal(file, envExample());
    for (const each of Object.values(settings)) assert.ok(file.includes(`# ${each.env}=`), each.env);
  });
});
