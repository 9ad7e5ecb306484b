import { parseKnownFiles } from '@smithy/core/config';

/** Errors of the SDK that found no credentials, or could not make them from a profile. */
const MISSING = ['CredentialsProviderError', 'TokenProviderError', 'ProviderError', 'UnauthorizedException'];
/** Errors of AWS for credentials whose time is over. */
const EXPIRED = ['ExpiredTokenException', 'ExpiredToken', 'RequestExpired'];
/** Errors of AWS for keys that it does not know, or whose signature it does not accept. */
const UNKNOWN = ['UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidAccessKeyId'];
const BAD_SIGNATURE = ['InvalidSignatureException', 'SignatureDoesNotMatch', 'IncompleteSignatureException'];

/** What the configuration files of AWS say about the profile that is used. */
interface Profile {
  readonly name: string;
  /** Whether `AWS_PROFILE` names it. */
  readonly isChosen: boolean;
  readonly source: 'absent' | 'sso' | 'login' | 'other';
}

/**
 * What is wrong with the operator's AWS credentials, and the command that mends it.
 *
 * @returns `undefined` if the error is about something else
 */
export async function credentialProblem(error: Error, env = process.env): Promise<string | undefined> {
  const { name } = error;
  // STS, which makes the credentials of a profile with a role, calls it AccessDenied; Lambda has a longer name.
  if (name === 'AccessDenied') {
    const profile = await readProfile(env);
    return `AWS does not let you take the role of profile ${profile.name}: check role_arn and its trust policy, or use another profile`;
  }
  if (MISSING.includes(name)) return describeMissing(await readProfile(env));
  if (EXPIRED.includes(name)) return `your AWS credentials have expired: ${renew(await readProfile(env), env)}`;
  if (UNKNOWN.includes(name)) return `AWS does not know your access key: ${renew(await readProfile(env), env)}`;
  if (BAD_SIGNATURE.includes(name)) {
    return `AWS does not accept your signature: check the clock of this machine, then the secret key; or ${renew(await readProfile(env), env)}`;
  }
  return undefined;
}

function describeMissing(profile: Profile): string {
  switch (profile.source) {
    case 'absent':
      return profile.isChosen
        ? `there is no AWS profile ${profile.name}: see "aws configure list-profiles", and set AWS_PROFILE`
        : 'there are no AWS credentials: set AWS_PROFILE to a profile of "aws configure list-profiles", or make one with "aws configure sso"';
    case 'sso':
    case 'login':
      return `you are not logged in to AWS, or the login has expired: run ${loginCommand(profile)}`;
    case 'other':
      return `AWS profile ${profile.name} gives no credentials: see what is wrong with "aws sts get-caller-identity --profile ${profile.name}"`;
  }
}

/** Keys in variables come before every profile that is not chosen. */
function renew(profile: Profile, env: NodeJS.ProcessEnv): string {
  if (!profile.isChosen && env['AWS_ACCESS_KEY_ID'] !== undefined)
    return 'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or unset them and set AWS_PROFILE';
  if (profile.source === 'sso' || profile.source === 'login') return `run ${loginCommand(profile)}`;
  return `renew the keys of profile ${profile.name}, or set AWS_PROFILE to another one`;
}

const loginCommand = ({ name, source }: Profile): string =>
  `"aws ${source === 'login' ? 'login' : 'sso login'} --profile ${name}"`;

async function readProfile(env: NodeJS.ProcessEnv): Promise<Profile> {
  const chosen = env['AWS_PROFILE'];
  const name = chosen || 'default';
  const settings = (await parseKnownFiles({ ignoreCache: true }).catch((): Record<string, never> => ({})))[name];
  return { name, isChosen: Boolean(chosen), source: sourceOf(settings) };
}

function sourceOf(settings: Readonly<Record<string, string | undefined>> | undefined): Profile['source'] {
  if (settings === undefined) return 'absent';
  if (settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined) return 'sso';
  return settings['login_session'] === undefined ? 'other' : 'login';
}
