"""Deploys the CloudFormation templates to moto's AWS and looks at what is there then.

Nothing of this costs anything or reaches AWS; what moto does not check (quotas, names taken,
whether an image starts) is not checked here either.
"""

from pathlib import Path

import boto3
import pytest
from cfnlint.decode import decode
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.server import ThreadedMotoServer

AWS = Path(__file__).resolve().parents[1] / "aws"
SERVICES = ["gateway", "inference", "recommender", "ingest"]
REGION = "ap-northeast-2"
KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": REGION}


def without_holes(clean_json):
    """CloudFormation leaves out what is AWS::NoValue; moto, in lists, leaves a hole."""

    def cleaned(*arguments):
        value = clean_json(*arguments)
        return [item for item in value if item is not None] if isinstance(value, list) else value

    return cleaned


parsing.clean_json = without_holes(parsing.clean_json)


def teach(resource_type, make):
    """Has moto's CloudFormation make what moto knows, but not from a template: `make` asks for it
    through the service's own interface, and returns its physical id and its attributes."""

    class Taught(CloudFormationModel):
        # Moto reads from this whose model it is.
        __module__ = "moto.taught.models"

        @staticmethod
        def cloudformation_name_type():
            return None

        @staticmethod
        def cloudformation_type():
            return resource_type

        @classmethod
        def create_from_cloudformation_json(cls, name, json, account_id, region_name, **_):
            made = cls()
            made.physical_resource_id, made.attributes = make(name, json["Properties"])
            return made

        @classmethod
        def has_cfn_attr(cls, _):
            return True

        def get_cfn_attribute(self, name):
            return self.attributes[name]

    TAUGHT.append(Taught)


TAUGHT = []
SERVER = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)


def client(service):
    host, port = SERVER.get_host_and_port()
    return boto3.client(service, endpoint_url=f"http://{host}:{port}", **KEYS)


def make_secret(name, properties):
    arn = client("secretsmanager").create_secret(Name=name, Description=properties["Description"])["ARN"]
    return arn, {}


def make_namespace(_, properties):
    discovery = client("servicediscovery")
    operation = discovery.create_private_dns_namespace(**properties)["OperationId"]
    return discovery.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"], {}


def make_discovery(_, properties):
    failures = {"FailureThreshold": int(properties["HealthCheckCustomConfig"]["FailureThreshold"])}
    made = client("servicediscovery").create_service(**{**properties, "HealthCheckCustomConfig": failures})["Service"]
    return made["Id"], {"Arn": made["Arn"]}


def make_scaling_target(_, properties):
    capacities = {name: int(properties[name]) for name in ["MinCapacity", "MaxCapacity"]}
    client("application-autoscaling").register_scalable_target(**{**properties, **capacities})
    return "|".join(properties[part] for part in ["ResourceId", "ScalableDimension", "ServiceNamespace"]), {}


def make_scaling_policy(name, properties):
    properties = dict(properties)
    resource, dimension, namespace = properties.pop("ScalingTargetId").split("|")
    target = {"ResourceId": resource, "ScalableDimension": dimension, "ServiceNamespace": namespace}
    made = client("application-autoscaling").put_scaling_policy(**target, **properties)
    return made["PolicyARN"], {}


def make_alarm(name, properties):
    client("cloudwatch").put_metric_alarm(AlarmName=name, **named(properties))
    return name, {}


def named(value):
    """Attributes that moto's load balancers have not, by their names."""
    if isinstance(value, dict):
        if value.keys() == {"Fn::GetAtt"}:
            return ".".join(value["Fn::GetAtt"])
        return {key: named(item) for key, item in value.items()}
    return [named(item) for item in value] if isinstance(value, list) else value


def camel(value):
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: camel(item) for key, item in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


def make_capacity_provider(name, properties):
    client("ecs").create_capacity_provider(name=name, **camel(properties))
    return name, {}


def make_cluster_capacity(name, properties):
    client("ecs").put_cluster_capacity_providers(**camel(properties))
    return name, {}


teach("AWS::SecretsManager::Secret", make_secret)
teach("AWS::ServiceDiscovery::PrivateDnsNamespace", make_namespace)
teach("AWS::ServiceDiscovery::Service", make_discovery)
teach("AWS::ApplicationAutoScaling::ScalableTarget", make_scaling_target)
teach("AWS::ApplicationAutoScaling::ScalingPolicy", make_scaling_policy)
teach("AWS::CloudWatch::Alarm", make_alarm)
teach("AWS::ECS::CapacityProvider", make_capacity_provider)
teach("AWS::ECS::ClusterCapacityProviderAssociations", make_cluster_capacity)


@pytest.fixture(scope="module")
def cloud():
    """Clients of an AWS in which everything is deployed."""
    SERVER.start()
    formation = client("cloudformation")
    certificate = client("acm").request_certificate(DomainName="wear.example")["CertificateArn"]
    deploy(formation, "overcoat", "platform", CertificateArn=certificate, AlarmEmail="on-call@wear.example")
    for service in [*SERVICES, "trainer"]:
        image = f"123456789012.dkr.ecr.{REGION}.amazonaws.com/overcoat/{service}@sha256:{'0' * 64}"
        deploy(formation, f"overcoat-{service}", "service", Service=service, Image=image, Platform="overcoat")
    yield client
    SERVER.stop()


def deploy(formation, stack, template, **parameters):
    formation.create_stack(
        StackName=stack,
        TemplateBody=(AWS / f"{template}.yml").read_text(),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    [described] = formation.describe_stacks(StackName=stack)["Stacks"]
    assert described["StackStatus"] == "CREATE_COMPLETE", described


def resources(cloud, stack):
    listed = cloud("cloudformation").list_stack_resources(StackName=stack)
    return {resource["LogicalResourceId"]: resource for resource in listed["StackResourceSummaries"]}


def written(template):
    """The resources as they are written, for what moto reads over."""
    decoded, faults = decode(str(AWS / f"{template}.yml"))
    assert not faults
    return decoded["Resources"]


def test_only_the_load_balancer_accepts_connections_from_outside(cloud):
    ec2 = cloud("ec2")
    vpc = resources(cloud, "overcoat")["Vpc"]["PhysicalResourceId"]
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
    assert len(groups) >= 4
    open_to_the_world = {
        (group["GroupId"], rule["FromPort"], rule["ToPort"])
        for group in groups
        for rule in group["IpPermissions"]
        if any(range["CidrIp"] == "0.0.0.0/0" for range in rule["IpRanges"]) or rule["Ipv6Ranges"]
    }
    [balancer] = cloud("elbv2").describe_load_balancers()["LoadBalancers"]
    [door] = balancer["SecurityGroups"]
    assert open_to_the_world == {(door, 80, 80), (door, 443, 443)}
    for group, rule in ((g, r) for g in groups for r in g["IpPermissions"]):
        assert not (rule.get("FromPort", 0) <= 22 <= rule.get("ToPort", 65535)) or group["GroupName"] == "default", rule


def test_plain_http_is_sent_to_https(cloud):
    elb = cloud("elbv2")
    [balancer] = elb.describe_load_balancers()["LoadBalancers"]
    listeners = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    actions = {listener["Port"]: listener["DefaultActions"][0]["Type"] for listener in listeners}
    assert actions == {80: "redirect", 443: "forward"}
    [targets] = elb.describe_target_groups()["TargetGroups"]
    assert (targets["HealthCheckPath"], targets["HealthCheckPort"], targets["TargetType"]) == ("/readyz", "8001", "ip")


def test_every_service_runs_and_is_rolled_back_by_itself(cloud):
    ecs = cloud("ecs")
    services = ecs.describe_services(cluster="overcoat", services=SERVICES)["services"]
    assert sorted(service["serviceName"] for service in services) == sorted(SERVICES)
    deployment = written("service")["Replicas"]["Properties"]["DeploymentConfiguration"]
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert deployment["MinimumHealthyPercent"] == 100


@pytest.mark.parametrize("service", [*SERVICES, "trainer"])
def test_a_task_has_no_more_rights_than_it_needs(cloud, service):
    task = resources(cloud, f"overcoat-{service}")["Task"]["PhysicalResourceId"]
    containers = cloud("ecs").describe_task_definition(taskDefinition=task)["taskDefinition"]["containerDefinitions"]
    own = next(container for container in containers if container["name"] == service)
    assert own["readonlyRootFilesystem"] is True and own["user"] == "65532:65532"
    assert own["linuxParameters"]["capabilities"]["drop"] == ["ALL"]
    assert "@sha256:" in own["image"]
    secret = [name for name in names(own.get("environment", [])) if "KEY" in name]
    assert secret == [], "keys come from Secrets Manager"
    assert ("OVERCOAT__KMA__AUTH_KEY" in names(own.get("secrets", []))) == (service == "ingest")

    iam = cloud("iam")
    role = resources(cloud, f"overcoat-{service}")["TaskRole"]["PhysicalResourceId"]
    policies = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in iam.list_role_policies(RoleName=role)["PolicyNames"]]
    statements = [statement for policy in policies for statement in policy["Statement"]]
    writable = {
        resource.rsplit(":::", 1)[1].split("/", 1)[1]
        for statement in statements
        if {"s3:PutObject", "s3:DeleteObject"} & set(listed(statement["Action"]))
        for resource in listed(statement["Resource"])
    }
    assert writable == {
        "gateway": set(),
        "inference": {"forecasts/*", "pointers/forecasts/*", "pointers/models/*", "quarantine/*"},
        "recommender": {"feedback/*", "keys/*", "quarantine/*"},
        "ingest": {"observations/*", "guidance/*", "pointers/crawls/*", "quarantine/*"},
        "trainer": {"models/*", "pointers/models/*", "quarantine/*"},
    }[service]
    assert not any(action.endswith("*") for statement in statements for action in listed(statement["Action"]))


def names(variables):
    return [variable["name"] for variable in variables]


def listed(value):
    return value if isinstance(value, list) else [value]


def test_the_lake_is_encrypted_versioned_and_closed(cloud):
    s3 = cloud("s3")
    lake = resources(cloud, "overcoat")["Lake"]["PhysicalResourceId"]
    [rule] = s3.get_bucket_encryption(Bucket=lake)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert written("platform")["Lake"]["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    assert written("platform")["Lake"]["DeletionPolicy"] == "Retain"
    assert all(written("platform")["Lake"]["Properties"]["PublicAccessBlockConfiguration"].values())
    [statement] = written("platform")["LakePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_machines_are_reached_through_session_manager(cloud):
    role = resources(cloud, "overcoat")["InstanceRole"]["PhysicalResourceId"]
    assert cloud("iam").get_role(RoleName=role)
    attached = written("platform")["InstanceRole"]["Properties"]["ManagedPolicyArns"]
    assert any("AmazonSSMManagedInstanceCore" in policy["Fn::Sub"] for policy in attached)
    [template] = cloud("ec2").describe_launch_templates()["LaunchTemplates"]
    [version] = cloud("ec2").describe_launch_template_versions(LaunchTemplateId=template["LaunchTemplateId"])["LaunchTemplateVersions"]
    assert "KeyName" not in version["LaunchTemplateData"]
    assert version["LaunchTemplateData"]["MetadataOptions"]["HttpTokens"] == "required"


def test_each_service_scales_by_what_it_runs_short_of(cloud):
    scaling = cloud("application-autoscaling")
    policies = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    found = {policy["ResourceId"]: policy["TargetTrackingScalingPolicyConfiguration"] for policy in policies}
    processor = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    assert found.keys() == {f"service/overcoat/{service}" for service in ["gateway", "recommender", "inference"]}
    for service in ["gateway", "recommender"]:
        assert found[f"service/overcoat/{service}"]["PredefinedMetricSpecification"] == processor
    queue = found["service/overcoat/inference"]["CustomizedMetricSpecification"]
    assert queue["MetricName"] == "inference_queue_length"
    targets = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert all(target["MinCapacity"] == 2 and target["MaxCapacity"] == 10 for target in targets)


def test_services_find_each_other_by_name(cloud):
    discovery = cloud("servicediscovery")
    [namespace] = discovery.list_namespaces()["Namespaces"]
    assert namespace["Name"] == "overcoat.internal"
    assert {service["Name"] for service in discovery.list_services()["Services"]} == set(SERVICES)
    for called in ["inference", "recommender"]:
        task = resources(cloud, "overcoat-gateway")["Task"]["PhysicalResourceId"]
        [gateway] = cloud("ecs").describe_task_definition(taskDefinition=task)["taskDefinition"]["containerDefinitions"]
        assert any(f"//{called}.overcoat.internal:" in variable["value"] for variable in gateway["environment"])


def test_somebody_is_told_when_people_get_no_answer(cloud):
    alarms = cloud("cloudwatch").describe_alarms()["MetricAlarms"]
    # Scaling has alarms of its own.
    ours = [alarm for alarm in alarms if not alarm["AlarmName"].startswith("TargetTracking-")]
    assert len(ours) == 3 + len(SERVICES)
    assert len({action for alarm in ours for action in alarm["AlarmActions"]}) == 1


def test_images_of_each_service_are_kept_and_scanned(cloud):
    repositories = cloud("ecr").describe_repositories()["repositories"]
    found = {repository["repositoryName"] for repository in repositories}
    assert found == {f"overcoat/{service}" for service in [*SERVICES, "trainer"]}
    for name, resource in written("platform").items():
        if resource["Type"] == "AWS::ECR::Repository":
            assert resource["Properties"]["ImageScanningConfiguration"] == {"ScanOnPush": True}, name
            assert resource["Properties"]["ImageTagMutability"] == "IMMUTABLE", name


def test_one_machine_accepts_http_and_nothing_else():
    [rule] = written("single")["Door"]["Properties"]["SecurityGroupIngress"]
    assert (rule["FromPort"], rule["ToPort"]) == (80, 80)
    assert "KeyName" not in written("single")["Machine"]["Properties"]


def test_github_takes_its_role_from_one_environment_and_makes_none_without_the_boundary():
    role, stack_role = (written("github")[name]["Properties"] for name in ["Role", "StackRole"])
    [trust] = role["AssumeRolePolicyDocument"]["Statement"]
    subject = trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    assert subject == {"Fn::Sub": "repo:${Repository}:environment:production"}
    [policy] = stack_role["Policies"]
    makes = [s for s in policy["PolicyDocument"]["Statement"] if "iam:CreateRole" in listed(s["Action"])]
    assert len(makes) == 1 and "iam:PermissionsBoundary" in makes[0]["Condition"]["StringEquals"]
    mine = [action for own in role["Policies"] for s in own["PolicyDocument"]["Statement"] for action in listed(s["Action"])]
    assert [action for action in mine if action.startswith("iam:")] == ["iam:PassRole"]
