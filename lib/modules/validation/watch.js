"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateWatch = validateWatch;
const rules_1 = require("./rules");
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]+$/;
function validateWatch({ watch, home, away }) {
    if (!watch)
        return [];
    const { notify, maxLagSeconds } = watch;
    const problemsOf = (cluster, region) => {
        const arns = notify?.[cluster] ?? [];
        return [
            ...(0, rules_1.when)(notify !== undefined && arns.length === 0, `watch.notify.${cluster} is empty: give the ARN of an SNS topic, or leave out notify for a topic of its own.`),
            ...arns.flatMap((arn) => (0, rules_1.when)((0, rules_1.known)(arn) && (0, rules_1.known)(region) && !TOPIC_ARN.exec(arn)?.slice(1).includes(region), `watch.notify.${cluster} has "${arn}": give the ARN of an SNS topic in ${region}, because an alarm notifies topics of its own region only.`)),
        ];
    };
    return [
        ...problemsOf('home', home.region),
        ...problemsOf('away', away.region),
        ...(0, rules_1.whole)('watch.maxLagSeconds', maxLagSeconds, 1, 86_400),
    ];
}
//# sourceMappingURL=watch.js.map