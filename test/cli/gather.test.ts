import { gather } from '../../cli/operations/gather';

interface Answers {
  readonly quick: string;
  readonly slow: string;
  readonly slower: string;
}

/** A promise that a test resolves. */
function later(): { promise: Promise<string>; come: () => Promise<void> } {
  let resolve: (text: string) => void = () => undefined;
  const promise = new Promise<string>((done) => (resolve = done));
  return {
    promise,
    come: async () => {
      resolve('here');
      await jest.advanceTimersByTimeAsync(0);
    },
  };
}

describe('gather', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells nothing before the end when no answer is late', async () => {
    const onLate = jest.fn();
    const now = Promise.resolve('here');
    await gather<Answers>({ quick: now, slow: now, slower: now }, onLate);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(onLate).not.toHaveBeenCalled();
  });

  it('tells after 2 s what is known, and again for each answer but the last', async () => {
    const [slow, slower] = [later(), later()];
    const told: string[] = [];
    const gathered = gather<Answers>(
      { quick: Promise.resolve('here'), slow: slow.promise, slower: slower.promise },
      (known, awaited) => told.push(`${Object.keys(known).join()} without ${awaited.join()}`),
    );
    await jest.advanceTimersByTimeAsync(2_000);
    await slow.come();
    await slower.come();
    expect(await gathered).toEqual({ quick: 'here', slow: 'here', slower: 'here' });
    expect(told).toEqual(['quick without slow,slower', 'quick,slow without slower']);
  });
});
