import type { ClusterConfig, EnvironmentConfig } from '../../live/shared/environment-config';
import type { EnvironmentFacts } from './facts';

/**
 * Collects the values that belong to one environment alone. No other environment may have the same value.
 *
 * @returns the values by their path in `config.ts`
 */
export function ownValues(config: EnvironmentConfig): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const add = (path: string, value: string | undefined): void => void (value !== undefined && values.set(path, value));
  add('accountId', config.accountId);
  add('state.bucket', config.state.bucket);
  add('clientName', config.clientName);
  add('hostedZoneId', config.hostedZoneId);
  add('vaultAddress', config.vaultAddress);
  for (const name of ['home', 'away'] as const) addCluster(add, name, config[name]);
  return values;
}

function addCluster(add: (path: string, value?: string) => void, name: string, cluster: ClusterConfig): void {
  add(`${name}.address`, cluster.address);
  add(`${name}.dnsName`, cluster.dnsName);
  cluster.subnetIds.forEach((id, index) => add(`${name}.subnetIds[${index}]`, id));
  cluster.securityGroupIds.forEach((id, index) => add(`${name}.securityGroupIds[${index}]`, id));
}

/** @returns the problems of each environment's values, and the values that two environments share; a line each */
export const checkSeparation = (environments: readonly EnvironmentFacts[]): string[] => [
  ...environments.flatMap(checkValues),
  ...environments.flatMap((one, index) => environments.slice(index + 1).flatMap((other) => checkShared(one, other))),
];

function checkValues({ name, config }: EnvironmentFacts): string[] {
  const file = `live/${name}/config.ts`;
  const problems: string[] = [];
  if (config.environment !== name) {
    problems.push(
      `${file}: environment is "${config.environment}", which gives it the state key of another one: write "${name}"`,
    );
  }
  if (!/^\d{12}$/.test(config.accountId)) {
    problems.push(`${file}: accountId is "${config.accountId}": give the 12 digits of the AWS account`);
  }
  if (config.home.region === config.away.region) {
    problems.push(`${file}: home and away are both in ${config.home.region}: put them into two regions`);
  }
  return problems;
}

function checkShared(one: EnvironmentFacts, other: EnvironmentFacts): string[] {
  const pathsOfOne = new Map([...ownValues(one.config)].map(([path, value]) => [value, path]));
  return [...ownValues(other.config)].flatMap(([path, value]) => {
    const same = pathsOfOne.get(value);
    if (same === undefined) return [];
    return `live/${other.name}/config.ts: ${path} is ${value}, which is ${same} of ${one.name}: give each its own value`;
  });
}
