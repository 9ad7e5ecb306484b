/** Measures what grows with the number of pairs: `make bench-fleet`. Writes docs/bench/fleet.md and its picture. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { synthesisePairs } from '../synthesis';
import { evacuateFleet } from './fleet-world';
import { isLinear, renderFleet, renderFleetSvg, type FleetSample } from './render';

const PAIRS = [1, 10, 100];
const DOCS = join(__dirname, '..', '..', '..', 'docs', 'bench');

async function main(): Promise<void> {
  const samples: FleetSample[] = [];
  for (const pairs of PAIRS) {
    const { ms, cpuMs, templateBytes } = await synthesisePairs(pairs);
    const evacuated = await evacuateFleet(pairs);
    const sample = {
      pairs,
      synthesisMs: ms,
      synthesisCpuMs: cpuMs,
      templateBytes,
      evacuationMs: evacuated.ms,
      batches: evacuated.batches,
    };
    samples.push(sample);
    console.log(JSON.stringify(sample));
  }
  mkdirSync(DOCS, { recursive: true });
  const files = { 'fleet.md': renderFleet(samples), 'fleet.svg': renderFleetSvg(samples) };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(DOCS, name), content);
    console.log(relative(process.cwd(), join(DOCS, name)));
  }
  if (isLinear(samples)) return;
  console.error('something grows faster than the number of pairs');
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
