import { weightsFor } from '../../functions/shared/weighted-records';
import { TEST_MS } from './limits';
import { operate, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

/** The Lambdas themselves have no permission for Route 53 here. The emulator asks for the permissions of whoever signs. */
const shared = shareWorld({ zoneRole: 'vault-dr-zone' });

const callsOf = (service: string) =>
  shared.current.aws.calls.filter((call) => call.byLambda && call.service === service);

const denyRole = (): (() => void) =>
  shared.current.aws.inject({
    service: 'sts',
    operation: 'AssumeRole',
    kind: 'status',
    status: 403,
    code: 'AccessDenied',
  });

describe('a hosted zone in another account', () => {
  it('is read and changed with the role of that account', async () => {
    const { calls } = shared.current.aws;
    calls.length = 0;
    const { outcome } = await operate(shared.current, 'away', { operation: 'switchover' });
    expect(outcome).toBe('done');
    expect(await shared.current.weights()).toEqual(weightsFor('away'));
    const own = new Set(callsOf('dynamodb').map(({ accessKeyId }) => accessKeyId));
    const used = new Set(callsOf('route53').map(({ accessKeyId }) => accessKeyId));
    expect(used.size).toBe(1);
    expect([...used].some((key) => own.has(key))).toBe(false);
  });

  it('is followed by dns-switch too', async () => {
    await shared.current.setWeights(weightsFor('away'));
    const { payload } = await shared.current.invoke('home', 'dns-switch');
    expect(payload).toMatchObject({ active: 'home', status: 'INSYNC' });
    expect(await shared.current.weights()).toEqual(weightsFor('home'));
  });

  it('assumes the role once, however many operations follow', async () => {
    await statusOf(shared.current, 'home');
    shared.current.aws.calls.length = 0;
    await statusOf(shared.current, 'home');
    await statusOf(shared.current, 'home');
    expect(callsOf('route53').length).toBeGreaterThan(0);
    expect(callsOf('sts')).toEqual([]);
  });

  it('stays usable while a renewal of the credentials fails', async () => {
    await statusOf(shared.current, 'home');
    shared.current.setClock('home', 45 * 60_000);
    shared.current.aws.calls.length = 0;
    const end = denyRole();
    const { problems } = await statusOf(shared.current, 'home');
    end();
    expect(callsOf('sts')).not.toEqual([]);
    expect(problems.filter(({ kind }) => kind === 'records-unavailable')).toEqual([]);
  });

  it('is unknown while the role cannot be assumed, and the status says why', async () => {
    await statusOf(shared.current, 'home');
    shared.current.setClock('home', 61 * 60_000);
    denyRole();
    const { problems } = await statusOf(shared.current, 'home');
    expect(problems.map(({ text }) => text).join('\n')).toMatch(
      /STS AssumeRole of arn:aws:iam::\d+:role\/vault-dr-zone failed \(AccessDenied\)/,
    );
  });
});
