import { Logger } from '@aws-lambda-powertools/logger';
/** Structured log: constant messages with variable fields, and no secret. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;
export declare const createLogger: () => Logger;
