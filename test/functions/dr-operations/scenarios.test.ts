import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from '../../../functions/dr-operations/plan';
import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { World } from '../../../functions/dr-operations/world';
import type { ClusterName } from '../../../functions/shared/contract';
import { toJson } from './to-json';
import { LIMITS, observation, request, world, type SparseObservation } from './worlds';

const ROOT = join(__dirname, '..', '..', 'scenarios');

/** `world.json`: what is asked, and where the world differs from a healthy pair with the clients on `home`. */
interface Scenario extends Partial<Omit<World, 'clusters'>> {
  /** What a person would ask. */
  readonly question: string;
  readonly request: Pick<OperationRequest, 'operation'> & Partial<OperationRequest>;
  readonly clusters?: Partial<Record<ClusterName, SparseObservation>>;
}

const read = <T>(name: string, file: string): T => JSON.parse(readFileSync(join(ROOT, name, file), 'utf8')) as T;

/** `null` in a file is what a cluster does not say. */
const unsaid = (sparse: SparseObservation): SparseObservation =>
  Object.fromEntries(Object.entries(sparse).map(([key, value]) => [key, value ?? undefined])) as typeof sparse;

function planOf(name: string): unknown {
  const { request: asked, clusters = {}, ...rest } = read<Scenario>(name, 'world.json');
  const healthy = world();
  const observed = {
    ...healthy,
    ...rest,
    clusters: {
      home: clusters.home ? observation(unsaid(clusters.home)) : healthy.clusters.home,
      away: clusters.away ? observation(unsaid(clusters.away)) : healthy.clusters.away,
    },
  };
  return plan(request(asked.operation, asked), observed, LIMITS);
}

// UPDATE_SCENARIOS=1 writes what the planner says now, for a review of the difference.
describe('plan', () => {
  const names = readdirSync(ROOT);

  it.each(names)('answers the scenario %s', (name) => {
    const file = join(ROOT, name, 'plan.json');
    const planned = planOf(name);
    if (process.env['UPDATE_SCENARIOS'] === '1') writeFileSync(file, toJson(planned));
    expect(existsSync(file)).toBe(true);
    expect(planned).toEqual(read(name, 'plan.json'));
  });

  it('has a question for each scenario, and asks none twice', () => {
    const questions = names.map((name) => read<Scenario>(name, 'world.json').question);
    expect(new Set(questions).size).toBe(names.length);
  });
});
