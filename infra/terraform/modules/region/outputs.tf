output "name" {
  description = "The region's name."
  value       = var.name
}

output "coordinates" {
  description = "Where it stands, for geo-DNS."
  value       = var.coordinates
}

output "vpc_id" {
  description = "The region's network, for peering."
  value       = aws_vpc.this.id
}

output "cidr_block" {
  description = "The region's private network, for the other regions' rules and routes."
  value       = aws_vpc.this.cidr_block
}

output "route_table_ids" {
  description = "Route tables that need a route to every peer."
  value       = { public = aws_route_table.public.id, private = aws_route_table.private.id }
}

output "edge_addresses" {
  description = "Public addresses of the edges, which geo-DNS answers with, by node."
  value       = { for name, eip in aws_eip.public : name => eip.public_ip if local.machines[name].role == "edge" }
}

output "name_server_address" {
  description = "Public address of the region's name server, for glue at the parent zone."
  value       = aws_eip.public["dns"].public_ip
}

output "kafka_bootstrap" {
  description = "Brokers as the other regions' replicators reach them: host:port, comma-separated."
  value       = join(",", [for name in sort(keys(local.brokers)) : "${aws_instance.machine[name].private_ip}:9094"])
}

output "controller_address" {
  description = "The controller as peers and operators reach it: host:port."
  value       = "${aws_instance.machine["controller"].private_ip}:7000"
}
