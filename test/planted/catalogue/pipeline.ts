import type { PlantedBug } from '../bug';

const ROLES = ['test/delivery/policies/roles.test.ts'];
const VAULT = ['test/delivery/policies/vault.test.ts'];
const BOOTSTRAP = ['test/delivery/state/bootstrap.test.ts'];
const KILLED = ['test/delivery/state/bootstrap-killed.test.ts'];
const PIPELINE = ['test/pipeline/jenkinsfile.test.ts'];

/** Bugs in the roles of the delivery and in the pipeline that uses them. */
export const pipeline: readonly PlantedBug[] = [
  {
    name: 'a record may be written over',
    file: 'delivery/policies/bucket.json',
    find: `"s3:if-none-match": "true"`,
    replace: `"s3:if-none-match": "false"`,
    tests: ROLES,
  },
  {
    name: 'a record may be hidden under a delete marker',
    file: 'delivery/policies/bucket.json',
    find: `"s3:DeleteObject", `,
    replace: ``,
    tests: ROLES,
  },
  {
    name: 'a record may be locked for a month only',
    file: 'delivery/policies/bucket.json',
    find: `"364"`,
    replace: `"30"`,
    tests: ROLES,
  },
  {
    name: 'whoever is an administrator may write a review',
    file: 'delivery/policies/bucket.json',
    find: `/evidence/reviews/*"`,
    replace: `/evidence/review/*"`,
    tests: ROLES,
  },
  {
    name: 'the role that plans may write the record of an apply',
    file: 'delivery/policies/plan.json',
    find: `/evidence/reviews/*"`,
    replace: `/evidence/*"`,
    tests: ROLES,
  },
  {
    name: 'the role that plans may read everything in a table',
    file: 'delivery/policies/read.json',
    find: `"dynamodb:LeadingKeys": ["lease"]`,
    replace: `"dynamodb:LeadingKeys": ["lease", "run#1"]`,
    tests: ROLES,
  },
  {
    name: 'the role that applies may change its own role',
    file: 'delivery/policies/apply.json',
    find: `"iam:UpdateRoleDescription"\n      ],\n      "Resource": "arn:{{partition}}:iam::{{account}}:role/vault-*-{{environment}}-{{identifier}}"`,
    replace: `"iam:UpdateRoleDescription"\n      ],\n      "Resource": "arn:{{partition}}:iam::{{account}}:role/vault-*"`,
    tests: ROLES,
  },
  {
    name: 'the role that applies may delete the key of the state',
    file: 'delivery/policies/apply.json',
    find: `        "kms:ScheduleKeyDeletion",\n        "kms:TagResource",\n        "kms:UntagResource",\n        "kms:UpdateAlias"\n      ],`,
    replace: `        "kms:TagResource",\n        "kms:UntagResource",\n        "kms:UpdateAlias"\n      ],`,
    tests: ROLES,
  },
  {
    name: 'the agent that plans may take the role that applies',
    file: 'delivery/policies/render.ts',
    find: `AGENT_ROLES[access]`,
    replace: `AGENT_ROLES.plan`,
    tests: ROLES,
  },
  {
    name: 'only the first zone of the client name may be changed',
    file: 'delivery/policies/render.ts',
    find: `[hostedZoneId, ...otherHostedZoneIds]`,
    replace: `hostedZoneId`,
    tests: ROLES,
  },
  {
    name: 'the login for a plan may write a policy',
    file: 'delivery/policies/vault-plan.hcl',
    find: `path "sys/policies/acl/dr-operation-token-{{environment}}-{{identifier}}" {\n  capabilities = ["read"]`,
    replace: `path "sys/policies/acl/dr-operation-token-{{environment}}-{{identifier}}" {\n  capabilities = ["read", "update"]`,
    tests: VAULT,
  },
  {
    name: 'a weakened statement of the bucket policy stays',
    file: 'delivery/state/bucket-settings.ts',
    find: ` && includes(own, each)`,
    replace: ``,
    tests: BOOTSTRAP,
  },
  {
    name: 'a role that somebody opened for others stays open',
    file: 'delivery/state/role-settings.ts',
    find: `isSame(textOf((await read()) ?? '', 'AssumeRolePolicyDocument'), trust)`,
    replace: `textOf((await read()) ?? '', 'AssumeRolePolicyDocument') !== undefined`,
    tests: BOOTSTRAP,
  },
  {
    name: 'a bootstrap that was killed makes a second key',
    file: 'delivery/state/key-settings.ts',
    find: `(await findUnnamedKey(clients, store)) ?? `,
    replace: ``,
    tests: KILLED,
  },
  {
    name: 'a branch starts a drill',
    file: 'Jenkinsfile',
    find: `return isStartedByBuild() ? 'review' : params.TASK`,
    replace: `return params.TASK`,
    tests: PIPELINE,
  },
  {
    name: 'a pull request is planned by its own code',
    file: 'Jenkinsfile',
    find: `        sh "make change ENV=\${environment}"\n`,
    replace: `        asRole('plan', environment) { sh "make change ENV=\${environment}" }\n`,
    tests: PIPELINE,
  },
  {
    name: 'a pull request that has gone on is reviewed',
    file: 'Jenkinsfile',
    find: `if (readFile('out/change/tree').trim() != tree) {`,
    replace: `if (readFile('out/change/tree').trim().isEmpty()) {`,
    tests: PIPELINE,
  },
  {
    name: 'a number of a pull request may be a command',
    file: 'Jenkinsfile',
    find: `text ==~ /\\d{1,9}/`,
    replace: `text =~ /\\d{1,9}/`,
    tests: PIPELINE,
  },
  {
    name: 'a question holds the lock of its environment',
    file: 'Jenkinsfile',
    find: `      question = applyTo(environment, ask(environment, question))`,
    replace: `      lock("vault-dr-\${environment}") { question = applyTo(environment, ask(environment, question)) }`,
    tests: PIPELINE,
  },
  {
    name: 'an answer becomes text of a command',
    file: 'Jenkinsfile',
    find: `sh(script: "make apply ENV=\${environment}", returnStatus: true)`,
    replace: `sh(script: "make apply ENV=\${environment} \${approval.join(' ')}", returnStatus: true)`,
    tests: PIPELINE,
  },
  {
    name: 'an apply that fails does not stop the next environment',
    file: 'Jenkinsfile',
    find: `            if (!isOvertaken) { deliverTo(environment) }`,
    replace: `            if (!isOvertaken) { orFail(environment) { deliverTo(environment) } }`,
    tests: PIPELINE,
  },
  {
    name: 'an older build goes on after main has gone on',
    file: 'Jenkinsfile',
    find: `      if (isOvertaken) { return }\n`,
    replace: ``,
    tests: PIPELINE,
  },
  {
    name: 'a failed delivery tells nobody',
    file: 'Jenkinsfile',
    find: `if (isTrusted() && task() != 'review' && !isOvertaken) {`,
    replace: `if (isTrusted() && task() == 'drift' && !isOvertaken) {`,
    tests: PIPELINE,
  },
];
