export const POSTGRES_WATCH_ENV = {
  /** Name of the Lambda `community-operations` of the same region. */
  operationsFunction: 'COMMUNITY_OPERATIONS_FUNCTION',
} as const;
