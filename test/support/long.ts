/** Whether this is the long run: kill storms, long fuzzing, more cases of every property. */
export const long = process.env['CALLOFF_TEST_LONG'] === '1';

/** What properties make their cases from. */
export const testSeed = Number(process.env['CALLOFF_TEST_SEED'] ?? '20231031');

/** Cases of a property: `usual` of them, and many more in the long run. */
export function runs(usual: number): { readonly numRuns: number; readonly interruptAfterTimeLimit: number } {
  return long
    ? { numRuns: usual * 20, interruptAfterTimeLimit: 300_000 }
    : { numRuns: usual, interruptAfterTimeLimit: 60_000 };
}
