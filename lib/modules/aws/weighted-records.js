"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WeightedRecords = void 0;
const route53_record_1 = require("@cdktf/provider-aws/lib/route53-record");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/shared/contract");
const names_1 = require("../private/names");
/** All traffic to home on the first day. From then on the weights belong to the running system. */
const FIRST_WEIGHTS = { home: 255, away: 0 };
const DEFAULT_TTL_SECONDS = 60;
/** The two weighted records of the client name. */
class WeightedRecords extends constructs_1.Construct {
    props;
    /** Set identifiers of the two records. */
    setIdentifiers;
    constructor(scope, id, props) {
        super(scope, id);
        this.props = props;
        this.setIdentifiers = { home: (0, names_1.nameOf)('vault', props, 'home'), away: (0, names_1.nameOf)('vault', props, 'away') };
        for (const cluster of contract_1.CLUSTER_NAMES)
            this.createRecord(cluster, props.targets[cluster]);
    }
    createRecord(cluster, { dnsName, loadBalancerZoneId }) {
        const { provider, hostedZoneId, clientName, ttlSeconds } = this.props;
        new route53_record_1.Route53Record(this, cluster, {
            provider,
            zoneId: hostedZoneId,
            name: clientName,
            setIdentifier: this.setIdentifiers[cluster],
            weightedRoutingPolicy: { weight: FIRST_WEIGHTS[cluster] },
            ...(loadBalancerZoneId === undefined
                ? { type: 'CNAME', ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS, records: [dnsName] }
                : { type: 'A', alias: { name: dnsName, zoneId: loadBalancerZoneId, evaluateTargetHealth: false } }),
            // A failover's weights are not drift: the next apply must not send clients back.
            lifecycle: { ignoreChanges: ['weighted_routing_policy'] },
        });
    }
    /** Lets a Lambda read and change these two records and nothing else in the zone, and tells it which they are. */
    grantSwitch(lambda) {
        const { hostedZoneId, clientName, region } = this.props;
        const partition = (0, names_1.partitionOf)(region);
        const zoneArn = `arn:${partition}:route53:::hostedzone/${hostedZoneId}`;
        lambda.addEnvironment(contract_1.DNS_ENV.hostedZoneId, hostedZoneId);
        lambda.addEnvironment(contract_1.DNS_ENV.clientName, clientName);
        lambda.addEnvironment(contract_1.DNS_ENV.homeSetIdentifier, this.setIdentifiers.home);
        lambda.addEnvironment(contract_1.DNS_ENV.awaySetIdentifier, this.setIdentifiers.away);
        lambda.allow({ Sid: 'ReadRecords', Action: ['route53:ListResourceRecordSets'], Resource: [zoneArn] });
        lambda.allow({
            Sid: 'ChangeWeights',
            Action: ['route53:ChangeResourceRecordSets'],
            Resource: [zoneArn],
            Condition: {
                'ForAllValues:StringEquals': {
                    'route53:ChangeResourceRecordSetsNormalizedRecordNames': [clientName.toLowerCase()],
                    'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
                },
            },
        });
        // Changes have no owner: their ids are not known before.
        lambda.allow({
            Sid: 'ReadChange',
            Action: ['route53:GetChange'],
            Resource: [`arn:${partition}:route53:::change/*`],
        });
    }
}
exports.WeightedRecords = WeightedRecords;
//# sourceMappingURL=weighted-records.js.map