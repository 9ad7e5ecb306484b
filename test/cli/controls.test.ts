import type { ControlDocument } from '../../cli/documents';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

describe('what a person decides about what begins by itself', () => {
  let operator: Operator;
  beforeAll(async () => {
    const failover = {};
    const automatic = { witnessRegion: 'eu-north-1', failover, fence: true };
    operator = await Operator.start({}, { automatic, schedule: false });
  });
  afterAll(() => operator.stop());

  it('is a pause, which status shows, until it is resumed', async () => {
    const paused = await operator.run(['pause', '--reason', 'network maintenance', '-o', 'json']);
    const { automatic, changed } = JSON.parse(paused.stdout) as ControlDocument;
    expect({ code: paused.code, changed, reason: automatic.pause?.reason }).toEqual({
      code: 0,
      changed: true,
      reason: 'network maintenance',
    });
    const { stdout } = await operator.run(['status']);
    const unwrapped = stdout.replace(/\s+/g, ' ');
    expect(unwrapped).toMatch(/has paused at .*\(network maintenance\): run resume/);
    expect(stdout).toContain('vault-dr resume dev');
    expect(await operator.run(['resume', '--via', 'home'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Resumed\./) as string,
    });
    expect((await operator.run(['status', '--check'])).code).toBe(0);
  });

  it('is an acknowledgement, if something has begun by itself', async () => {
    expect(await operator.run(['acknowledge'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^There was nothing to change\./) as string,
    });
  });

  it('needs a Lambda', async () => {
    const { code, stderr } = await operator.run(['pause', '--local']);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(/Leave out --local/) as string });
  });
});

describe('a pair on which nothing begins by itself', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await Operator.start({}, { schedule: false });
  });
  afterAll(() => operator.stop());

  it('says so instead of pausing it', async () => {
    const { code, stderr } = await operator.run(['pause']);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/Nothing begins by itself on this pair\. Set the prop automatic/);
  });
});
