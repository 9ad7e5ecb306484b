import { parseControlEvent } from '../../../../functions/dr-operations/automatic/control-event';
import { runControl, type ControlResult } from '../../../../functions/dr-operations/automatic/controls';
import { readState, writePart } from '../../../../functions/dr-operations/automatic/state';
import type { Control } from '../../../../functions/dr-operations/contract';
import type { EngineDependencies } from '../../../../functions/dr-operations/engine';
import { parseOperationEvent } from '../../../../functions/dr-operations/event';
import { startClock } from '../../../../functions/shared/clock';
import { FakeTable } from '../fake-aws';

const SETTINGS = { fence: true, coolDownSeconds: 3600 };

class Scene {
  readonly fakes = { home: new FakeTable(), away: new FakeTable(), witness: new FakeTable() };
  readonly tables = { home: this.fakes.home.client, away: this.fakes.away.client, witness: this.fakes.witness.client };
  readonly #log = { info: () => undefined, warn: () => undefined, error: () => undefined };

  run(operation: Control, automatic: object | 'nothing' = SETTINGS): Promise<ControlResult> {
    const dependencies = {
      aws: { tables: this.tables },
      config: { journalTable: 'journal', region: 'eu-west-1', ...(automatic !== 'nothing' && { automatic }) },
      clock: startClock(),
      log: this.#log,
    } as unknown as EngineDependencies;
    return runControl(dependencies, { operation, actor: 'a person', reason: 'a test' });
  }

  state = () => readState(this.tables, 'journal');
  act = (id: string) =>
    writePart(this.tables, 'journal', { slot: 'failover', value: { id, at: '2026-01-01T00:00:00Z', reason: 'lost' } });
}

describe('a pause', () => {
  it('is in every table until it is resumed, and leaves no lease', async () => {
    const scene = new Scene();
    expect(await scene.run('pause')).toMatchObject({ changed: true, automatic: { pause: { actor: 'a person' } } });
    expect(Object.values(scene.fakes).map((fake) => fake.items.has('automatic/pause'))).toEqual([true, true, true]);
    expect(scene.fakes.away.lease()).toBeUndefined();
    expect(await scene.run('resume')).toMatchObject({ changed: true, automatic: {} });
    expect(await scene.state()).toEqual({ kind: 'known' });
    expect(await scene.run('resume')).toMatchObject({ changed: false });
  });

  it('is confirmed with one region lost, and still seen when that region is back', async () => {
    const scene = new Scene();
    scene.fakes.home.behaviour = 'fails';
    await scene.run('pause');
    scene.fakes.home.behaviour = 'answers';
    scene.fakes.away.behaviour = 'fails';
    expect(await scene.state()).toMatchObject({ kind: 'known', pause: { actor: 'a person' } });
  });

  it('is not confirmed with one table', async () => {
    const scene = new Scene();
    scene.fakes.home.behaviour = scene.fakes.away.behaviour = 'fails';
    await expect(scene.run('pause')).rejects.toThrow('Only 1 of the 3 lease tables');
    expect(await scene.state()).toEqual({ kind: 'unknown' });
  });

  it('holds on if a table that was lost when it was resumed still has it', async () => {
    const scene = new Scene();
    await scene.run('pause');
    scene.fakes.home.behaviour = 'fails';
    await scene.run('resume');
    scene.fakes.home.behaviour = 'answers';
    expect(await scene.state()).toMatchObject({ pause: { actor: 'a person' } });
    await scene.run('resume');
    expect(await scene.state()).toEqual({ kind: 'known' });
  });

  it('waits for an operation that runs', async () => {
    const scene = new Scene();
    for (const fake of Object.values(scene.fakes)) {
      const text = (S: string) => ({ S });
      fake.items.set('lease/lease', {
        pk: text('lease'),
        sk: text('lease'),
        operation_id: text('o1'),
        holder: text('failover by automatic'),
        beat: text('b1'),
        until: text(new Date(Date.now() + 8_000).toISOString()),
      });
    }
    setTimeout(() => {
      const { away, home } = scene.fakes;
      for (const fake of [home, away]) fake.items.set('lease/lease', { ...fake.lease(), beat: { S: 'b2' } });
    }, 600);
    await expect(scene.run('pause')).rejects.toThrow('failover by automatic holds the lease');
    expect(await scene.state()).toEqual({ kind: 'known' });
  });

  it('needs something that begins by itself', async () => {
    await expect(new Scene().run('pause', 'nothing')).rejects.toThrow('Nothing begins by itself on this pair');
  });
});

describe('an acknowledgement', () => {
  it('is for the act that it has seen', async () => {
    const scene = new Scene();
    await scene.act('a1');
    expect(await scene.run('acknowledge')).toMatchObject({ changed: true });
    expect(await scene.state()).toMatchObject({ failover: { id: 'a1', acknowledged: { actor: 'a person' } } });
    await scene.act('a2');
    expect(await scene.state()).toMatchObject({ failover: { id: 'a2' } });
    expect((await scene.state()) as object).not.toHaveProperty('failover.acknowledged');
  });

  it('finds nothing to do without an act', async () => {
    expect(await new Scene().run('acknowledge')).toMatchObject({ changed: false });
  });
});

it('a state that cannot be read is not known, because it may be a pause of a newer release', async () => {
  const scene = new Scene();
  await scene.run('pause');
  const item = scene.fakes.home.items.get('automatic/pause');
  scene.fakes.home.items.set('automatic/pause', { ...item, value: { S: '{"since":1}' } });
  expect(await scene.state()).toEqual({ kind: 'unknown' });
});

describe('events', () => {
  it('of a control have no other field', () => {
    expect(parseControlEvent({ operation: 'pause', reason: 'a test' })).toEqual({
      operation: 'pause',
      reason: 'a test',
      actor: 'unknown',
    });
    expect(() => parseControlEvent({ operation: 'pause', to: 'home' })).toThrow('malformed');
    expect(parseControlEvent({ operation: 'failover' })).toBeUndefined();
  });

  it.each([
    { operation: 'failover', to: 'home', reason: 'r', automatic: { beats: {} } },
    { operation: 'failback', automatic: { beats: {} } },
    { operation: 'switchover', automatic: { beats: {} } },
    { operation: 'failover', reason: 'r', accept: ['loss'], automatic: { beats: {} } },
    { operation: 'fence', to: 'home', automatic: { beats: {} } },
  ])('that may not begin by themselves are refused: %j', (event) => {
    expect(() => parseOperationEvent(event)).toThrow('Only a failover to away, or a fence, can begin by itself');
  });
});
