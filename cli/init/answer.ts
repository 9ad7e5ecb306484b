import * as v from 'valibot';
import type { InitRequest } from './request';
import { isEncrypted } from './pgp-key';

const ANSWER = v.object({
  recovery_keys_base64: v.array(v.string()),
  root_token: v.string(),
});

/** What Vault answered to `sys/init`, by where it goes. */
export interface InitAnswer {
  /** Content of the file for what is encrypted. @default - nothing is */
  readonly encrypted?: object;
  /** Content of the file for what is not encrypted. @default - everything is encrypted */
  readonly plain?: object;
  /** Whether Vault encrypted everything that it was asked to encrypt. */
  readonly isAsAsked: boolean;
}

/** Sorts an answer. @returns `undefined` for an answer without keys */
export function parseAnswer(body: unknown, request: InitRequest, about: object): InitAnswer | undefined {
  const parsed = v.safeParse(ANSWER, body);
  if (!parsed.success) return undefined;
  const { recovery_keys_base64: keys, root_token: token } = parsed.output;
  const { holders, rootHolder, shares, threshold } = request;
  const recoveryKeys =
    holders.length === 0 ? keys : keys.map((share, index) => ({ share, encryptedFor: holders[index]?.file }));
  const rootToken = rootHolder === undefined ? token : { token, encryptedFor: rootHolder.file };
  const [sharesGo, tokenGoes] = [holders.length > 0, rootHolder !== undefined];
  const content = (isForEncrypted: boolean): object | undefined => {
    const parts = {
      ...(sharesGo === isForEncrypted && { shares, threshold, recoveryKeys }),
      ...(tokenGoes === isForEncrypted && { rootToken }),
    };
    return Object.keys(parts).length > 0 ? { ...about, ...parts } : undefined;
  };
  const [encrypted, plain] = [content(true), content(false)];
  return {
    ...(encrypted && { encrypted }),
    ...(plain && { plain }),
    isAsAsked: keys.length === shares && (!sharesGo || keys.every(isEncrypted)) && (!tokenGoes || isEncrypted(token)),
  };
}
