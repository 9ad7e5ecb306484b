import type { ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { moveNameCommands } from '../render/calls';
import type { PlannedCall, PlannedStep } from '../render/calls';

/** Variables that hold secrets. Commands pass them on standard input, because other users can read arguments. */
const VARIABLES: Readonly<Record<string, string>> = {
  '<operation token>': 'DR_OPERATION_TOKEN',
  '<secondary token>': 'SECONDARY_TOKEN',
};

/** The calls of a step as commands of the Vault CLI and the AWS CLI. */
export function commandsOf(settings: EnvironmentSettings, { calls, cluster }: PlannedStep): string[] {
  return calls.flatMap((call) => {
    const commands = commandsOfCall(settings, call, cluster);
    return call.onlyIf === undefined ? commands : [`# only if ${call.onlyIf}:`, ...commands];
  });
}

function commandsOfCall(settings: EnvironmentSettings, call: PlannedCall, cluster: ClusterName): readonly string[] {
  if (call.service === 'Vault') return vaultCommand(call);
  return call.call === 'ChangeResourceRecordSets'
    ? moveNameCommands(settings, cluster)
    : ['aws route53 wait resource-record-sets-changed --id <the id that the change printed>'];
}

function vaultCommand({ call, at, body = {}, until }: PlannedCall): string[] {
  const [method, url = ''] = call.split(' ');
  const path = url.replace('/v1/', '');
  const where = `-address=${at}`;
  if (method === 'GET') {
    // The replication status is enough for a person.
    return path === 'sys/health' ? [] : [`vault read ${where} -format=json ${path}  # until ${until ?? 'it answers'}`];
  }
  const fields = Object.entries(body).map(([name, value]) => [name, String(value)] as const);
  if (path.endsWith('/secondary-token')) {
    return [`SECONDARY_TOKEN=$(vault write ${where} -field=wrapping_token ${path} ${plain(fields)})`];
  }
  if (!fields.some(([, value]) => value in VARIABLES)) {
    return [`vault write ${where} ${fields.length === 0 ? `-f ${path}` : `${path} ${plain(fields)}`}`];
  }
  const json = fields.map(
    ([name, value]) => `"${name}":${value === 'true' ? value : `"${value in VARIABLES ? '%s' : value}"`}`,
  );
  const values = fields.flatMap(([, value]) => (value in VARIABLES ? [`"$${VARIABLES[value]}"`] : []));
  return [`printf '{${json.join(',')}}' ${values.join(' ')} | vault write ${where} ${path} -`];
}

const plain = (fields: readonly (readonly [string, string])[]): string =>
  fields.map(([name, value]) => `${name}=${value}`).join(' ');
