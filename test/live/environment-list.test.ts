import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../delivery/paths';
import { ENVIRONMENTS } from '../../live/environments';

const LIVE = join(ROOT, 'live');
/** Files that every environment has. `make promote` writes package-lock.json, and `make lock` .terraform.lock.hcl. */
const FILES = ['.npmrc', 'config.ts', 'main.ts', 'package.json', 'tsconfig.json'];

const folders = readdirSync(LIVE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map(({ name }) => name);

/** The literal list in the Jenkinsfile, which Jenkins reads before it has a checkout. */
function environmentsOfJenkinsfile(): string[] {
  const jenkinsfile = readFileSync(join(ROOT, 'Jenkinsfile'), 'utf8');
  const [, list = ''] = /List<String> ENVIRONMENTS = \[(.*?)\]/s.exec(jenkinsfile) ?? [];
  return [...list.matchAll(/'([^']*)'/g)].map(([, name = '']) => name);
}

// Each problem says what to do, because this is what fails first when an environment is added.
describe('the list of environments', () => {
  it('has every folder under live/', () => {
    const problems = folders
      .filter((name) => !ENVIRONMENTS.some((known) => known === name))
      .map((name) => `live/${name} is in no list: import its config in live/environments.ts, and add it to CONFIGS`);
    expect(problems).toEqual([]);
  });

  it('has a complete folder for every environment', () => {
    const problems = ENVIRONMENTS.flatMap((name) =>
      FILES.filter((file) => !existsSync(join(LIVE, name, file))).map(
        (file) => `live/${name}/${file} is missing: copy it from live/${ENVIRONMENTS[0]}`,
      ),
    );
    expect(problems).toEqual([]);
  });

  it('is the list of the Jenkinsfile, in the same order', () => {
    const found = environmentsOfJenkinsfile();
    const wanted = ENVIRONMENTS.map((name) => `'${name}'`).join(', ');
    const problems =
      found.join() === ENVIRONMENTS.join()
        ? []
        : [`the Jenkinsfile delivers ${found.join(', ')}: write there "ENVIRONMENTS = [${wanted}]"`];
    expect(problems).toEqual([]);
  });
});
