terraform {
  required_version = ">= 1.7.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  alias  = "us_east"
  region = "us-east-1"
}

provider "aws" {
  alias  = "eu_west"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "ap_northeast"
  region = "ap-northeast-1"
}

variable "image_ids" {
  description = "Machine image per region: us-east, eu-west, ap-northeast."
  type        = map(string)

  validation {
    condition     = toset(keys(var.image_ids)) == toset(["us-east", "eu-west", "ap-northeast"])
    error_message = "Name one image for each of us-east, eu-west and ap-northeast."
  }
}

variable "operator_cidr_blocks" {
  description = "Networks from which operators reach the controllers."
  type        = list(string)
  default     = []
}

locals {
  cidr_blocks = {
    us-east      = "10.1.0.0/16"
    eu-west      = "10.2.0.0/16"
    ap-northeast = "10.3.0.0/16"
  }
  peers = { for name, _ in local.cidr_blocks : name => [for other, cidr in local.cidr_blocks : cidr if other != name] }
}

module "us_east" {
  source    = "../../modules/region"
  providers = { aws = aws.us_east }

  name                 = "us-east"
  coordinates          = { latitude = 38.95, longitude = -77.45 }
  cidr_block           = local.cidr_blocks["us-east"]
  peer_cidr_blocks     = local.peers["us-east"]
  operator_cidr_blocks = var.operator_cidr_blocks
  zones                = ["us-east-1a", "us-east-1b", "us-east-1c"]
  image_id             = var.image_ids["us-east"]
}

module "eu_west" {
  source    = "../../modules/region"
  providers = { aws = aws.eu_west }

  name                 = "eu-west"
  coordinates          = { latitude = 53.35, longitude = -6.26 }
  cidr_block           = local.cidr_blocks["eu-west"]
  peer_cidr_blocks     = local.peers["eu-west"]
  operator_cidr_blocks = var.operator_cidr_blocks
  zones                = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  image_id             = var.image_ids["eu-west"]
}

module "ap_northeast" {
  source    = "../../modules/region"
  providers = { aws = aws.ap_northeast }

  name                 = "ap-northeast"
  coordinates          = { latitude = 35.68, longitude = 139.69 }
  cidr_block           = local.cidr_blocks["ap-northeast"]
  peer_cidr_blocks     = local.peers["ap-northeast"]
  operator_cidr_blocks = var.operator_cidr_blocks
  zones                = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
  image_id             = var.image_ids["ap-northeast"]
}

output "name_servers" {
  description = "What the parent zone's NS and glue records must name."
  value = {
    us-east      = module.us_east.name_server_address
    eu-west      = module.eu_west.name_server_address
    ap-northeast = module.ap_northeast.name_server_address
  }
}

output "kafka_bootstraps" {
  description = "What each region's replicators mirror the others from."
  value = {
    us-east      = module.us_east.kafka_bootstrap
    eu-west      = module.eu_west.kafka_bootstrap
    ap-northeast = module.ap_northeast.kafka_bootstrap
  }
}
