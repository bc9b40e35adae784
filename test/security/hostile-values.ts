/** Texts for one field of a form or one value of an address, each with what it is. What a field makes of them is its own affair. */
export const hostileTexts: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['20,000 letters', 'a'.repeat(20_000)],
  ['control characters', '\u0001\u0007\u001b[31m\r\nX-Header: 1\t\u202e\u200b'],
  ['emoji', '👩‍👩‍👧‍👦'.repeat(30)],
  ['quotes and SQL', `'"\\); drop table person; --`],
  ['markup', '<script>alert(1)</script>{{ 7 * 7 }}{% raw %}'],
  ['a path', '../../../../etc/passwd'],
  ['a number below nothing', '-1'],
  ['a number out of every range', '99999999999999999999999999'],
  ['a number of an exponent', '1e400'],
  ['no number', 'NaN'],
  ['a number of many places', '0.000000000000000000000000001'],
  ['a day there is not', '2026-02-30'],
  ['a day before time', '0000-00-00'],
  ['a name of every object', '__proto__'],
  ['another name of every object', 'constructor'],
];

/** Values for one place of a JSON body. */
export const hostileJson: readonly (readonly [what: string, value: unknown])[] = [
  ...hostileTexts,
  ['null', null],
  ['true', true],
  ['a negative number', -1],
  ['a fraction', 1.5],
  ['a number of 308 figures', 1e308],
  ['a number beyond exact', 2 ** 53],
  ['an empty list', []],
  ['a list of lists', [[[]]]],
  ['2,000 values', Array.from({ length: 2000 }, () => 'x')],
  ['an object', {}],
  ['an object with names of every object', JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}')],
];

/** Whole bodies that nobody may send: as bytes, with their type. */
export const brokenBodies: readonly (readonly [what: string, type: string, body: string | Buffer])[] = [
  ['JSON cut short', 'application/json', '{"a":'],
  ['JSON with a name of every object', 'application/json', '{"__proto__":{"admin":true}}'],
  ['JSON deeper than any stack', 'application/json', '['.repeat(200_000)],
  ['JSON with half a character', 'application/json', '{"name":"\\ud800"}'],
  ['JSON with NUL', 'application/json', '{"name":"a\\u0000b"}'],
  ['JSON in UTF-16', 'application/json; charset=utf-16', Buffer.from('\ufeff{"name":"x"}', 'utf16le')],
  ['a form with NUL', 'application/x-www-form-urlencoded', 'name=a%00b&note=%00'],
  ['a form of 300 kB', 'application/x-www-form-urlencoded', `name=${'a'.repeat(300_000)}`],
  ['two megabytes', 'application/json', JSON.stringify({ name: 'a'.repeat(2_000_000) })],
  ['XML', 'application/xml', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
  ['a type of nobody', 'application/x-nothing', 'x'],
  ['a form with files that is none', 'multipart/form-data; boundary=x', '--x\r\nbroken'],
  ['a form with files without boundary', 'multipart/form-data', 'x'],
];
