import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Asks an address once; gives the milliseconds until the last byte. Anything but 200 is an error. */
export function ask(url: string): Promise<number> {
  const began = performance.now();
  return new Promise((found, failed) => {
    request(url, { agent }, (answer) => {
      answer.resume();
      answer.once('error', failed);
      answer.once('end', () => {
        if (answer.statusCode === 200) found(performance.now() - began);
        else failed(new Error(`${String(answer.statusCode)} from ${url}`));
      });
    })
      .once('error', failed)
      .end();
  });
}

/** Asks every address once, so many at a time. Gives the milliseconds each took, in the order of the addresses. */
export async function askAll(urls: readonly string[], atATime: number): Promise<readonly number[]> {
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < urls.length; at = next++) times[at] = await ask(urls[at] ?? '');
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return times;
}

/** The value below which this share of the numbers lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
