/** What a look at the pair needs. */
export const COMMUNITY_SIGHT_ENV = {
  /** The `auth` Lambda of the same region. */
  authFunctionArn: 'AUTH_FUNCTION_ARN',
  /** AWS-auth role for the login at either cluster. */
  authRole: 'VAULT_AWS_AUTH_ROLE',
  /** Bucket with the files that are restored at home, in its region. */
  homeBucket: 'SNAPSHOT_BUCKET_HOME',
  /** The same for away. */
  awayBucket: 'SNAPSHOT_BUCKET_AWAY',
  /** How often a file is taken, seconds; unset: 60. */
  intervalSeconds: 'SNAPSHOT_INTERVAL_SECONDS',
  /** Mount of the KV engine (version 1) that holds the canary and the marker of a parked cluster; unset: `dr`. */
  mount: 'DR_MOUNT',
  /** `true`: the document can empty the servers, so that the operations park a sealed cluster. Otherwise a person does. */
  parks: 'NODES_PARKED_BY_SYSTEM',
} as const;

export const COMMUNITY_ENV = {
  ...COMMUNITY_SIGHT_ENV,
  /** Longest file, MiB; unset: as for the puller. */
  maxFileMib: 'SNAPSHOT_MAX_FILE_MIB',
  /** Name of the SSM document that restarts and stops Vault on the servers, the same in both regions. */
  document: 'NODES_DOCUMENT',
  /** EC2 tag of the servers of home, `<key>=<value>`. */
  homeNodes: 'HOME_NODES_TAG',
  /** The same for away. */
  awayNodes: 'AWAY_NODES_TAG',
} as const;

/** Parameters of the SSM document. */
export const NODES_PARAMETERS = {
  /** One of {@link NodesAction}. */
  action: 'Action',
  /** Address of the one server that is left out; `none`: all are meant. */
  except: 'Except',
  /** Address of the one server that is meant; `none`: all are. */
  only: 'Only',
} as const;
/** What the SSM document can do. `wipe` stops Vault and deletes its data; `wipe-stopped` refuses where Vault runs. */
export type NodesAction = 'restart' | 'start' | 'stop' | 'wipe' | 'wipe-stopped';
/** No server is left out, or no single one is meant. */
export const NOBODY = 'none';
