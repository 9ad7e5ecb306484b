import { Construct } from 'constructs';
import { DEPLOYMENT_ENV } from '../../functions/shared/contract';
import { PULLER_ENV } from '../../functions/snapshot-puller/contract';
import type { CommunityStore } from '../community/community-store';
import { storageFor, type SnapshotReplication } from '../community/snapshot-replication';
import { nameOf } from '../private/names';
import type { AuthFunction } from './auth-function';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { runRegularly } from './schedule';

/** Props of `SnapshotPullerFunction`. */
export interface SnapshotPullerFunctionProps extends CommonFunctionProps {
  /** The bucket of the region. */
  readonly store: CommunityStore;
  /** The Lambda `auth` of the region. */
  readonly auth: AuthFunction;
  /** Role of the AWS auth method. */
  readonly authRole: string;
  /** How away gets the data of home. */
  readonly replication: SnapshotReplication;
}

/** The Lambda `snapshot-puller`, which copies the cluster of the other region by a schedule. */
export class SnapshotPullerFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: SnapshotPullerFunctionProps) {
    super(scope, id);
    const { store, auth, replication } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'snapshot-puller',
      description: 'Takes a verified raft snapshot of the other cluster',
      // It ends by itself before the next one begins.
      timeoutSeconds: 55,
      memoryMb: 1024,
      storageMb: storageFor(replication),
    });
    store.grantPull(this.lambda);
    auth.grantInvoke(this.lambda);
    this.lambda.addVariables({
      [PULLER_ENV.cluster]: props.cluster,
      [PULLER_ENV.authRole]: props.authRole,
      [PULLER_ENV.bucket]: store.bucket,
      [PULLER_ENV.maxFileMib]: replication.maxFileMib,
      [PULLER_ENV.mount]: replication.mount,
      [DEPLOYMENT_ENV.environment]: props.environment,
      [DEPLOYMENT_ENV.identifier]: props.identifier,
    });
    runRegularly(this, this.lambda, {
      provider: props.provider,
      name: nameOf('vault-dr-snapshots', props),
      description: 'Copies the other Vault cluster',
      everyMinutes: replication.intervalSeconds / 60,
      targetId: 'snapshot-puller',
      tags: props.tags,
    });
  }
}
