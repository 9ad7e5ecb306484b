import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import type { OpenPair } from '../dr-operations/dispatch';
import { runStatus } from '../dr-operations/engine';
import type { StatusResult } from '../dr-operations/result';
import { parseEvent } from '../shared/parse-event';
import type { WatchResult } from './contract';
import { WATCH_EVENT, WATCH_USAGE } from './event';
import { watchPair, type WatchedPair } from './watch-pair';

/** A pair, for one look at it. */
export interface OpenWatch extends Pick<WatchedPair, 'functions' | 'deployment'> {
  readonly pair: OpenPair;
}

interface WatchParts {
  readonly lambda: LambdaClient;
  readonly logger: { readonly addContext: (context: Context) => void };
  readonly open: () => Promise<OpenWatch>;
}

/**
 * The handler of the watch of a pair without replication of Vault Enterprise, which publishes the metrics of the Lambda `watch`.
 * Changes nothing, and begins nothing. With `{"operation": "status"}` it only answers what `community-operations` would.
 *
 * @throws InputError; whatever `open` throws; whatever else it cannot see is a metric
 */
export const watchHandler =
  ({ lambda, logger, open }: WatchParts) =>
  async (raw: unknown, context: Context): Promise<WatchResult | StatusResult> => {
    logger.addContext(context);
    const { operation } = parseEvent(WATCH_EVENT, raw ?? {}, WATCH_USAGE);
    const { pair, functions, deployment } = await open();
    const { dependencies, close } = pair;
    try {
      if (operation === 'status') return await runStatus(dependencies);
      return (await watchPair(dependencies, { lambda, functions, deployment })).result;
    } finally {
      await close();
    }
  };
