/**
 * Runs in every Lambda process of a local world before the Lambda itself: registers the process and lets the world set its
 * clock. Bundled and passed to Node by `lambda-processes.ts`.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clockFile, processFile, PROCESSES_VARIABLE } from './lambda-preload-contract';

const {
  [PROCESSES_VARIABLE]: folder,
  AWS_ACCESS_KEY_ID: accessKeyId = '',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_REGION: region,
} = process.env;

/** How far the clock of this process is ahead of the real one, milliseconds. */
let aheadMs = 0;

function readClock(file: string): void {
  try {
    aheadMs = Number(readFileSync(file, 'utf8'));
  } catch {
    aheadMs = 0; // the clock was never set
  }
}

/** Shifts `Date.now()` and `new Date()`. Dates that are made from a value stay unchanged. */
function shiftDate(RealDate: DateConstructor): DateConstructor {
  const now = (): number => RealDate.now() + aheadMs;
  return new Proxy(RealDate, {
    construct: (target, given: unknown[], self: new () => Date) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, self) as Date,
    get: (target, key, self) => (key === 'now' ? now : (Reflect.get(target, key, self) as unknown)),
  });
}

if (folder !== undefined && name !== undefined && region !== undefined) {
  const clock = join(folder, clockFile(region));
  const ownFile = join(folder, processFile(region, name, process.pid));
  writeFileSync(ownFile, accessKeyId);
  process.on('exit', () => rmSync(ownFile, { force: true }));
  process.on('SIGUSR2', () => readClock(clock));
  readClock(clock);
  globalThis.Date = shiftDate(Date);
  // The monotonic clock is shifted too, as if that much time had passed.
  const monotonic = performance.now.bind(performance);
  Object.defineProperty(performance, 'now', { value: () => monotonic() + aheadMs });
}
