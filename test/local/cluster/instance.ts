export type LifecycleState =
  'Pending:Wait' | 'InService' | 'Terminating' | 'Terminating:Wait' | 'Terminating:Proceed' | 'Terminated';

/** An instance of a group, as AWS describes it. */
export interface Instance {
  readonly id: string;
  /** An address of the loopback network. */
  readonly privateIp: string;
  readonly zone: string;
  /** Version of the launch template. */
  readonly version: string;
  readonly launchedAt: Date;
  readonly tags: Readonly<Record<string, string>>;
  readonly volumes: readonly { readonly device: string; readonly id: string }[];
  readonly state: LifecycleState;
  readonly health: 'Healthy' | 'Unhealthy';
  readonly protectedFromScaleIn: boolean;
}

/** What of it changes. */
export interface ChangingInstance extends Omit<Instance, 'state' | 'health' | 'protectedFromScaleIn'> {
  state: LifecycleState;
  health: 'Healthy' | 'Unhealthy';
  protectedFromScaleIn: boolean;
  /** When it came into service, milliseconds since the epoch. */
  inServiceAt?: number;
}
