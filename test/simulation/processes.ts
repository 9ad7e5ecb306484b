import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleScript, linkPackages } from './bundle-script';
import type { Job, Report } from './job';
import { tally } from './tally';

/**
 * Copies of snapshots are real files, thousands of them. A disk costs a third of the time of such a world, so they are kept
 * in memory where the system has such a folder.
 */
const MEMORY = '/dev/shm';

/**
 * Runs jobs in one process per processor. The order of the reports varies; the content of each report does not.
 *
 * @param jobs read one at a time as processes become free, so a generator can end by time
 * @param ended called with each report
 */
export async function doJobs(jobs: Iterable<Job>, ended: (job: Job, report: Report) => void): Promise<void> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'vault-dr-worlds-'));
  try {
    const worker = join(folder, 'worker.cjs');
    linkPackages(folder);
    await bundleScript(join(__dirname, 'worker.ts'), worker);
    const left = jobs[Symbol.iterator]();
    await Promise.all(Array.from({ length: availableParallelism() }, () => serve(worker, left, ended)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serve(worker: string, left: Iterator<Job>, ended: (job: Job, report: Report) => void): Promise<void> {
  const child = fork(worker, {
    execArgv: ['--max-semi-space-size=64'],
    // What a killed run leaves behind is deleted with the folder.
    env: { ...process.env, TMPDIR: dirname(worker) },
  });
  let met: Report['met'] = {};
  try {
    for (let next = left.next(); !next.done; next = left.next()) {
      const report = await askFor(child, next.value);
      met = report.met;
      ended(next.value, report);
    }
  } finally {
    tally.add(met);
    child.disconnect();
  }
}

function askFor(child: ChildProcess, job: Job): Promise<Report> {
  return new Promise((resolve, reject) => {
    const lost = (code: number | null): void => reject(new Error(`a worker process ended with exit code ${code}`));
    child.once('exit', lost);
    child.once('message', (report: Report) => {
      child.off('exit', lost);
      resolve(report);
    });
    child.send(job);
  });
}
