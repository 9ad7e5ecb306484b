"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.WeightedRecords = void 0;
const route53_record_1 = require("@cdktf/provider-aws/lib/route53-record");
const cdktf_1 = require("cdktf");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/shared/contract");
const partition_1 = require("../../functions/shared/partition");
const names_1 = require("../private/names");
/** Weights at creation: all clients use home. Terraform never changes them afterwards; operations do. */
const FIRST_WEIGHTS = { home: 255, away: 0 };
/** Short, because a client uses the old cluster until its cached record expires. */
const DEFAULT_TTL_SECONDS = 10;
/**
 * The two weighted records of the client name in each of its zones, one per cluster. All clients use home until an operation changes the
 * weights; Terraform ignores that change.
 */
class WeightedRecords extends constructs_1.Construct {
    props;
    /** Set identifier of the record of each cluster. */
    setIdentifiers;
    /** Target of the record of each cluster. */
    targets;
    constructor(scope, id, props) {
        super(scope, id);
        this.props = props;
        this.setIdentifiers = { home: (0, names_1.nameOf)('vault', props, 'home'), away: (0, names_1.nameOf)('vault', props, 'away') };
        this.targets = props.targets;
        this.createRecords(this, props.hostedZoneId);
        (props.otherHostedZoneIds ?? []).forEach((zone, index) => {
            // The id of a zone that the stack itself creates is not known yet, and cannot be part of an address.
            this.createRecords(new constructs_1.Construct(this, cdktf_1.Token.isUnresolved(zone) ? `zone-${index + 2}` : zone), zone);
        });
    }
    createRecords(scope, hostedZoneId) {
        for (const cluster of contract_1.CLUSTER_NAMES) {
            this.createRecord(scope, cluster, cluster, hostedZoneId, 'A');
            if (this.targets[cluster].ipv6)
                this.createRecord(scope, `${cluster}-ipv6`, cluster, hostedZoneId, 'AAAA');
        }
    }
    createRecord(scope, id, cluster, hostedZoneId, aliasType) {
        const { dnsName, loadBalancerZoneId } = this.targets[cluster];
        const { provider, clientName, ttlSeconds, healthCheckIds } = this.props;
        new route53_record_1.Route53Record(scope, id, {
            provider,
            zoneId: hostedZoneId,
            name: clientName,
            setIdentifier: this.setIdentifiers[cluster],
            weightedRoutingPolicy: { weight: FIRST_WEIGHTS[cluster] },
            ...(loadBalancerZoneId === undefined
                ? { type: 'CNAME', ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS, records: [dnsName] }
                : { type: aliasType, alias: { name: dnsName, zoneId: loadBalancerZoneId, evaluateTargetHealth: false } }),
            ...(healthCheckIds && { healthCheckId: healthCheckIds[cluster] }),
            // An operation changes the weights. The next apply must not send clients back to the old primary.
            lifecycle: { ignoreChanges: ['weighted_routing_policy'] },
        });
    }
    /**
     * Lets a Lambda list the records of the zone and change those of the client name. Sets the variables with the zone,
     * the client name and the set identifiers. If the zone is in another account, the Lambda may assume the role there
     * instead, and the role needs `switchStatements`.
     */
    grantSwitch(lambda) {
        this.grant(lambda, this.switchStatements);
    }
    /** Lets a Lambda list the records of the zone, and sets the same variables. */
    grantRead(lambda) {
        this.grant(lambda, this.switchStatements.slice(0, 1));
    }
    grant(lambda, statements) {
        const { clientName, roleArn } = this.props;
        lambda.addEnvironment(contract_1.DNS_ENV.hostedZoneIds, this.hostedZoneIds.join(','));
        lambda.addEnvironment(contract_1.DNS_ENV.clientName, clientName);
        lambda.addEnvironment(contract_1.DNS_ENV.homeSetIdentifier, this.setIdentifiers.home);
        lambda.addEnvironment(contract_1.DNS_ENV.awaySetIdentifier, this.setIdentifiers.away);
        if (roleArn === undefined) {
            for (const statement of statements)
                lambda.allow(statement);
        }
        else {
            lambda.addEnvironment(contract_1.DNS_ENV.roleArn, roleArn);
            lambda.allow({ Sid: 'AssumeZoneRole', Action: ['sts:AssumeRole'], Resource: [roleArn] });
        }
    }
    /** The permissions that reading the records and changing the weights takes. */
    get switchStatements() {
        const { clientName, region } = this.props;
        const partition = (0, partition_1.partitionOf)(region);
        const zoneArns = this.hostedZoneIds.map((id) => `arn:${partition}:route53:::hostedzone/${id}`);
        return [
            { Sid: 'ReadRecords', Action: ['route53:ListResourceRecordSets'], Resource: zoneArns },
            {
                Sid: 'ChangeWeights',
                Action: ['route53:ChangeResourceRecordSets'],
                Resource: zoneArns,
                Condition: {
                    'ForAllValues:StringEquals': {
                        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [clientName.toLowerCase()],
                        'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
                        'route53:ChangeResourceRecordSetsRecordTypes': this.recordTypes(),
                    },
                },
            },
            // Route 53 makes up the id of a change when the change is sent, so a policy cannot name it.
            { Sid: 'ReadChange', Action: ['route53:GetChange'], Resource: [`arn:${partition}:route53:::change/*`] },
        ];
    }
    get hostedZoneIds() {
        const { hostedZoneId, otherHostedZoneIds = [] } = this.props;
        return [hostedZoneId, ...otherHostedZoneIds];
    }
    recordTypes() {
        const targets = Object.values(this.targets);
        if (targets.every(({ loadBalancerZoneId }) => loadBalancerZoneId === undefined))
            return ['CNAME'];
        return targets.some(({ ipv6 }) => ipv6) ? ['A', 'AAAA'] : ['A'];
    }
}
exports.WeightedRecords = WeightedRecords;
//# sourceMappingURL=weighted-records.js.map