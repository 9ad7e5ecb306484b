import { MATRIX_MS } from '../limits';
import { alarmsAfterLooks } from '../look';
import { shareWorld } from '../shared-world';
import { AUTOMATIC, MOST_MS, until, Watchers } from './watchers';

jest.setTimeout(MATRIX_MS);

const shared = shareWorld(AUTOMATIC);
describe('watchers that are silent', () => {
  it('raise alarms, until they write again', async () => {
    const alarms = ['look-tomorrow', 'needs-a-person', 'silent-watchers', 'watchers-disagree'];
    expect(await alarmsAfterLooks(shared.current, 'away', alarms)).toEqual(alarms);
    const watchers = new Watchers(shared.current);
    try {
      expect(await until(() => watchers.last?.pair.SilentWatchers === 0, MOST_MS)).toBe(true);
      watchers.silent.add('away');
      expect(await alarmsAfterLooks(shared.current, 'away', [])).toEqual([]);
    } finally {
      await watchers.end();
    }
  });
});
