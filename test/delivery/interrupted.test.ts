import { killGroup } from '../local/leash';
import { shareDev } from './dev-in-aws';
import { applyLong, killApplies } from './long-apply';

const shared = shareDev();

afterEach(killApplies);

describe('an apply that is asked to end', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s ends Terraform, which saves the state and releases its lock', async (signal, exitCode) => {
    const { child, ended } = await applyLong(shared.current);
    // As a terminal does: to the whole group.
    killGroup(child, signal);
    const { code, stderr, stdout } = await ended;
    expect(code).toBe(exitCode);
    expect(stdout).toContain('Interrupt received.');
    expect(stderr).toContain(`terraform apply was stopped by ${signal}`);
    expect(await shared.current.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
    await shared.current.applyChange();
  });

  it('gets one signal only when a pipeline sends its own to Terraform too', async () => {
    const { child, terraform, ended } = await applyLong(shared.current);
    killGroup(child, 'SIGTERM');
    process.kill(terraform, 'SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(143);
    expect(stdout).not.toContain('Two interrupts received');
    expect(await shared.current.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
  });
});
