import { functionRoleName } from '../private/names';
import type { VaultDrProps } from '../vault-dr-props';
import { DNS_NAME, known, ROLE_ARN, validateSlug, validateZone, when, whole } from './rules';

/** Limit of IAM, characters. The name of a role is the longest of all names. */
const MOST_ROLE_NAME = 64;

export function validateNames({ environment, identifier }: VaultDrProps): string[] {
  const longest = functionRoleName('dr-operation-token-gen', { environment, identifier }, 'home');
  return [
    ...validateSlug('environment', environment),
    ...validateSlug('identifier', identifier),
    ...when(
      known(longest) && longest.length > MOST_ROLE_NAME,
      `environment and identifier are too long: shorten them, because IAM allows ${MOST_ROLE_NAME} characters and the role name "${longest}" has ${longest.length}.`,
    ),
  ];
}

export function validateClientName(props: VaultDrProps): string[] {
  const { clientName, hostedZoneId, otherHostedZoneIds = [], recordTtlSeconds, dns, home } = props;
  return [
    ...when(
      known(clientName) && !DNS_NAME.test(clientName),
      `clientName is "${clientName}": give a DNS name without a dot at the end, as in "vault.example.com".`,
    ),
    ...validateZone('hostedZoneId', hostedZoneId),
    ...otherHostedZoneIds.flatMap((id, index) => validateZone(`otherHostedZoneIds[${index}]`, id)),
    ...when(
      new Set([hostedZoneId, ...otherHostedZoneIds]).size <= otherHostedZoneIds.length,
      'hostedZoneId and otherHostedZoneIds name a zone twice: name each zone once.',
    ),
    ...whole('recordTtlSeconds', recordTtlSeconds, 1, 300),
    ...when(
      dns !== undefined && known(dns.roleArn) && !ROLE_ARN.test(dns.roleArn),
      `dns.roleArn is "${dns?.roleArn}": give the ARN of an IAM role, as in "arn:aws:iam::222222222222:role/vault-dr-zone".`,
    ),
    ...when(
      dns !== undefined && dns.provider === home.provider,
      "dns.provider and home.provider are the same: give the provider of the zone's account, or leave dns out.",
    ),
  ];
}
