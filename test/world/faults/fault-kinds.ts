import type { AwsFault } from '../../local/aws/faults';
import type { Fault } from '../../local/vault';
import type { World } from '../../local/world';
import type { OutgoingCall } from './calls';

/** Faults that can hit a call. */
export const FAULT_KINDS = [
  'refused',
  'black hole',
  'reset mid-answer',
  '5xx twice',
  '5xx for ever',
  'throttled 3 times',
  'slow',
  'truncated JSON',
  'wrong certificate',
  'answer lost',
  'never answered',
  'does not hold',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Delay of a slow call, below the shortest limit on a call, which is one second. */
const SLOW_MS = 600;

/** Why a fault is impossible for a call; `undefined` when it is possible. */
export function impossible({ name, target }: OutgoingCall, kind: FaultKind): string | undefined {
  if (target.kind === 'aws' && kind === 'wrong certificate') return 'the emulator of AWS uses HTTP';
  return kind === 'does not hold' && name !== 'promote' ? 'only a promotion can be taken back' : undefined;
}

/** Injects a fault on a call, until the world is restored. A fault of a listener begins when the call arrives. */
export async function putFault(world: World, call: OutgoingCall, kind: FaultKind): Promise<void> {
  const { target } = call;
  const perCall = target.kind === 'vault' ? vaultFault(kind) : awsFault(kind);
  if (perCall === undefined) return failListener(world, call, kind);
  if (target.kind === 'aws') return void world.aws.inject({ ...target.scope, ...(perCall as AwsFault) });
  const cluster = world.pair[target.cluster];
  for (const path of target.paths) await cluster.inject({ ...(perCall as Fault), path } as Fault);
}

function failListener(world: World, { target }: OutgoingCall, kind: FaultKind): void {
  if (target.kind === 'aws') {
    const stop = world.tap(async ({ to, moment, call }) => {
      const { operation = '', subject, region } = target.scope;
      const isCall =
        to === 'aws' &&
        moment === 'received' &&
        [operation, subject, region].every((part) => call.includes(part ?? ''));
      if (!isCall) return 'pass';
      stop();
      await world.aws.refuse(target.service);
      return 'cut';
    });
    return;
  }
  const cluster = world.pair[target.cluster];
  const stop = world.tap(async ({ to, moment, call }) => {
    const isCall = to === target.cluster && moment === 'received' && target.paths.some((path) => call.includes(path));
    if (!isCall) return 'pass';
    stop();
    if (kind === 'refused') await cluster.inject({ kind: 'refuse' });
    if (kind === 'wrong certificate') await cluster.inject({ kind: 'wrong-certificate' });
    if (kind !== 'black hole') return 'cut';
    await cluster.inject({ kind: 'black-hole', openConnections: 'silent' });
    return new Promise(() => {}); // the connection stays open without an answer
  });
}

/** The fault on calls; `undefined` for faults of the listener. */
function vaultFault(kind: FaultKind): Fault | undefined {
  switch (kind) {
    case 'refused':
    case 'black hole':
    case 'wrong certificate':
      return undefined;
    case 'reset mid-answer':
      return { kind: 'reset-mid-answer' };
    case '5xx twice':
      return { kind: 'error', status: 500, error: 'injected failure', times: 2 };
    case '5xx for ever':
      return { kind: 'error', status: 500, error: 'injected failure' };
    case 'throttled 3 times':
      return { kind: 'error', status: 429, error: 'request path is over its quota', times: 3 };
    case 'slow':
      return { kind: 'slow', ms: SLOW_MS };
    case 'truncated JSON':
      return { kind: 'half-json' };
    case 'answer lost':
      return { kind: 'answer-lost' };
    case 'never answered':
      return { kind: 'hang' };
    case 'does not hold':
      return { kind: 'promotion-does-not-hold', times: 1 };
  }
}

function awsFault(kind: FaultKind): AwsFault | undefined {
  switch (kind) {
    case 'refused':
    case 'wrong certificate':
    case 'does not hold':
      return undefined;
    case 'black hole':
      return { kind: 'black-hole' };
    case 'reset mid-answer':
      return { kind: 'reset-mid-answer' };
    case '5xx twice':
      return { kind: 'status', status: 503, times: 2 };
    case '5xx for ever':
      return { kind: 'status', status: 503 };
    case 'throttled 3 times':
      return { kind: 'status', status: 400, code: 'ThrottlingException', times: 3 };
    case 'slow':
      return { kind: 'slow', ms: SLOW_MS };
    case 'truncated JSON':
      return { kind: 'truncated' };
    case 'answer lost':
      return { kind: 'answer-lost' };
    case 'never answered':
      return { kind: 'hang' };
  }
}
