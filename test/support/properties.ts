/**
 * Loaded before every test file. Properties try the same cases in every run of `npm test`, so that a run means the same
 * everywhere; `npm run test:long` tries others, many more of them, and prints the seed to repeat one with
 * (`CALLOFF_TEST_SEED=… npm test -- …`).
 */
import fc from 'fast-check';
import { testSeed } from './long.ts';

fc.configureGlobal({ seed: testSeed });
