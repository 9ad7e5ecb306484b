import { data, envelope, failure, EMPTY, type Answer } from './answers';
import type { Call } from './call';
import type { Node } from './node';
import type { Write } from './replicated-store';

/** One version of a secret in `secret/data/<path>`. */
interface Version {
  readonly data: unknown;
  readonly version: number;
  readonly created_time: string;
}

/** An answer, and the write that it acknowledges once it is sent. */
export interface Acknowledgement {
  readonly answer: Answer;
  readonly write?: Write;
}

/** `secret/data/<path>`: the part of the KV engine version 2 that clients use, with the data of this cluster. */
export async function answerSecretData({ core, access }: Node, call: Call): Promise<Acknowledgement | undefined> {
  if (!/^secret\/data\/./.test(call.path)) return undefined;
  await access.byMethod(call, core.context.settings.timings.permissionCacheMs);
  const current = core.store.content.get(call.path) as Version | undefined;
  switch (call.method) {
    case 'GET':
      return { answer: current ? data({ data: current.data, metadata: metadata(current) }) : failure(404) };
    case 'POST': {
      const version: Version = {
        data: call.body['data'] ?? {},
        version: (current?.version ?? 0) + 1,
        created_time: new Date().toISOString(),
      };
      const write = core.write(call.path, version);
      return { answer: envelope({ data: metadata(version) }), write };
    }
    case 'DELETE':
      return { write: core.write(call.path, undefined), answer: EMPTY };
    default:
      return undefined;
  }
}

const metadata = ({ version, created_time }: Version): object => ({
  created_time,
  custom_metadata: null,
  deletion_time: '',
  destroyed: false,
  version,
});
