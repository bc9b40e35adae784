import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownPasswords } from './known-passwords.ts';
import { passwordProblem } from './password-rules.ts';

const known = await knownPasswords();
const owner = { email: 'ada.larkin@elm-trust.example', name: 'Ada Larkin' };

const cases: readonly (readonly [password: string, code: string | undefined])[] = [
  ['elevenchars', 'password-short'],
  ['nine violet tractors', undefined],
  ['ünïcödé wörds fine', undefined],
  ['            x', undefined],
  ['9f2k-77qp-x01m', undefined],
  ['a'.repeat(129), 'password-long'],
  [`${'nine violet tractors '.repeat(6)}ab`, undefined],
  // in the list as it is
  ['1qaz2wsx3edc', 'password-known'],
  ['AdminiStrator', 'password-known'],
  // made long from one in the list
  ['Password1234!', 'password-known'],
  ['2026liverpool2026', 'password-known'],
  ['monkeymonkeymonkey', 'password-known'],
  ['aaaaaaaaaaaaaaaa', 'password-known'],
  ['abcdefghijklmnop', 'password-known'],
  ['123456789012', 'password-known'],
  // the person's own
  ['adalarkin2026', 'password-own'],
  ['Larkin-Elm-Trust', 'password-own'],
  ['calloff-calloff', 'password-own'],
  ['Larkin sings in the rain', undefined],
];

describe('a password', () => {
  for (const [password, code] of cases) {
    it(`${JSON.stringify(password.slice(0, 30))} ${code === undefined ? 'can be used' : `is refused: ${code}`}`, () => {
      assert.equal(passwordProblem(password, owner, (text) => known.has(text))?.code, code);
    });
  }

  it('counts characters, not the bytes or units they are stored in', () => {
    assert.equal(passwordProblem('🦆🦉🐿🦔🦡🦢🦩🦚🦜🐓🦃', owner, () => false)?.code, 'password-short');
    assert.equal(
      passwordProblem('🦆🦉🐿🦔🦡🦢🦩🦚🦜🐓🦃🦤', owner, () => false),
      undefined,
    );
  });
});
