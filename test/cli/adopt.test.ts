import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { readFileSync } from 'node:fs';
import { SCHEMA_FILE } from '../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../docs/generate/schemas/json-schema';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { Operator } from './operator';
import { schemaProblems } from './schema-problems';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

describe('vault-dr adopt', () => {
  let operator: Operator;
  let route53: Route53Client;
  beforeAll(async () => {
    operator = await Operator.start();
    const { url: endpoint } = operator.world.aws;
    route53 = new Route53Client({ endpoint, region: 'us-east-1', credentials: ROOT_CREDENTIALS });
  });
  afterAll(async () => {
    route53.destroy();
    await operator.stop();
  });

  const records = async (): Promise<ResourceRecordSet[]> => {
    const { hostedZoneId, clientName } = operator.world;
    const { ResourceRecordSets = [] } = await route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, StartRecordName: clientName }),
    );
    return ResourceRecordSets.filter(({ Name }) => Name === `${clientName}.`);
  };

  const summary = async (): Promise<unknown[]> =>
    (await records()).map(({ SetIdentifier, Weight, TTL }) => [SetIdentifier, Weight, TTL]).sort();

  it('takes over a simple record, changes a TTL, and then has nothing to do', async () => {
    const { hostedZoneId, clientName } = operator.world;
    const [home, away] = (await records()).sort((a, b) => (b.Weight ?? 0) - (a.Weight ?? 0));
    await route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: hostedZoneId,
        ChangeBatch: {
          Changes: [
            { Action: 'DELETE', ResourceRecordSet: home },
            { Action: 'DELETE', ResourceRecordSet: away },
            {
              Action: 'CREATE',
              ResourceRecordSet: {
                Name: clientName,
                Type: 'CNAME',
                TTL: 300,
                ResourceRecords: home?.ResourceRecords,
              },
            },
          ],
        },
      }),
    );
    const before = await summary();

    const dry = await operator.run(['adopt', '--dry-run', '-o', 'json']);
    const document = JSON.parse(dry.stdout) as object;
    const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;
    expect(schemaProblems(schema, 'AdoptDocument', document)).toEqual([]);
    expect(await summary()).toEqual(before);

    expect(await operator.run(['adopt'])).toMatchObject({ code: 64 }); // without a terminal it cannot ask
    expect(await summary()).toEqual(before);

    const adopted = await operator.run(['adopt', '--yes', '--ttl', '30']);
    expect(adopted).toMatchObject({ code: 0 });
    expect(adopted.stdout).toContain(`terraform import ADDRESS '${hostedZoneId}_${clientName}_CNAME_`);
    expect(await summary()).toEqual([
      [away?.SetIdentifier, 0, 30],
      [home?.SetIdentifier, 255, 30],
    ]);

    await operator.run(['adopt', '--yes', '--ttl', '20']);
    expect(await summary()).toEqual([
      [away?.SetIdentifier, 0, 20],
      [home?.SetIdentifier, 255, 20],
    ]);
    const again = await operator.run(['adopt', '--yes', '--ttl', '20']);
    expect(again.stdout).toMatch(/^Both weighted records exist, with a TTL of 20 s\./);
  });
});
