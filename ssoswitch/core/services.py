"""The services of the AWS console: where each lives, and the names that people call it by.

Paths are those of the console's own navigation; `global` services have one place for all regions and ignore the
region asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from ssoswitch.model.errors import NoMatch
from ssoswitch.model.frozen import frozen


@frozen
class Service:
    """One service. `path` follows the console's host and may carry a fragment; `aliases` are other names for it."""

    name: str
    title: str
    path: str
    aliases: tuple[str, ...] = ()
    everywhere: bool = False
    """True: a global service, the same in every region."""


# name | title | path | aliases | g for global
_TABLE = """
home|Console home|console/home|console start
accessanalyzer|IAM Access Analyzer|access-analyzer/home|access-analyzer analyzer
account|Account|billing/home#/account|my-account|g
acm|Certificate Manager|acm/home|certificates certificate-manager certs
acmpca|Private Certificate Authority|acm-pca/home|pca private-ca acm-pca
amis|EC2 AMIs|ec2/home#Images:|ami images
amplify|Amplify|amplify/home
apigateway|API Gateway|apigateway/main/apis|apigw api-gateway api agw
appconfig|AppConfig|systems-manager/appconfig
appflow|AppFlow|appflow/home
appmesh|App Mesh|appmesh/get-started
apprunner|App Runner|apprunner/home|app-runner
appstream|AppStream 2.0|appstream2/home|appstream2
appsync|AppSync|appsync/home|graphql
artifact|Artifact|artifact/home||g
athena|Athena|athena/home
auditmanager|Audit Manager|auditmanager/home|audit-manager
autoscaling|EC2 Auto Scaling|ec2/home#AutoScalingGroups:|asg auto-scaling
backup|Backup|backup/home
batch|Batch|batch/home
bedrock|Bedrock|bedrock/home|genai
billing|Billing and Cost Management|costmanagement/home|bill bills cost costs payments|g
budgets|Budgets|costmanagement/home#/budgets|budget|g
chatbot|Chatbot|chatbot/home||g
cloud9|Cloud9|cloud9/home|c9
cloudformation|CloudFormation|cloudformation/home|cfn cf stacks
cloudfront|CloudFront|cloudfront/v4/home|cdn|g
cloudhsm|CloudHSM|cloudhsm/home|hsm
cloudmap|Cloud Map|cloudmap/home|servicediscovery
cloudshell|CloudShell|cloudshell/home|shell
cloudtrail|CloudTrail|cloudtrailv2/home|ct trail trails
cloudwatch|CloudWatch|cloudwatch/home|cw metrics alarms
codeartifact|CodeArtifact|codesuite/codeartifact/start
codebuild|CodeBuild|codesuite/codebuild/projects|cb
codecommit|CodeCommit|codesuite/codecommit/repositories|cc
codedeploy|CodeDeploy|codesuite/codedeploy/applications|cd
codepipeline|CodePipeline|codesuite/codepipeline/pipelines|cp pipelines
cognito|Cognito|cognito/v2/idp/user-pools|userpools
comprehend|Comprehend|comprehend/home
computeoptimizer|Compute Optimizer|compute-optimizer/home|compute-optimizer
config|Config|config/home
connections|Developer Tools connections|codesuite/settings/connections|codeconnections
connect|Connect|connect/v2/app/instances
controltower|Control Tower|controltower/home|control-tower
costexplorer|Cost Explorer|costmanagement/home#/cost-explorer|ce cost-explorer|g
dataexchange|Data Exchange|dataexchange/home
datasync|DataSync|datasync/home
detective|Detective|detective/home
datazone|DataZone|datazone/home
devicefarm|Device Farm|devicefarm/home
devops-guru|DevOps Guru|devops-guru/home|devopsguru
directconnect|Direct Connect|directconnect/v2/home|dx direct-connect
directoryservice|Directory Service|directoryservicev2/home|ds
dms|Database Migration Service|dms/v2/home
documentdb|DocumentDB|docdb/home|docdb
dynamodb|DynamoDB|dynamodbv2/home|ddb dynamo
ebs|EBS volumes|ec2/home#Volumes:|volumes
ec2|EC2|ec2/home|instances vm
ecr|Elastic Container Registry|ecr/repositories|registry
ecs|Elastic Container Service|ecs/v2/clusters
efs|EFS|efs/home
eks|Elastic Kubernetes Service|eks/home|kubernetes k8s
elasticache|ElastiCache|elasticache/home|redis cache memcached
elasticbeanstalk|Elastic Beanstalk|elasticbeanstalk/home|eb beanstalk
elb|Load balancers|ec2/home#LoadBalancers:|lb alb nlb loadbalancers
emr|EMR|emr/home
eventbridge|EventBridge|events/home|events eb-rules
fis|Fault Injection Service|fis/home
firehose|Data Firehose|firehose/home
fms|Firewall Manager|wafv2/fmsv2/home|firewall-manager
fsx|FSx|fsx/home
gamelift|GameLift|gamelift/home
globalaccelerator|Global Accelerator|globalaccelerator/home|ga global-accelerator|g
glue|Glue|gluestudio/home|etl
grafana|Managed Grafana|grafana/home|amg
greengrass|IoT Greengrass|iot/home#/greengrassIntro
groundstation|Ground Station|groundstation/home
guardduty|GuardDuty|guardduty/home|gd
health|Health Dashboard|health/home|phd status|g
iam|IAM|iam/home|roles users policies|g
identitycenter|IAM Identity Center|singlesignon/home|sso identity-center iic
imagebuilder|EC2 Image Builder|imagebuilder/home|image-builder
inspector|Inspector|inspector/v2/home
iot|IoT Core|iot/home
ivs|Interactive Video Service|ivs/home
kendra|Kendra|kendra/home
keyspaces|Keyspaces|keyspaces/home|cassandra
kinesis|Kinesis|kinesis/home|streams
kms|Key Management Service|kms/home|keys
lakeformation|Lake Formation|lakeformation/home|lf lake-formation
lambda|Lambda|lambda/home|l functions fn
lex|Lex|lexv2/home
licensemanager|License Manager|license-manager/home|license-manager
lightsail|Lightsail|ls/webapp/home
location|Location Service|location/home
logs|CloudWatch logs|cloudwatch/home#logsV2:log-groups|cwl log log-groups
insights|CloudWatch Logs Insights|cloudwatch/home#logsV2:logs-insights|logs-insights cwi
macie|Macie|macie/home
managedblockchain|Managed Blockchain|managedblockchain/home
marketplace|Marketplace subscriptions|marketplace/home||g
mediaconvert|MediaConvert|mediaconvert/home
medialive|MediaLive|medialive/home
memorydb|MemoryDB|memorydb/home
mgn|Application Migration Service|mgn/home
mq|Amazon MQ|amazon-mq/home|amazonmq amazon-mq rabbitmq activemq
msk|Managed Streaming for Kafka|msk/home|kafka
mwaa|Managed Airflow|mwaa/home|airflow
neptune|Neptune|neptune/home
networkfirewall|Network Firewall|vpcconsole/home#NetworkFirewalls:|network-firewall nfw
networkmanager|Network Manager|networkmanager/home|network-manager|g
opensearch|OpenSearch|aos/home|es elasticsearch aos
organizations|Organizations|organizations/v2/home|org orgs|g
outposts|Outposts|outposts/home
parameterstore|Parameter Store|systems-manager/parameters|ps param params ssm-params parameters
personalize|Personalize|personalize/home
pinpoint|Pinpoint|pinpoint/home
pipes|EventBridge Pipes|events/home#/pipes
polly|Polly|polly/home
prometheus|Managed Prometheus|prometheus/home|amp
quicksight|QuickSight|quicksight/sn/start|qs
ram|Resource Access Manager|ram/home
rds|RDS|rds/home|databases aurora db
redshift|Redshift|redshiftv2/home|rs
rekognition|Rekognition|rekognition/home
resiliencehub|Resilience Hub|resiliencehub/home
resourceexplorer|Resource Explorer|resource-explorer/home|resource-explorer re
resourcegroups|Resource Groups and Tag Editor|resource-groups/home|tags tag-editor rg
route53|Route 53|route53/v2/home|r53 dns zones|g
route53resolver|Route 53 Resolver|route53resolver/home|resolver
s3|S3|s3/home|buckets
sagemaker|SageMaker|sagemaker/home|sm-ml ml
savingsplans|Savings Plans|costmanagement/home#/savings-plans|sp|g
scheduler|EventBridge Scheduler|scheduler/home|schedules
schemas|EventBridge Schemas|events/home#/schemas
secretsmanager|Secrets Manager|secretsmanager/listsecrets|sm secrets secret
securitygroups|EC2 security groups|ec2/home#SecurityGroups:|sg security-groups
securityhub|Security Hub|securityhub/home|sh sechub
securitylake|Security Lake|securitylake/home
servicecatalog|Service Catalog|servicecatalog/home|sc service-catalog
servicequotas|Service Quotas|servicequotas/home|quotas limits
ses|Simple Email Service|ses/home|email mail
sessionmanager|Session Manager|systems-manager/session-manager|session-manager
shield|Shield|wafv2/shieldv2||g
signer|Signer|signer/home
sns|Simple Notification Service|sns/v3/home|topics
sqs|Simple Queue Service|sqs/v3/home|queues
ssm|Systems Manager|systems-manager/home|systemsmanager systems-manager mgmt
stepfunctions|Step Functions|states/home|sfn states step-functions
storagegateway|Storage Gateway|storagegateway/home
sts|Security Token Service settings|iam/home#/account_settings|token-service|g
support|Support Center|support/home|cases|g
textract|Textract|textract/home
timestream|Timestream|timestream/home
transcribe|Transcribe|transcribe/home
transfer|Transfer Family|transfer/home|sftp
transitgateway|Transit gateways|vpcconsole/home#TransitGateways:|tgw transit-gateway
translate|Translate|translate/home
trustedadvisor|Trusted Advisor|trustedadvisor/home|ta|g
verifiedpermissions|Verified Permissions|verifiedpermissions/home|avp
vpc|VPC|vpcconsole/home|vpcs network subnets
vpn|Site-to-Site VPN|vpcconsole/home#VpnConnections:
waf|WAF|wafv2/homev2|wafv2
wellarchitected|Well-Architected Tool|wellarchitected/home|wa well-architected
workmail|WorkMail|workmail/v2/home
workspaces|WorkSpaces|workspaces/v2/home|ws
xray|X-Ray traces|cloudwatch/home#xray:traces|x-ray traces
"""


def _services() -> tuple[Service, ...]:
    services = []
    for line in _TABLE.strip().splitlines():
        name, title, path, *rest = line.split("|")
        aliases = tuple(rest[0].split()) if rest else ()
        services.append(Service(name, title, path, aliases, everywhere=rest[1:] == ["g"]))
    return tuple(services)


SERVICES = _services()
BY_NAME: Mapping[str, Service] = {
    **{alias: service for service in SERVICES for alias in service.aliases},
    **{service.name: service for service in SERVICES},
}


def find_service(text: str) -> Service:
    """The service of that name, short name or title (any case). Raises NoMatch with what begins alike."""
    wanted = text.strip().casefold()
    service = BY_NAME.get(wanted) or next(
        (each for each in SERVICES if each.title.casefold() == wanted), None
    )
    if service is not None:
        return service
    raise NoMatch(
        f"There is no console service {text!r} in the table.",
        "A path such as ec2/home, or the address of a console page, is taken too.",
        [each.name for each in suggest_services(wanted)],
    )


def suggest_services(text: str, most: int = 8) -> tuple[Service, ...]:
    """Services whose names hold that text, best first: at the start of a name, then anywhere."""
    wanted = text.strip().casefold()
    if not wanted:
        return SERVICES[:most]

    def rank(service: Service) -> int:
        names = (service.name, *service.aliases)
        if wanted in names:
            return 0
        if any(name.startswith(wanted) for name in names):
            return 1
        return 2 if any(wanted in name for name in names) or wanted in service.title.casefold() else 3

    ranked = sorted(
        ((rank(service), service.name, service) for service in SERVICES), key=lambda each: each[:2]
    )
    return tuple(service for place, _, service in ranked if place < 3)[:most]
