import { FUNCTION_NAMES } from '../../functions/shared/contract';
import { statementsOf, synthesisePair, variablesOf, withClientCertificates } from './synthesise';

const REGIONS = { home: 'eu-west-1', away: 'eu-central-1' } as const;
const LAMBDAS = FUNCTION_NAMES.flatMap((name) =>
  (['home', 'away'] as const).map((cluster) => [cluster, `${cluster}-control-plane_${name}`] as const),
);

describe('a client certificate', () => {
  const pair = synthesisePair(withClientCertificates);
  const ofCertificate = (synthesised: typeof pair, lambda: string) =>
    statementsOf(synthesised, lambda).filter(({ Sid }) => Sid?.startsWith('ClientCertificate'));

  it.each(LAMBDAS)('in %s can be read by %s', (cluster, lambda) => {
    const region = REGIONS[cluster];
    const secretArn = `arn:aws:secretsmanager:${region}:111111111111:secret:vault-client-AbCdEf`;
    expect(variablesOf(pair, lambda)).toMatchObject({ VAULT_CLIENT_CERT_SECRET_ARN: secretArn });
    expect(ofCertificate(pair, lambda)).toEqual([
      {
        Sid: 'ClientCertificate',
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [secretArn],
      },
      {
        Sid: 'ClientCertificateKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: [`arn:aws:kms:${region}:111111111111:key/11111111-2222-3333-4444-555555555555`],
      },
    ]);
  });

  it.each(['home', 'away'])(
    'and the Vault addresses are not given to the events of %s, which never call Vault',
    (cluster) => {
      const lambda = `${cluster}-events`;
      expect(ofCertificate(pair, lambda)).toEqual([]);
      expect(Object.keys(variablesOf(pair, lambda)).filter((name) => name.startsWith('VAULT_'))).toEqual([]);
    },
  );

  it('gives nothing to the Lambdas of a pair without one', () => {
    for (const [, lambda] of LAMBDAS) {
      expect(ofCertificate(synthesisePair(), lambda)).toEqual([]);
      expect(variablesOf(synthesisePair(), lambda)).not.toHaveProperty('VAULT_CLIENT_CERT_SECRET_ARN');
    }
  });
});
