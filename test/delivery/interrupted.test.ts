import { killGroup } from '../local/leash';
import { DevInAws } from './dev-in-aws';
import { applyLong, killApplies } from './long-apply';

jest.setTimeout(180_000);

let dev: DevInAws;

beforeAll(async () => {
  dev = await DevInAws.start();
  await dev.succeed('bootstrap');
}, 180_000);

afterEach(killApplies);

afterAll(async () => {
  await dev?.stop();
});

describe('an apply that is asked to end', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s ends Terraform, which saves the state and releases its lock', async (signal, exitCode) => {
    const { child, ended } = await applyLong(dev);
    // As a terminal does: to the whole group.
    killGroup(child, signal);
    const { code, stderr, stdout } = await ended;
    expect(code).toBe(exitCode);
    expect(stdout).toContain('Interrupt received.');
    expect(stderr).toContain(`terraform apply was stopped by ${signal}`);
    expect(await dev.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
    await dev.planChange();
    await dev.succeed('apply');
  });

  it('gets one signal only when a pipeline sends its own to Terraform too', async () => {
    const { child, terraform, ended } = await applyLong(dev);
    killGroup(child, 'SIGTERM');
    process.kill(terraform, 'SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(143);
    expect(stdout).not.toContain('Two interrupts received');
    expect(await dev.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
  });
});
