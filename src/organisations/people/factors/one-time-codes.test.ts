import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newRecoveryCodes, readCode, totpAddress, totpStep } from './one-time-codes.ts';

/** The key of RFC 6238, appendix B, with the last six figures of its eight. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const cases: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
];

describe('codes of an authenticator app', () => {
  for (const [seconds, code] of cases) {
    it(`${code} is of the time step ${String(Math.floor(seconds / 30))}`, () => {
      const at = (offset: number) => Temporal.Instant.fromEpochMilliseconds((seconds + offset) * 1000);
      assert.equal(totpStep(secret, code, at(0)), Math.floor(seconds / 30));
      assert.equal(totpStep(secret, code, at(30)), Math.floor(seconds / 30), 'half a minute late');
      assert.equal(totpStep(secret, code, at(90)), undefined, 'too late');
    });
  }

  it('come from a key that apps can read', () => {
    const address = totpAddress(secret, 'ada@elm.example');
    assert.match(address, /^otpauth:\/\/totp\/Calloff:ada%40elm\.example\?issuer=Calloff&secret=GEZDG/);
  });
});

describe('a code as it is typed', () => {
  it('is read with blanks, dashes and capitals', () => {
    assert.deepEqual(readCode(' 123 456 '), { kind: 'totp', code: '123456' });
    const code = 'abcd-efgh-jkmn-pqrs-tuvw-xyz2';
    assert.deepEqual(readCode('ABCD efgh-jkmn PQRS-tuvwxyz2'), { kind: 'recovery-code', code });
    assert.equal(readCode('abcd-efgh-jkmn'), undefined);
    assert.equal(readCode('12345'), undefined);
    assert.equal(readCode(''), undefined);
  });

  it('of recovery is one of ten, all different', () => {
    const codes = newRecoveryCodes();
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.deepEqual(readCode(code), { kind: 'recovery-code', code });
  });
});
