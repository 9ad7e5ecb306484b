import type { VaultDr } from './vault-dr';
import type { VaultDrProps } from './vault-dr-props';
/** The Terraform outputs of a pair, by name. They contain no secret. */
export declare const outputsOf: (pair: VaultDr, props: VaultDrProps) => Readonly<Record<string, unknown>>;
/** Everything that the operator's tool needs to know about the pair, so that it works without a configuration file. */
export declare const operatorOutput: (pair: VaultDr, props: VaultDrProps) => Record<string, unknown>;
