import type { Attributes } from '../attributes';
import type { AwsApi } from '../api';
import type { VaultAdmin } from './vault-admin';

/** Where resources are made. */
export interface Target {
  readonly api: AwsApi;
  /** URL of every AWS service. */
  readonly endpoint: string;
  readonly vault: VaultAdmin;
  /** Folder of the synthesised stack; assets are relative to it. */
  readonly directory: string;
}

/** Makes one resource. @returns the attributes that others may refer to */
export type Create = (
  target: Target,
  attributes: Attributes,
  region: string,
) => Promise<Readonly<Record<string, string>>>;
