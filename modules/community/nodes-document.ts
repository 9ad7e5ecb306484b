import { SsmDocument } from '@cdktf/provider-aws/lib/ssm-document';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { NOBODY, NODES_PARAMETERS, type NodesAction } from '../../functions/community-operations/contract';
import { partitionOf } from '../../functions/shared/partition';
import type { IGrantable } from '../private/grantee';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';
import type { CommunityNodes } from './community-vault-dr-props';

/** Props of `NodesDocument`. */
export interface NodesDocumentProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** AWS account of the servers. */
  readonly accountId: string;
  /** The servers. */
  readonly nodes: CommunityNodes;
  /** Whether it can also delete the data of Vault in `nodes.dataPath`. */
  readonly canWipe: boolean;
}

/** The systemd unit of Vault, if none is given. */
const SERVICE = 'vault.service';
/** systemd waits a minute for Vault to stop. */
const STEP_SECONDS = 90;

/**
 * The SSM document that restarts, starts or stops Vault on the servers of one cluster, and deletes its data if that is wanted. It
 * can do nothing else.
 */
export class NodesDocument extends Construct {
  /** Name of the document. */
  readonly name: string;
  /** ARN of the document. */
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NodesDocumentProps,
  ) {
    super(scope, id);
    const { provider, nodes, canWipe, tags } = props;
    // The same in both regions.
    this.name = nameOf('vault-dr-nodes', props);
    this.arn = new SsmDocument(this, 'Resource', {
      provider,
      name: this.name,
      documentType: 'Command',
      documentFormat: 'JSON',
      targetType: '/AWS::EC2::Instance',
      content: JSON.stringify(contentOf(nodes.service ?? SERVICE, canWipe ? nodes.dataPath : undefined)),
      tags,
    }).arn;
  }

  /** Lets a role run the document on the servers with the tag, and on no others. */
  grantRun(role: IGrantable, sid: string): void {
    const { region, accountId, nodes } = this.props;
    role.allow({ Sid: `${sid}Document`, Action: ['ssm:SendCommand'], Resource: [this.arn] });
    role.allow({
      Sid: `${sid}Servers`,
      Action: ['ssm:SendCommand'],
      Resource: [`arn:${partitionOf(region)}:ec2:${region}:${accountId}:instance/*`],
      Condition: { StringEquals: { [`ssm:resourceTag/${nodes.tagKey}`]: nodes.tagValue } },
    });
  }
}

/** Lets a role see how its commands ended. AWS knows no resource for these actions. */
export const grantOutcomes = (role: IGrantable): void =>
  role.allow({
    Sid: 'NodesOutcome',
    Action: ['ssm:ListCommandInvocations', 'ssm:ListCommands'],
    Resource: ['*'],
  });

const { action, except, only } = NODES_PARAMETERS;
const ADDRESS = '^[A-Za-z0-9.:-]{1,253}$';

const HARMLESS: readonly NodesAction[] = ['restart', 'stop'];
const EVERYTHING: readonly NodesAction[] = [...HARMLESS, 'start', 'wipe', 'wipe-stopped'];
/** A file in the folder of Vault. It says that this document has deleted the data there, so that the folder is the right one. */
const EMPTIED = 'vault-dr-emptied';

/**
 * Deletes what raft storage has in its folder, and nothing else there. If the folder has none of it, it is the wrong one, and Vault
 * would begin again with data that are elsewhere.
 */
const wipe = (service: string, path: string): string[] => [
  `if [ '{{ ${action} }}' = wipe-stopped ] && systemctl is-active --quiet ${service}; then`,
  "  echo 'Vault was stopped here, and it runs again: look at what was written since.' >&2",
  '  exit 1',
  'fi',
  `if [ '{{ ${action} }}' = wipe ] || [ '{{ ${action} }}' = wipe-stopped ]; then`,
  `  systemctl stop ${service}`,
  `  if [ ! -e '${path}/vault.db' ] && [ ! -e '${path}/${EMPTIED}' ]; then`,
  `    echo 'There is no vault.db in ${path}: correct nodes.dataPath.' >&2`,
  '    exit 1',
  '  fi',
  `  touch '${path}/${EMPTIED}'`,
  `  rm -rf -- '${path}/vault.db' '${path}/raft'`,
  '  exit 0',
  'fi',
  `if [ '{{ ${action} }}' = start ]; then rm -f -- '${path}/${EMPTIED}'; fi`,
];

/** A file on the server. It says that this document has disabled the unit, which began at each boot before. */
const AT_BOOT = '/var/lib/vault-dr-at-boot';

/**
 * A cluster that is stopped as a whole has lost its role. A boot must not begin it again: it would revoke leases that the other one
 * has renewed. So its unit is disabled, if it was enabled. If that fails, Vault is stopped all the same, and the output says so.
 */
const stopForGood = (service: string): string[] => [
  `if [ '{{ ${action} }}' = stop ] && [ '{{ ${except} }}' = ${NOBODY} ]; then`,
  `  systemctl stop ${service}`,
  `  if systemctl is-enabled --quiet ${service}; then`,
  `    { touch ${AT_BOOT} && systemctl disable ${service}; } || echo 'A boot begins Vault again.' >&2`,
  '  fi',
  '  exit 0',
  'fi',
];

/** Enables the unit again, if this document has disabled it. This system lets Vault run, so that a boot may begin it too. */
const beginAtBoot = (service: string): string[] => [
  `if [ '{{ ${action} }}' != stop ] && [ -e ${AT_BOOT} ]; then`,
  `  { systemctl enable ${service} && rm -f ${AT_BOOT}; } || echo 'A boot does not begin Vault.' >&2`,
  'fi',
];

/**
 * The values of the parameters are limited, so that none of them can be a command.
 *
 * @param dataPath `undefined`: the document cannot delete anything
 */
const contentOf = (service: string, dataPath: string | undefined): object => ({
  schemaVersion: '2.2',
  description: dataPath
    ? 'Restarts, starts, stops or empties Vault on all servers but one'
    : 'Restarts or stops Vault on all servers but one',
  parameters: {
    [action]: {
      type: 'String',
      description: 'What is done',
      allowedValues: dataPath ? EVERYTHING : HARMLESS,
    },
    [except]: {
      type: 'String',
      description: 'Address of the one server that is left out, or none',
      allowedPattern: ADDRESS,
    },
    [only]: {
      type: 'String',
      description: 'Address of the one server that is meant, or none',
      default: NOBODY,
      allowedPattern: ADDRESS,
    },
  },
  mainSteps: [
    {
      action: 'aws:runShellScript',
      name: 'vault',
      precondition: { StringEquals: ['platformType', 'Linux'] },
      inputs: {
        timeoutSeconds: String(STEP_SECONDS),
        runCommand: [
          '#!/bin/sh',
          'set -eu',
          'own=" $(hostname -I) $(hostname -f) "',
          `case "$own" in *" {{ ${except} }} "*) echo 'This server is left out.'; exit 0 ;; esac`,
          `case "$own ${NOBODY} " in *" {{ ${only} }} "*) ;; *) echo 'Another server is meant.'; exit 0 ;; esac`,
          ...(dataPath ? wipe(service, dataPath) : []),
          ...stopForGood(service),
          `systemctl {{ ${action} }} ${service}`,
          ...beginAtBoot(service),
        ],
      },
    },
  ],
});
