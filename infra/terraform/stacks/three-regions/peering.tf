# Every region talks to every other one directly: replication must not depend on a third region being up.

resource "aws_vpc_peering_connection" "us_east_to_eu_west" {
  provider    = aws.us_east
  vpc_id      = module.us_east.vpc_id
  peer_vpc_id = module.eu_west.vpc_id
  peer_region = "eu-west-1"
}

resource "aws_vpc_peering_connection_accepter" "us_east_to_eu_west" {
  provider                  = aws.eu_west
  vpc_peering_connection_id = aws_vpc_peering_connection.us_east_to_eu_west.id
  auto_accept               = true
}

resource "aws_route" "us_east_to_eu_west" {
  for_each = module.us_east.route_table_ids

  provider                  = aws.us_east
  route_table_id            = each.value
  destination_cidr_block    = module.eu_west.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.us_east_to_eu_west.id
}

resource "aws_route" "eu_west_to_us_east" {
  for_each = module.eu_west.route_table_ids

  provider                  = aws.eu_west
  route_table_id            = each.value
  destination_cidr_block    = module.us_east.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.us_east_to_eu_west.id
}

resource "aws_vpc_peering_connection" "us_east_to_ap_northeast" {
  provider    = aws.us_east
  vpc_id      = module.us_east.vpc_id
  peer_vpc_id = module.ap_northeast.vpc_id
  peer_region = "ap-northeast-1"
}

resource "aws_vpc_peering_connection_accepter" "us_east_to_ap_northeast" {
  provider                  = aws.ap_northeast
  vpc_peering_connection_id = aws_vpc_peering_connection.us_east_to_ap_northeast.id
  auto_accept               = true
}

resource "aws_route" "us_east_to_ap_northeast" {
  for_each = module.us_east.route_table_ids

  provider                  = aws.us_east
  route_table_id            = each.value
  destination_cidr_block    = module.ap_northeast.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.us_east_to_ap_northeast.id
}

resource "aws_route" "ap_northeast_to_us_east" {
  for_each = module.ap_northeast.route_table_ids

  provider                  = aws.ap_northeast
  route_table_id            = each.value
  destination_cidr_block    = module.us_east.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.us_east_to_ap_northeast.id
}

resource "aws_vpc_peering_connection" "eu_west_to_ap_northeast" {
  provider    = aws.eu_west
  vpc_id      = module.eu_west.vpc_id
  peer_vpc_id = module.ap_northeast.vpc_id
  peer_region = "ap-northeast-1"
}

resource "aws_vpc_peering_connection_accepter" "eu_west_to_ap_northeast" {
  provider                  = aws.ap_northeast
  vpc_peering_connection_id = aws_vpc_peering_connection.eu_west_to_ap_northeast.id
  auto_accept               = true
}

resource "aws_route" "eu_west_to_ap_northeast" {
  for_each = module.eu_west.route_table_ids

  provider                  = aws.eu_west
  route_table_id            = each.value
  destination_cidr_block    = module.ap_northeast.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.eu_west_to_ap_northeast.id
}

resource "aws_route" "ap_northeast_to_eu_west" {
  for_each = module.ap_northeast.route_table_ids

  provider                  = aws.ap_northeast
  route_table_id            = each.value
  destination_cidr_block    = module.eu_west.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.eu_west_to_ap_northeast.id
}
