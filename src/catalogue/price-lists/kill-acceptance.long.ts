import { describe, it } from 'node:test';
import { engines } from '../../../test/support/databases.ts';
import { killStorm } from '../../../test/support/kill-acceptance.ts';
import { testSeed } from '../../../test/support/long.ts';

describe('fifty times kill -9 while price lists are read, checked and accepted', () => {
  for (const { engine, skip } of engines) {
    it(`leaves all of a list in force or none of it on ${engine}`, { skip }, async () => {
      let turn = testSeed % 1000;
      for (let storm = 0; storm < 10; storm += 1) {
        await killStorm(engine, 5, () => (turn = (turn * 389 + 137) % 900));
      }
    });
  }
});
