mock_provider "aws" {}

variables {
  name        = "us-east"
  coordinates = { latitude = 38.95, longitude = -77.45 }
  cidr_block  = "10.1.0.0/16"
  zones       = ["us-east-1a", "us-east-1b", "us-east-1c"]
  image_id    = "ami-0123456789abcdef0"
}

run "a_region_has_every_part" {
  command = plan

  assert {
    condition     = length([for m in local.machines : m if m.role == "broker"]) == 3
    error_message = "A region needs three brokers for min.insync.replicas=2."
  }
  assert {
    condition     = length(distinct([for m in local.brokers : m.zone])) == 3
    error_message = "Every broker must stand in a zone of its own."
  }
  assert {
    condition     = length(aws_ebs_volume.log) == 3
    error_message = "Every broker needs a log volume."
  }
  assert {
    condition     = toset(keys(local.openings)) == toset([for m in local.machines : m.role])
    error_message = "Every role needs a security group, and no group may be without a role."
  }
}

run "nothing_but_edges_and_dns_is_open_to_users" {
  command = plan

  assert {
    condition     = toset([for r in local.rules : r.role if r.cidr == "0.0.0.0/0"]) == toset(["edge", "dns"])
    error_message = "Only edges and name servers may be reachable from everywhere."
  }
}

run "operators_api_is_never_open_to_the_internet" {
  command = plan
  variables {
    operator_cidr_blocks = ["0.0.0.0/0"]
  }
  expect_failures = [var.operator_cidr_blocks]
}

run "one_edge_is_too_few" {
  command = plan
  variables {
    edges = 1
  }
  expect_failures = [var.edges]
}

run "two_zones_are_too_few" {
  command = plan
  variables {
    zones = ["us-east-1a", "us-east-1b"]
  }
  expect_failures = [var.zones]
}
