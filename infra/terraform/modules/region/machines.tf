locals {
  # Every machine of the region by name: its role, its zone's index, and whether users reach it.
  machines = merge(
    { for i in range(3) : "broker-${i + 1}" => { role = "broker", zone = i, public = false } },
    { for i in range(var.edges) : "edge-${i + 1}" => { role = "edge", zone = i % 3, public = true } },
    { for i in range(2) : "replicator-${i + 1}" => { role = "replicator", zone = i, public = false } },
    {
      redis      = { role = "redis", zone = 0, public = false }
      controller = { role = "controller", zone = 1, public = false }
      dns        = { role = "dns", zone = 2, public = true }
    },
  )
  brokers = { for name, machine in local.machines : name => machine if machine.role == "broker" }
  public  = { for name, machine in local.machines : name => machine if machine.public }
}

resource "aws_instance" "machine" {
  for_each = local.machines

  ami           = var.image_id
  instance_type = var.instance_types[each.value.role]
  subnet_id = (each.value.public
    ? aws_subnet.public[var.zones[each.value.zone]].id
  : aws_subnet.private[var.zones[each.value.zone]].id)
  vpc_security_group_ids = [aws_security_group.role[each.value.role].id]

  user_data = yamlencode({
    region = var.name
    node   = each.key
    role   = each.value.role
  })

  # Instance metadata by token only: a forged request through an edge must not reach credentials.
  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }

  tags = merge(local.tags, { Name = "atoll-${var.name}-${each.key}", "atoll:role" = each.value.role })
}

# The region log lives here: what is acknowledged is on these volumes, so they are never destroyed with a machine.
resource "aws_ebs_volume" "log" {
  for_each = local.brokers

  availability_zone = var.zones[each.value.zone]
  size              = var.log_volume_gib
  type              = "gp3"
  encrypted         = true
  tags              = merge(local.tags, { Name = "atoll-${var.name}-${each.key}-log" })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_volume_attachment" "log" {
  for_each = local.brokers

  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.log[each.key].id
  instance_id = aws_instance.machine[each.key].id
}

# Addresses that DNS names must outlive the machine behind them.
resource "aws_eip" "public" {
  for_each = local.public

  domain   = "vpc"
  instance = aws_instance.machine[each.key].id
  tags     = merge(local.tags, { Name = "atoll-${var.name}-${each.key}" })
}
