import { describe, it } from 'node:test';
import { engines } from '../../../test/support/databases.ts';
import { killStorm } from '../../../test/support/kill-acceptance.ts';
import { testSeed } from '../../../test/support/long.ts';

describe('kill -9 while a price list is read, checked and accepted', () => {
  for (const { engine, skip } of engines) {
    it(`leaves all of it in force or none of it on ${engine}`, { skip }, async () => {
      let turn = testSeed % 1000;
      await killStorm(engine, 5, () => (turn = (turn * 389 + 137) % 900));
    });
  }
});
