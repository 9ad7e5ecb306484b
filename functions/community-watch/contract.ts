export const COMMUNITY_WATCH_ENV = {
  /** Name of the Lambda `community-operations` of the same region. */
  operationsFunction: 'COMMUNITY_OPERATIONS_FUNCTION',
  /** Name of the Lambda `snapshot-puller` of the same region. */
  pullerFunction: 'SNAPSHOT_PULLER_FUNCTION',
} as const;
