import { documentedPolicies } from '../local/zone-role';
import { resourcesOf, statementsOf, synthesisePair, variablesOf, withZoneRole } from './synthesise';

const ROLE = 'arn:aws:iam::222222222222:role/vault-dr-zone';
const LAMBDAS = ['dr-operations', 'dns-switch'].flatMap((lambda) =>
  ['home', 'away'].map((cluster) => `${cluster}-control-plane_${lambda}`),
);

describe('a hosted zone in another account', () => {
  const elsewhere = synthesisePair(withZoneRole);
  const sids = (lambda: string): unknown[] => statementsOf(elsewhere, lambda).map(({ Sid }) => Sid);

  it('gets its records with the provider of that account', () => {
    const records = Object.values(resourcesOf(elsewhere, 'aws_route53_record'));
    expect(records.map(({ provider }) => provider)).toEqual(['aws.dns', 'aws.dns']);
  });

  it.each(LAMBDAS)('is changed by %s with the role only', (lambda) => {
    expect(variablesOf(elsewhere, lambda)).toMatchObject({ DNS_ROLE_ARN: ROLE });
    expect(statementsOf(elsewhere, lambda)).toContainEqual({
      Sid: 'AssumeZoneRole',
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Resource: [ROLE],
    });
    expect(JSON.stringify(statementsOf(elsewhere, lambda))).not.toContain('route53:');
  });

  it('lets no other Lambda assume the role', () => {
    expect(sids('home-control-plane_auth')).not.toContain('AssumeZoneRole');
    expect(sids('home-control-plane_dr-operation-token-gen')).not.toContain('AssumeZoneRole');
  });

  it('is told to the tool', () => {
    const operator = elsewhere.output['vault-dr_operator']?.value;
    expect(operator).toMatchObject({ dns_role_arn: ROLE });
    const [parameter] = Object.values(resourcesOf(elsewhere, 'aws_ssm_parameter'));
    expect(JSON.parse(String(parameter?.['value']))).toMatchObject({ dns_role_arn: ROLE });
  });
});

describe('docs/zone-in-another-account.md', () => {
  const documented = documentedPolicies();

  it('gives the role exactly the permissions that the Lambdas have in their own account', () => {
    const own = statementsOf(synthesisePair(), 'home-control-plane_dr-operations').filter(({ Action }) =>
      Action.some((action) => action.startsWith('route53:')),
    );
    const { Statement } = JSON.parse(documented.permissions) as { readonly Statement: readonly unknown[] };
    expect(Statement).toEqual(own);
  });

  it('trusts exactly the roles of the Lambdas that change the records', () => {
    const production = synthesisePair((valid) => ({ ...valid, environment: 'prod', identifier: 'eu1' }));
    const roles = resourcesOf(production, 'aws_iam_role');
    const names = LAMBDAS.map((lambda) => String(roles[`${lambda}_lambda_role`]?.['name']));
    const trusted = [...documented.trust.matchAll(/:role\/([\w-]+)/g)].map(([, name = '']) => name);
    expect(trusted.sort()).toEqual(names.sort());
  });
});
