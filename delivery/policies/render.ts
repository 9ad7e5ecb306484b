import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partitionOf } from '../../functions/shared/partition';
import { AGENT_ROLES, type Access } from '../../live/agents';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import type { StateStore } from '../state/desired';

/** A statement of a policy, as AWS writes it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** A role of the delivery in the account of an environment. */
export interface RolePolicies {
  readonly name: string;
  /** Who may become it. */
  readonly trust: PolicyDocument;
  /** What it may do, by the name of the policy. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
}

/** The policies of each role, which are files in this folder. */
const POLICIES: Readonly<Record<Access, readonly string[]>> = {
  plan: ['read', 'plan'],
  apply: ['read', 'apply'],
  // A drill needs what the tool vault-dr needs, and no more.
  drill: ['drill'],
};

export const roleName = (access: Access): string => `vault-dr-${access}`;

/** @returns the role of an access to an environment, with its policies */
export function rolePolicies(config: EnvironmentConfig, access: Access): RolePolicies {
  const values = valuesOf(config);
  // Terraform assumes a role to change a zone of another account, and the tool vault-dr one to read it.
  const names = [...POLICIES[access], ...(config.dns ? ['zone'] : [])];
  return {
    name: roleName(access),
    trust: document('trust', { agent: AGENT_ROLES[access] }),
    policies: Object.fromEntries(names.map((name) => [name, document(name, values)])),
  };
}

/** @returns the policy of a state bucket, which protects the evidence in it */
export const bucketPolicy = ({ accountId, bucket, environment, region }: StateStore): PolicyDocument =>
  document('bucket', { partition: partitionOf(region), account: accountId, bucket, environment });

/** @returns the policy with which Terraform logs in to Vault for a plan or for an apply */
export function vaultPolicy(config: EnvironmentConfig, access: 'plan' | 'apply'): string {
  const values = { ...valuesOf(config), mount: config.awsAuth?.path ?? 'aws' };
  return [fillText(readTemplate(`vault-${access}.hcl`), values)].flat().join('\n');
}

function valuesOf(config: EnvironmentConfig): Values {
  const {
    accountId,
    environment,
    identifier,
    state,
    home,
    hostedZoneId,
    otherHostedZoneIds = [],
    clientName,
    dns,
  } = config;
  return {
    partition: partitionOf(home.region),
    account: accountId,
    bucket: state.bucket,
    'state-region': state.region,
    environment,
    identifier,
    zone: otherHostedZoneIds.length > 0 ? [hostedZoneId, ...otherHostedZoneIds] : hostedZoneId,
    'client-name': clientName,
    ...(dns && { 'zone-role': dns.roleArn, 'zone-deploy-role': dns.deployRoleArn }),
  };
}

type Values = Readonly<Record<string, string | readonly string[]>>;

const document = (name: string, values: Values): PolicyDocument =>
  fill(JSON.parse(readTemplate(`${name}.json`)), values) as PolicyDocument;

/** Replaces each `{{name}}` in the texts of a policy. A text with the name of a list becomes one text for each of its values. */
function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return fillText(value, values);
  if (Array.isArray(value)) return value.flatMap((each) => fill(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)]));
}

function fillText(text: string, values: Values): string | string[] {
  const name = PLACEHOLDER.exec(text)?.[1];
  if (name === undefined) return text;
  const value = values[name];
  if (value === undefined) throw new Error(`a policy needs a value for {{${name}}}: ${text}`);
  const put = (one: string): string => text.replaceAll(`{{${name}}}`, one);
  return typeof value === 'string' ? fillText(put(value), values) : value.flatMap((one) => fillText(put(one), values));
}

const PLACEHOLDER = /\{\{([\w-]+)\}\}/;

const readTemplate = (file: string): string => readFileSync(join(__dirname, file), 'utf8');
