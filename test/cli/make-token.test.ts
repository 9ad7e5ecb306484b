import { makeToken, type ShareHolders } from '../../cli/break-glass/make-token';
import { TokenGeneration } from '../../cli/break-glass/token-generation';
import { Secret } from '../../functions/shared/secret';
import { VaultClient } from '../../functions/shared/vault-client';
import { everythingIn, failure } from '../helpers/errors';
import type { PairOptions } from '../local/vault';
import { TestWorld, withOpenBao } from '../local/vault/test-world';

const shared = withOpenBao();
let world: TestWorld;
let away: VaultClient;
let told: string[];

async function start(options: Partial<PairOptions> = {}): Promise<void> {
  world = await TestWorld.start(shared.bao, options);
  away = new VaultClient('away', world.pair.away.address, world.pair.ca);
  told = [];
}
afterEach(async () => {
  away.close();
  await world.stop();
  for (const share of world.pair.away.keyShares) expect(told.join()).not.toContain(share);
});

const shares = (...numbers: number[]): Secret[] =>
  numbers.map((number) => new Secret(world.pair.away.keyShares[number - 1] ?? ''));
/** Has the form of a share, but belongs to no key. */
const wrongShare = (digit = 'a'): Secret => new Secret(digit.repeat(66));

const holders = (given: readonly Secret[], people?: Secret[]): ShareHolders => ({
  shares: given,
  ask: people && ((): Promise<Secret> => Promise.resolve(people.shift() ?? new Secret(''))),
  tell: (text) => told.push(text),
});
const make = (holding: ShareHolders, header?: Secret): Promise<Secret> => makeToken(away, holding, header);

/** Whether the cluster accepts the token; the call changes nothing. */
async function works(token: Secret): Promise<boolean> {
  const { status } = await world.call('away', 'POST', 'sys/replication/dr/secondary/merkle-check', {
    body: { dr_operation_token: token.reveal() },
  });
  return status === 200;
}
const attempt = async (): Promise<unknown> =>
  (await world.call('away', 'GET', 'sys/replication/dr/secondary/generate-operation-token/attempt')).body['started'];

describe('makeToken', () => {
  it.each([
    ['0.10.4+ent', /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/],
    ['1.1.2+prem', /^s\.[\w-]{24}$/],
    ['1.9.8+ent', /^s\.[\w-]{24}$/],
    ['1.21.4+ent', /^hvs\.[\w-]{24}$/],
  ])('generates a token that Vault %s accepts', async (version, form) => {
    await start({ behaviour: { version } });
    const token = await make(holders(shares(1, 2)));
    expect(token.reveal()).toMatch(form);
    expect(await works(token)).toBe(true);
    expect(await attempt()).toBe(false);
  });

  it.each([
    [1, 1],
    [5, 3],
    [9, 7],
  ])('with %i shares gives the required %i', async (count, threshold) => {
    await start({ keyShares: { shares: count, threshold } });
    const all = Array.from({ length: count }, (_, index) => index + 1);
    const holding = holders(shares(...all));
    expect(await works(await make(holding))).toBe(true);
    expect(holding.shares).toHaveLength(threshold);
  });

  it('accepts shares in base64', async () => {
    await start();
    const base64 = shares(1, 2).map((share) => new Secret(Buffer.from(share.reveal(), 'hex').toString('base64')));
    expect(await works(await make(holders(base64)))).toBe(true);
  });

  it('prompts several people one after the other, and reports how many shares were given', async () => {
    await start({ keyShares: { shares: 5, threshold: 3 } });
    expect(await works(await make(holders(shares(4), shares(1, 3))))).toBe(true);
    expect(told).toEqual(['away: 1 of 3 key shares.', 'away: 2 of 3 key shares.']);
  });

  it('counts a share that was given twice once', async () => {
    await start();
    expect(await works(await make(holders(shares(1), shares(1, 2))))).toBe(true);
    expect(told).toContain('This key share was already given. It counts once.');
  });

  it.each([
    ['two in one', (own: string, other: string) => own + other, /has 66 bytes instead of 33\. It may be two shares/],
    ['with a byte too many', (own: string) => `${own}00`, /has 34 bytes instead of 33/],
    ['with a byte too few', (own: string) => own.slice(2), /has 32 bytes instead of 33\. Its end or its beginning/],
    ['cut off in the middle', (own: string) => own.slice(0, 34), /has 17 bytes instead of 33/],
  ])('tells of a share %s, asks for it again, and keeps the share before it', async (_, mistake, message) => {
    await start();
    const [first = new Secret(''), second = new Secret('')] = shares(1, 2);
    const pasted = new Secret(mistake(second.reveal(), first.reveal()));
    const people = [first, pasted, second];
    const spy = jest.spyOn(TokenGeneration.prototype, 'give');
    expect(await works(await make(holders([], people)))).toBe(true);
    expect(spy).toHaveBeenCalledTimes(2);
    spy.mockRestore();
    expect(told).toContainEqual(expect.stringMatching(message) as string);
    expect(told.join()).not.toContain(pasted.reveal());
  });

  it.each([
    ['longer than a key', 34],
    ['shorter than a key', 15],
  ])('takes the refusal of Vault for a share that is %s as a mistake, not as the end', async (_, bytes) => {
    await start();
    const generation = await TokenGeneration.begin(away);
    await generation.give(shares(1)[0] as Secret);
    expect(await generation.give(new Secret('ab'.repeat(bytes)))).toEqual({ kind: 'malformed' });
    expect(await generation.give(shares(2)[0] as Secret)).toMatchObject({ kind: 'token' });
  });

  it('starts over when Vault cannot put the shares together', async () => {
    await start();
    const generation = await TokenGeneration.begin(away);
    await generation.give(shares(1)[0] as Secret);
    expect(await generation.give(new Secret('ab'.repeat(32)))).toEqual({ kind: 'rejected' });
    expect(generation.quorum.given).toBe(0);
  });

  it('ends after ten mistakes in a row', async () => {
    await start();
    const error = await failure(
      make(
        holders(
          shares(1),
          Array.from({ length: 20 }, () => new Secret('ab')),
        ),
      ),
    );
    expect(error.message).toMatch(/too many mistakes/);
    expect(await attempt()).toBe(false);
  });

  it('prompts for all shares again when one of them was wrong', async () => {
    await start();
    const people = [wrongShare(), ...shares(1, 2)];
    expect(await works(await make(holders(shares(1), people)))).toBe(true);
    expect(told).toContainEqual(expect.stringContaining('enter them again') as string);
  });

  it('gives up after three attempts and cancels the last one', async () => {
    await start();
    const people = ['a', 'b', 'c', 'd', 'e', 'f', 'a'].map(wrongShare);
    const error = await failure(make(holders([], people)));
    expect(error).toMatchObject({ name: 'StepError', message: expect.stringContaining('wrong') as string });
    expect(people).toHaveLength(1);
    expect(await attempt()).toBe(false);
  });

  it('fails at once for a wrong share without prompts', async () => {
    await start();
    const error = await failure(make(holders([...shares(1), wrongShare()])));
    expect(error).toMatchObject({ name: 'StepError', message: expect.stringMatching(/recovery keys/) as string });
    for (const share of world.pair.away.keyShares) expect(everythingIn(error)).not.toContain(share);
    expect(await attempt()).toBe(false);
  });

  it('fails for too few shares without prompts, and cancels the attempt', async () => {
    await start({ keyShares: { shares: 5, threshold: 3 } });
    const error = await failure(make(holders(shares(1, 2))));
    expect(error.message).toMatch(/needs 3 different key shares, and 2 were given.*VAULT_RECOVERY_KEY_1/);
    expect(await attempt()).toBe(false);
  });

  it('cancels an attempt that was running, and reports that', async () => {
    await start();
    const left = await TokenGeneration.begin(away);
    await left.give(shares(3)[0] as Secret);
    expect(await works(await make(holders(shares(1, 2))))).toBe(true);
    expect(told[0]).toBe('Cancelled a running attempt with 1 of 2 key shares.');
  });

  it('starts again with the same shares when somebody else starts another attempt', async () => {
    await start();
    const people = shares(2);
    const holding: ShareHolders = {
      ...holders(shares(1)),
      ask: async () => {
        if (people.length === 1) await TokenGeneration.begin(away);
        return people.pop() ?? (shares(1)[0] as Secret);
      },
    };
    expect(await works(await make(holding))).toBe(true);
    expect(told).toContainEqual(expect.stringContaining('Somebody else') as string);
  });

  it('gives up when somebody else ends every attempt', async () => {
    await start();
    const interfere = jest.spyOn(TokenGeneration.prototype, 'give').mockResolvedValue({ kind: 'lost' });
    expect((await failure(make(holders(shares(1))))).message).toMatch(/Agree on who generates the token/);
    interfere.mockRestore();
  });

  it('needs a token for Vault 2.x', async () => {
    await start({ behaviour: { version: '2.0.0+ent', generateTokenNeedsHeader: true } });
    expect(await failure(make(holders(shares(1, 2))))).toMatchObject({ name: 'VaultResponseError', status: 403 });
    expect(await works(await make(holders(shares(1, 2)), new Secret(world.bao.rootToken)))).toBe(true);
  });

  it('throws the error of a cluster that does not answer', async () => {
    await start();
    await world.pair.away.inject({ kind: 'refuse' });
    expect(await failure(make(holders(shares(1, 2))))).toMatchObject({ name: 'NoAnswerError', retryable: true });
  });
});
