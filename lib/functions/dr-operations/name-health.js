"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.openNameHealth = openNameHealth;
const contract_1 = require("../shared/contract");
const errors_1 = require("../shared/errors");
const partition_1 = require("../shared/partition");
const sign_1 = require("../shared/sign");
const contract_2 = require("../watch/contract");
/** Limit of one request, and how often a signal is sent. The change of the weights is tried again meanwhile. */
const SIGNAL_MS = 1_000;
const SIGNAL_ATTEMPTS = 2;
/** Limit of one request to one endpoint. AWS guarantees no single endpoint, and four of five. */
const CONTROL_MS = 2_000;
function openNameHealth(traffic, options) {
    switch (traffic.kind) {
        case 'signal':
            return {
                lead: (cluster) => announce(traffic, options, cluster),
                // The watch no longer repeats it, because the journal no longer says that the health checks lead.
                release: async () => Promise.resolve(),
            };
        case 'routing-controls':
            return {
                lead: (cluster) => turnControls(traffic, options, [cluster]),
                release: () => turnControls(traffic, options, contract_1.CLUSTER_NAMES),
            };
    }
}
/** Publishes the signal of a cluster in its own region. The watch there repeats it. */
async function announce({ environment, identifier }, { regions, credentials, cloudWatch }, cluster) {
    const region = regions[cluster];
    const dimensions = Object.entries({ environment, identifier, cluster }).flatMap(([name, value], index) => [
        [`MetricData.member.1.Dimensions.member.${index + 1}.Name`, name],
        [`MetricData.member.1.Dimensions.member.${index + 1}.Value`, value],
    ]);
    const body = new URLSearchParams({
        Action: 'PutMetricData',
        Version: '2010-08-01',
        Namespace: contract_2.NAMESPACE,
        'MetricData.member.1.MetricName': contract_2.SIGNAL,
        'MetricData.member.1.Unit': 'Count',
        'MetricData.member.1.Value': '1',
        ...Object.fromEntries(dimensions),
    }).toString();
    const request = {
        service: 'monitoring',
        region,
        url: `${cloudWatch ?? cloudWatchOf(region)}/`,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body,
    };
    const attempts = Array.from({ length: SIGNAL_ATTEMPTS }, () => request);
    await firstThatWorks(attempts, credentials, SIGNAL_MS, (cause) => {
        throw new errors_1.AwsError('CloudWatch', `PutMetricData in ${region}`, cause, SIGNAL_REMEDY);
    });
}
const cloudWatchOf = (region) => process.env['AWS_ENDPOINT_URL_CLOUDWATCH'] ??
    process.env['AWS_ENDPOINT_URL'] ??
    `https://monitoring.${region}.${(0, partition_1.dnsSuffixOf)(region)}`;
const SIGNAL_REMEDY = 'Check cloudwatch:PutMetricData and the route to CloudWatch in that region. The watch of the region says the same within a minute.';
const CONTROL_REMEDY = 'Check route53-recovery-cluster:UpdateRoutingControlStates, the route to the endpoints, and the safety rules of the control panel.';
/**
 * Switches both controls in one call, so that no state in between is seen. The endpoints are tried in random order.
 *
 * @see https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.regional.html
 */
async function turnControls({ controls, endpoints }, { credentials }, on) {
    const body = JSON.stringify({
        UpdateRoutingControlStateEntries: contract_1.CLUSTER_NAMES.map((name) => ({
            RoutingControlArn: controls[name],
            RoutingControlState: on.includes(name) ? 'On' : 'Off',
        })),
    });
    const requests = shuffled(endpoints).map(({ region, endpoint }) => ({
        service: 'route53-recovery-cluster',
        region,
        url: `${endpoint.replace(/\/$/, '')}/`,
        headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'ToggleCustomerAPI.UpdateRoutingControlStates',
        },
        body,
    }));
    await firstThatWorks(requests, credentials, CONTROL_MS, (cause) => {
        throw new errors_1.AwsError('Application Recovery Controller', 'UpdateRoutingControlStates', cause, CONTROL_REMEDY);
    });
}
function shuffled(endpoints) {
    return endpoints
        .map((endpoint) => ({ endpoint, key: Math.random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ endpoint }) => endpoint);
}
/** Sends the requests one after the other until one works, or one is refused for good. */
async function firstThatWorks(requests, credentials, limitMs, fail) {
    let failure;
    for (const request of requests) {
        try {
            return await send(request, credentials, limitMs);
        }
        catch (cause) {
            failure = cause;
            if (cause instanceof Refusal && cause.isFinal)
                break;
        }
    }
    fail(failure);
}
/** The service answered with an error status. Shaped like an error of the SDK. */
class Refusal extends Error {
    name;
    $metadata;
    constructor(name, status) {
        super(name);
        this.name = name;
        this.$metadata = { httpStatusCode: status };
    }
    /** Another attempt, or another endpoint, would answer the same. */
    get isFinal() {
        const { httpStatusCode } = this.$metadata;
        return httpStatusCode < 500 && !this.name.startsWith('Throttl');
    }
}
async function send(request, credentials, limitMs) {
    const signal = AbortSignal.timeout(limitMs);
    try {
        // The SDK's credentials have no time limit that a caller could give.
        const headers = (0, sign_1.signPost)(request, await Promise.race([credentials(), aborted(signal)]), new Date());
        const answer = await fetch(request.url, {
            method: 'POST',
            headers: (0, sign_1.headersForFetch)(headers),
            body: request.body,
            redirect: 'error',
            signal,
        });
        const text = await answer.text();
        if (!answer.ok)
            throw new Refusal(codeOf(text), answer.status);
    }
    catch (cause) {
        throw signal.aborted ? new NoAnswer() : cause;
    }
}
const aborted = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new NoAnswer()), { once: true }));
class NoAnswer extends Error {
    name = 'TimeoutError';
}
/** The code of an error, from XML or JSON. */
const codeOf = (text) => /<Code>([\w.]+)<\/Code>|"__type"\s*:\s*"(?:[^"#]*#)?([\w.]+)"/.exec(text)?.slice(1).find(Boolean) ?? 'unknown';
//# sourceMappingURL=name-health.js.map