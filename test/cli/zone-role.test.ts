import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { weightsFor } from '../../functions/shared/weighted-records';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

describe('vault-dr --local with a hosted zone in another account', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await Operator.start({}, { zoneRole: 'vault-dr-zone', schedule: false });
  });
  afterAll(() => operator.stop());

  it('changes the records with the role of that account', async () => {
    const { aws } = operator.world;
    aws.calls.length = 0;
    const { code } = await operator.run(['switchover', 'dev', '--local', '--yes']);
    expect(code).toBe(0);
    expect(await operator.world.weights()).toEqual(weightsFor('away'));
    const changes = aws.calls.filter(({ operation }) => operation === 'ChangeResourceRecordSets');
    expect(changes).toHaveLength(1);
    expect(changes[0]?.accessKeyId).not.toBe(ROOT_CREDENTIALS.accessKeyId);
  });
});
