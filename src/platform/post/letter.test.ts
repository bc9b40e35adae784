import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { composeLetter, isMailAddress, parseSender } from './letter.ts';
import { awayMs, judgeFailure, retrySeconds } from './mail-retry.ts';
import { maskSecrets } from './masked-letter.ts';

const head = { from: 'Calloff <post@calloff.example>', baseUrl: 'https://calloff.example', demonstration: false };
const queued = {
  id: '1',
  messageKey: '6b3f8f0e-1111-4222-8333-444455556666',
  recipient: 'sam@school.example',
  subject: 'Your order',
  body: 'Hello.',
};

describe('a letter', () => {
  it('holds what people wrote as text, never as markup', () => {
    const composed = composeLetter({ ...queued, subject: '<b>"x"', body: '<script>alert(1)</script> & more' }, head);
    assert.ok(composed);
    assert.ok(composed.html.includes('&lt;script&gt;alert(1)&lt;/script&gt; &amp; more'));
    assert.ok(
      composed.html.includes('<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">&lt;b&gt;&quot;x&quot;</h1>'),
    );
    assert.ok(composed.text.startsWith('<script>alert(1)</script> & more'));
  });

  it('has a subject of one line whatever was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (subject) => {
        const composed = composeLetter({ ...queued, subject }, head);
        assert.match(composed?.subject ?? '', /^[^\r\n\p{Cc}]{1,200}$/u);
      }),
    );
  });

  it('makes paths of ours absolute, and nothing else', () => {
    const composed = composeLetter({ ...queued, body: 'See:\n\n/orders/1\n\n//evil.example/x\n\n/ two words' }, head);
    assert.ok(
      composed?.text.startsWith('See:\n\nhttps://calloff.example/orders/1\n\n//evil.example/x\n\n/ two words\n'),
    );
    assert.equal(composed?.html.match(/<a /g)?.length, 1);
  });

  it('says in the demonstration that it is one', () => {
    for (const demonstration of [true, false]) {
      const composed = composeLetter(queued, { ...head, demonstration });
      assert.equal(composed?.text.includes('Demonstration.'), demonstration);
      assert.equal(composed.html.includes('Demonstration.'), demonstration);
    }
  });

  it('goes to one address only', () => {
    for (const good of ['a@b.example', "o'neil+x@b.example"]) assert.ok(isMailAddress(good), good);
    for (const bad of [
      '',
      'a',
      'a@b@c',
      'a@b.example,c@d.example',
      'A <a@b.example>',
      'a@b.example\n',
      '"a b"@c.example',
    ]) {
      assert.ok(!isMailAddress(bad), bad);
      assert.equal(composeLetter({ ...queued, recipient: bad }, head), undefined);
    }
  });

  it('comes from an address with or without a name', () => {
    assert.deepEqual(parseSender('Post <a@b.example>'), { name: 'Post', address: 'a@b.example' });
    assert.deepEqual(parseSender('a@b.example'), { name: '', address: 'a@b.example' });
    assert.equal(parseSender('Post <a@b.example> more'), undefined);
  });
});

describe('what a failure to send means', () => {
  const cases: readonly (readonly [string, Parameters<typeof judgeFailure>[0], string])[] = [
    [
      'a recipient refused for good',
      { message: 'm', code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 },
      'refused',
    ],
    [
      'a recipient refused for now',
      { message: 'm', code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 },
      'later',
    ],
    ['a letter refused as spam', { message: 'm', code: 'EMESSAGE', responseCode: 554 }, 'refused'],
    ['our own address refused', { message: 'm', code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'away'],
    ['a wrong password', { message: 'm', code: 'EAUTH', responseCode: 535 }, 'away'],
    ['no connection', { message: 'm', code: 'ESOCKET' }, 'away'],
  ];
  for (const [what, error, kind] of cases) {
    it(`${what}: ${kind}`, () => {
      assert.equal(judgeFailure(error).kind, kind);
    });
  }

  it('pauses grow and have an end', () => {
    assert.deepEqual([1, 2, 3, 20].map(retrySeconds), [60, 120, 240, 21_600]);
    assert.deepEqual([1, 2, 3, 20].map(awayMs), [1000, 2000, 4000, 300_000]);
  });
});

describe('a letter shown to the operator', () => {
  it('lets nobody in with its links or codes, and keeps the rest', () => {
    const secret = 'bX9_kQ3vT7mZ1cW5rY8nL2pD4sF6gH0jA-eUiOqBxCz';
    const text = `Open this:\n\nhttps://x.example/verify/${secret}?t=${secret}\n\n/join/${secret}\n\n123456\n\nOrder CO-000012, /orders/ab12cd34ef56`;
    const shown = maskSecrets(text);
    assert.ok(!shown.includes(secret));
    assert.ok(!shown.includes('123456'));
    assert.ok(shown.includes('https://x.example/verify/…?t=…'));
    assert.ok(shown.endsWith('Order CO-000012, /orders/ab12cd34ef56'));
  });
});
