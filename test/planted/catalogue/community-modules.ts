import type { PlantedBug } from '../bug';

const STORE = 'modules/cluster/snapshot-store.ts';
const LOGIN = 'modules/community/engine-login.ts';
const DOCUMENT = 'modules/community/nodes-document.ts';
const PAIR = ['test/modules/community/community.test.ts'];
const WATCH = ['test/modules/community/community-watch.test.ts'];
const SCRIPT = ['test/modules/community/nodes-document.test.ts'];
const POSTGRES = ['test/modules/community/postgres.test.ts'];
const SELF_FENCE = ['test/modules/community/self-fence.test.ts'];

/** Bugs in the constructs of the pairs without Vault Enterprise. */
export const communityModules: readonly PlantedBug[] = [
  {
    name: 'a bucket of copies keeps no earlier versions',
    file: STORE,
    find: `versioningConfiguration: { status: 'Enabled' }`,
    replace: `versioningConfiguration: { status: 'Suspended' }`,
    tests: PAIR,
  },
  {
    name: 'copies are encrypted with a key of AWS',
    file: STORE,
    find: `{ sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn }`,
    replace: `{ sseAlgorithm: 'AES256' }`,
    tests: PAIR,
  },
  {
    name: 'a policy may make the copies public',
    file: STORE,
    find: `restrictPublicBuckets: true`,
    replace: `restrictPublicBuckets: false`,
    tests: PAIR,
  },
  {
    name: 'an ACL may make a copy public',
    file: STORE,
    find: `ignorePublicAcls: true`,
    replace: `ignorePublicAcls: false`,
    tests: PAIR,
  },
  {
    name: 'copies travel without TLS',
    file: STORE,
    find: `Effect: 'Deny',`,
    replace: `Effect: 'Allow',`,
    tests: PAIR,
  },
  {
    name: 'a plan may delete the copies',
    file: STORE,
    find: `...(deletionProtection && {`,
    replace: `...(!deletionProtection && {`,
    tests: PAIR,
  },
  {
    name: 'what was sealed is forgotten with the copies',
    file: 'modules/community/community-store.ts',
    find: `expires: { prefix: SNAPSHOTS,`,
    replace: `expires: { prefix: '',`,
    tests: PAIR,
  },
  {
    name: 'the operations may delete copies',
    file: 'modules/community/community-store.ts',
    find: `write: ['s3:GetObject', 's3:PutObject']`,
    replace: `write: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']`,
    tests: PAIR,
  },
  {
    name: 'a puller may write what was sealed',
    file: 'modules/community/community-store.ts',
    find: `[this], [SNAPSHOTS, PARKED])`,
    replace: `[this], FOLDERS)`,
    tests: PAIR,
  },
  {
    name: 'a puller may restore a cluster',
    file: 'modules/community/snapshot-login.ts',
    find: `{ path: 'sys/storage/raft/snapshot', capabilities: ['read'] }`,
    replace: `{ path: 'sys/storage/raft/snapshot', capabilities: ['read', 'update'] }`,
    tests: PAIR,
  },
  {
    name: 'a puller may write the marker of a parked cluster',
    file: 'modules/community/snapshot-login.ts',
    find: "{ path: `${mount}/canary`, capabilities: ['create', 'update'] }",
    replace: "{ path: `${mount}/*`, capabilities: ['create', 'update'] }",
    tests: PAIR,
  },
  {
    name: 'a login of a pair is a write, so that a switchover is never proven',
    file: LOGIN,
    find: `tokenType: 'batch'`,
    replace: `tokenType: 'service'`,
    tests: PAIR,
  },
  {
    name: 'a login of a pair keeps the default policy of Vault',
    file: LOGIN,
    find: `tokenNoDefaultPolicy: true`,
    replace: `tokenNoDefaultPolicy: false`,
    tests: PAIR,
  },
  {
    name: 'a token of a pair lives for hours',
    file: LOGIN,
    find: `tokenMaxTtl: TTL_SECONDS`,
    replace: `tokenMaxTtl: 60 * TTL_SECONDS`,
    tests: PAIR,
  },
  {
    name: 'only the Lambdas of home may log in to a pair',
    file: 'modules/community/snapshot-pair.ts',
    find: `CLUSTER_NAMES.map((name) => this.controlPlanes[name].auth`,
    replace: `CLUSTER_NAMES.map(() => this.controlPlanes.home.auth`,
    tests: PAIR,
  },
  {
    name: 'the document runs on every server of the account',
    file: DOCUMENT,
    find: '      Condition: { StringEquals: { [`ssm:resourceTag/${nodes.tagKey}`]: nodes.tagValue } },\n',
    replace: '',
    tests: PAIR,
  },
  {
    name: 'a value of the document may be a command',
    file: DOCUMENT,
    find: `const ADDRESS = '^[A-Za-z0-9.:-]{1,253}$'`,
    replace: `const ADDRESS = '^.{1,253}$'`,
    tests: PAIR,
  },
  {
    name: 'data are deleted where Vault was stopped and runs again',
    file: DOCUMENT,
    find: '] && systemctl is-active --quiet ${service}; then',
    replace: '] && false; then',
    tests: SCRIPT,
  },
  {
    name: 'a folder of somebody else is emptied',
    file: DOCUMENT,
    find: `rm -rf -- '\${path}/vault.db' '\${path}/raft'`,
    replace: `rm -rf -- '\${path}'/*`,
    tests: SCRIPT,
  },
  {
    name: 'the document deletes although the system must not park',
    file: DOCUMENT,
    find: `canWipe ? nodes.dataPath : undefined`,
    replace: `nodes.dataPath`,
    tests: SCRIPT,
  },
  {
    name: 'a puller that does not run raises no alarm',
    file: 'modules/watch/alarms.ts',
    find: `    periodMinutes,
    missing: 'breaching',`,
    replace: `    periodMinutes,`,
    tests: WATCH,
  },
  {
    name: 'a failed copy raises no alarm',
    file: 'modules/watch/alarms.ts',
    find: `...above('SnapshotFailed', 0, [3, 3])`,
    replace: `...above('SnapshotBytes', 0, [3, 3])`,
    tests: WATCH,
  },
  {
    name: 'a watch may invoke every Lambda that it looks at',
    file: 'modules/lambda/community-watch-function.ts',
    find: `Action: ['lambda:InvokeFunction'], Resource: [operations.arn]`,
    replace: `Action: ['lambda:InvokeFunction'], Resource: [operations.arn, puller.arn]`,
    tests: PAIR,
  },
  {
    name: 'a watch of PostgreSQL may write the journal',
    file: 'modules/lambda/postgres-watch-function.ts',
    find: `grantTables(this.lambda, props, 'read')`,
    replace: `grantTables(this.lambda, props)`,
    tests: POSTGRES,
  },
  {
    name: 'a step-down may seal',
    file: 'modules/community/postgres-pair.ts',
    find: `path: 'sys/step-down'`,
    replace: `path: 'sys/s*'`,
    tests: POSTGRES,
  },
  {
    name: 'servers that do not stop by themselves count as fenced',
    file: 'modules/community/validation.ts',
    find: `selfFence && cannot.length > 0,`,
    replace: `selfFence && cannot.length > 1,`,
    tests: SELF_FENCE,
  },
  {
    name: 'servers are given less time than they take to stop',
    file: 'modules/community/validation.ts',
    find: `const LEAST_FENCE_SECONDS = 30;`,
    replace: `const LEAST_FENCE_SECONDS = 3;`,
    tests: SELF_FENCE,
  },
  {
    name: 'the operations cannot tell the servers in the third region',
    file: 'modules/community/grant-tables.ts',
    find: `if (selfFence && witness) grantFence(`,
    replace: `if (selfFence && !witness) grantFence(`,
    tests: SELF_FENCE,
  },
];
