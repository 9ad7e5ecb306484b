import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderRunbook } from '../../docs/generate/runbook/render';
import { SITUATIONS } from '../../docs/generate/runbook/situations';
import { STEP_GUIDE } from '../../docs/generate/runbook/steps';

describe('docs/runbook.md', () => {
  const written = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

  it('is up to date: if this fails, run make docs and read what has changed', () => {
    expect(written).toBe(renderRunbook());
  });

  it('shows the status and the steps by hand for each situation', () => {
    for (const { title, command } of SITUATIONS) {
      const [, section = ''] = written.split(`## ${title}\n`);
      expect(section).toContain(`**Command:** \`${command}\``);
      expect(section).toMatch(/CLUSTER +REGION +ROLE/);
      expect(section).toMatch(/1\. \[[a-z-]+\]\(#[a-z-]+\)/);
    }
  });

  it('describes every step and how to undo it', () => {
    for (const kind of Object.keys(STEP_GUIDE)) expect(written).toMatch(new RegExp(`### ${kind}\n\n.*\n\n\\*\\*Undo:`));
  });

  it('passes no secret as an argument', () => {
    const commands = written.split('\n').filter((line) => /^ *(vault|aws|printf) /.test(line));
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      const [outer = ''] = command.replace(/printf '[^']*' ("\$\w+" ?)+\|/, '').split(' -otp=');
      expect(outer).not.toMatch(/\$(DR_OPERATION_TOKEN|SECONDARY_TOKEN)/);
    }
  });
});
