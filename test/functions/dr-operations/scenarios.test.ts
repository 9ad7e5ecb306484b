import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from '../../../functions/dr-operations/plan';
import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { World } from '../../../functions/dr-operations/world';
import type { ClusterName } from '../../../functions/shared/contract';
import { toJson } from './to-json';
import { LIMITS, observation, request, world, type SparseObservation } from './worlds';

const ROOT = join(__dirname, '..', '..', 'scenarios');

/** `world.json`: the request, and the differences from a healthy pair with the clients on `home`. */
interface Scenario extends Partial<Omit<World, 'clusters'>> {
  /** The situation in one sentence. */
  readonly question: string;
  readonly request: Pick<OperationRequest, 'operation'> & Partial<OperationRequest>;
  readonly clusters?: Partial<Record<ClusterName, SparseObservation>>;
}

const read = <T>(name: string, file: string): T => JSON.parse(readFileSync(join(ROOT, name, file), 'utf8')) as T;

/** `null` in a file is a field that the cluster does not report. */
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

// UPDATE_SCENARIOS=1 writes the present plans, so that the difference can be reviewed.
describe('plan', () => {
  const names = readdirSync(ROOT);

  it.each(names)('answers the scenario %s', (name) => {
    const file = join(ROOT, name, 'plan.json');
    const planned = planOf(name);
    if (process.env['UPDATE_SCENARIOS'] === '1') writeFileSync(file, toJson(planned));
    expect(existsSync(file)).toBe(true);
    expect(planned).toEqual(read(name, 'plan.json'));
  });

  it('has a sentence for each scenario, and no sentence twice', () => {
    const questions = names.map((name) => read<Scenario>(name, 'world.json').question);
    expect(new Set(questions).size).toBe(names.length);
  });
});
