import { VaultCluster, type VaultClusterProps, type VaultProduct } from 'cdktf-vault-dr';
import { synthesise, type Providers, type Statement, type Synthesised } from '../synthesise';

type Attributes = Readonly<Record<string, unknown>>;

const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];
export const subnets = zones.map((availabilityZone, index) => ({ subnetId: `subnet-${index + 1}`, availabilityZone }));

export const secretIn = (region: string, name: string): { readonly secretArn: string } => ({
  secretArn: `arn:aws:secretsmanager:${region}:111111111111:secret:${name}-AbCdEf`,
});

/** Props of a valid cluster; a test changes what it is about. */
export const validClusterProps = ({ home }: Providers): VaultClusterProps => ({
  environment: 'test',
  identifier: 'a1-home',
  product: 'vault-enterprise',
  version: '1.21.4',
  provider: home,
  region: 'eu-west-1',
  vpcId: 'vpc-1',
  subnets,
  name: 'vault-home.example.com',
  zone: { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' },
  image: { imageId: 'ami-0123456789abcdef0' },
  tls: secretIn('eu-west-1', 'vault-tls'),
  license: secretIn('eu-west-1', 'vault-license'),
  access: { clients: { cidrs: ['10.0.0.0/8'] }, peers: { cidrs: ['10.2.0.0/16'] } },
});

type Change = (valid: VaultClusterProps, providers: Providers) => VaultClusterProps;
const unchanged: Change = (valid) => valid;

/** Synthesises one cluster with the id `cluster`. */
export const synthesiseCluster = (change: Change = unchanged): Synthesised =>
  synthesise((stack, providers) => {
    new VaultCluster(stack, 'cluster', change(validClusterProps(providers), providers));
  });

/** The valid props for another product. */
export const withProduct =
  (product: VaultProduct): Change =>
  ({ license, ...valid }) => ({
    ...valid,
    product,
    ...(product === 'vault-enterprise' && { license }),
    ...(product === 'openbao' && {
      version: '2.7.2',
      seal: { plugin: { command: 'openbao-plugin-kms-aws', version: 'v0.1.0', sha256: 'a'.repeat(64) } },
    }),
  });

export const ofType = ({ resource }: Synthesised, type: string): readonly Attributes[] =>
  Object.values(resource[type] ?? {});

/** The only resource of its type. */
export function only(synthesised: Synthesised, type: string): Attributes {
  const [resource, ...others] = ofType(synthesised, type);
  if (!resource || others.length > 0) throw new Error(`there are ${others.length + (resource ? 1 : 0)} ${type}`);
  return resource;
}

/** The statements of the nodes' role. */
export const nodeStatements = (synthesised: Synthesised): readonly Statement[] =>
  (JSON.parse(String(only(synthesised, 'aws_iam_role_policy')['policy'])) as { Statement: Statement[] }).Statement;

/** The user data, as Terraform would fill it in: with its expressions in place of their values. */
export function userDataOf(synthesised: Synthesised): string {
  const { locals } = synthesised as unknown as { locals: Record<string, string> };
  return String(Object.values(locals)[0]).replace(/([$%])\1\{/g, '$1{');
}
