# Who may reach what. `users` is the internet, `inside` this region, `peers` the other regions, `operators` the networks named for them.
locals {
  sources = {
    users     = ["0.0.0.0/0"]
    inside    = [var.cidr_block]
    peers     = var.peer_cidr_blocks
    operators = var.operator_cidr_blocks
  }

  openings = {
    edge = [
      { from = "users", protocol = "tcp", port = 443 },
      { from = "users", protocol = "tcp", port = 80 },
      { from = "peers", protocol = "tcp", port = 443 },
      { from = "inside", protocol = "tcp", port = 5701 },
      { from = "inside", protocol = "tcp", port = 9090 },
    ]
    dns = [
      { from = "users", protocol = "udp", port = 53 },
      { from = "users", protocol = "tcp", port = 53 },
      { from = "inside", protocol = "tcp", port = 9090 },
    ]
    broker = [
      { from = "inside", protocol = "tcp", port = 9092 },
      { from = "inside", protocol = "tcp", port = 9093 },
      { from = "peers", protocol = "tcp", port = 9094 },
    ]
    redis = [
      { from = "inside", protocol = "tcp", port = 6379 },
    ]
    controller = [
      { from = "inside", protocol = "tcp", port = 7000 },
      { from = "peers", protocol = "tcp", port = 7000 },
      { from = "peers", protocol = "tcp", port = 7800 },
      { from = "operators", protocol = "tcp", port = 7000 },
      { from = "inside", protocol = "tcp", port = 9090 },
    ]
    replicator = [
      { from = "inside", protocol = "tcp", port = 5701 },
      { from = "inside", protocol = "tcp", port = 9090 },
      { from = "peers", protocol = "tcp", port = 9090 },
    ]
  }

  rules = merge([
    for role, openings in local.openings : {
      for rule in flatten([
        for opening in openings : [
          for cidr in local.sources[opening.from] : merge(opening, { role = role, cidr = cidr })
        ]
      ]) : "${role}-${rule.protocol}-${rule.port}-${rule.cidr}" => rule
    }
  ]...)
}

resource "aws_security_group" "role" {
  for_each = local.openings

  name        = "atoll-${var.name}-${each.key}"
  description = "Atoll ${each.key} in ${var.name}"
  vpc_id      = aws_vpc.this.id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "opening" {
  for_each = local.rules

  security_group_id = aws_security_group.role[each.value.role].id
  ip_protocol       = each.value.protocol
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.cidr
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "all" {
  for_each = aws_security_group.role

  security_group_id = each.value.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
  tags              = local.tags
}
