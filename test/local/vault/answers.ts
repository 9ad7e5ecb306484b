import { randomUUID } from 'node:crypto';
import { PATH_DISABLED, PERMISSION_DENIED, type Refusal } from './settings';

/** An answer of a cluster. The body is a JSON object, bytes from OpenBao, or missing. */
export interface Answer {
  readonly status: number;
  readonly body?: object | Buffer;
}

/** In place of an answer: the connection is reset. */
export const CUT = 'cut';

/** Thrown to end a call with a refusal. */
export class RefusedError extends Error {
  constructor(readonly answer: Answer) {
    super(`refused with ${answer.status}`);
  }
}

export const EMPTY: Answer = { status: 204 };

/** Vault's response envelope with all of its fields. */
export const envelope = (parts: object): Answer => ({
  status: 200,
  body: {
    request_id: randomUUID(),
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: null,
    wrap_info: null,
    warnings: null,
    auth: null,
    ...parts,
  },
});

export const data = (content: object): Answer => envelope({ data: content });
export const warning = (text: string): Answer => envelope({ warnings: [text] });
export const failure = (status: number, ...errors: readonly string[]): Answer => ({ status, body: { errors } });
export const refusal = ({ status, error }: Refusal): Answer => failure(status, error);
export const nothing = (status: 200 | 204): Answer => (status === 204 ? EMPTY : envelope({}));

export const refuse = (reason: Refusal): never => {
  throw new RefusedError(refusal(reason));
};

export const BRIEFLY = ' Vault will be unavailable for a brief period and will resume service shortly.';
export const NO_ACTIVE_NODE = failure(500, 'local node not active but active cluster node not found');
export const SEALED = failure(503, 'Vault is sealed');
export const DISABLED_PATH = refusal(PATH_DISABLED);
export const DENIED = refusal(PERMISSION_DENIED);
/** Expired, revoked or garbled. */
export const INVALID_TOKEN = failure(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n');
export const DENIED_BY_POLICY = failure(403, '1 error occurred:\n\t* permission denied\n\n');
