import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs: constant messages, variable fields, never a secret. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export const createLogger = (): Logger => new Logger();
