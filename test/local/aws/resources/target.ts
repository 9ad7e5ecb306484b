import type { Attributes } from '../attributes';
import type { AwsApi } from '../api';
import type { KmsGrants } from '../kms-grants';
import type { VaultAdmin } from './vault-admin';

/** The emulators in which resources are created. */
export interface Target {
  readonly api: AwsApi;
  /** URL for every AWS service. */
  readonly endpoint: string;
  readonly vault: Pick<VaultAdmin, 'write'>;
  /** Is told who may use which key. */
  readonly grants: KmsGrants;
  /** Whether the journal's changes are sent as events. */
  readonly events: boolean;
  /** Folder of the synthesised stack. Paths of assets are relative to it. */
  readonly directory: string;
}

/** Creates one resource. @returns the attributes that other resources may refer to */
export type Create = (
  target: Target,
  attributes: Attributes,
  region: string,
) => Promise<Readonly<Record<string, string>>>;
