"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.headersForFetch = void 0;
exports.signPost = signPost;
const node_crypto_1 = require("node:crypto");
const sha256 = (text) => (0, node_crypto_1.createHash)('sha256').update(text).digest('hex');
const hmac = (key, text) => (0, node_crypto_1.createHmac)('sha256', key).update(text).digest();
/** `fetch` sets these headers of a signed request itself, with the values that were signed. */
const SET_BY_FETCH = new Set(['host', 'content-length']);
/** The headers of a signed request that `fetch` takes. */
const headersForFetch = (signed) => Object.fromEntries(Object.entries(signed).filter(([name]) => !SET_BY_FETCH.has(name)));
exports.headersForFetch = headersForFetch;
/**
 * Signs a POST without a query, with version 4 of AWS's signatures. Every header is signed.
 *
 * @param now time of the signature, which is valid for 15 minutes
 * @returns all headers of the request
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
function signPost({ service, region, url, headers: given, body }, credentials, now) {
    const { host, pathname } = new URL(url);
    const amzDate = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const date = amzDate.slice(0, 8);
    const headers = {
        ...given,
        'content-length': String(Buffer.byteLength(body)),
        host,
        'x-amz-date': amzDate,
        ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const signedHeaders = names.join(';');
    const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}\n`).join('');
    const canonicalRequest = ['POST', pathname, '', canonicalHeaders, signedHeaders, sha256(body)].join('\n');
    const scope = `${date}/${region}/${service}/aws4_request`;
    const stringToSign = ['AWS4-HMAC-SHA256', amzDate, scope, sha256(canonicalRequest)].join('\n');
    const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, date));
    const signature = hmac(key, stringToSign).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
        `SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return { ...headers, authorization };
}
//# sourceMappingURL=sign.js.map