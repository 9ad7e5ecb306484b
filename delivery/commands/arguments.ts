/** What a command is given. Empty values of make variables count as not given. */
export interface Arguments {
  readonly env?: string;
  readonly bundle?: string;
  readonly digest?: string;
  readonly from?: string;
  readonly to?: string;
  readonly version?: string;
  readonly confirm?: string;
  readonly base?: string;
  readonly optional?: boolean;
  readonly 'dry-run'?: boolean;
}

export type Command = (args: Arguments) => Promise<void>;
