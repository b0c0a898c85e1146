variable "name" {
  description = "The region's name in Atoll: DNS label, topic suffix and metric label."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,31}$", var.name))
    error_message = "A region name is 1 to 32 of a-z, 0-9 and '-', starting with a letter, such as us-east."
  }
}

variable "coordinates" {
  description = "Where the region stands, in degrees: what geo-DNS measures distance to."
  type = object({
    latitude  = number
    longitude = number
  })

  validation {
    condition     = abs(var.coordinates.latitude) <= 90 && abs(var.coordinates.longitude) <= 180
    error_message = "Latitude is -90 to 90 and longitude -180 to 180 degrees."
  }
}

variable "cidr_block" {
  description = "The region's private network, a /16 that no other region uses, so that regions can be peered."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr_block, 0)) && endswith(var.cidr_block, "/16")
    error_message = "The network must be a /16, such as 10.1.0.0/16."
  }
}

variable "peer_cidr_blocks" {
  description = "Private networks of the other regions, which may reach brokers, controllers, replicators and edges."
  type        = list(string)
  default     = []
}

variable "operator_cidr_blocks" {
  description = "Networks from which operators reach the controller's API. Empty: from inside the region only."
  type        = list(string)
  default     = []

  validation {
    condition     = !contains(var.operator_cidr_blocks, "0.0.0.0/0")
    error_message = "The operator API must not be open to the whole internet; name your own networks."
  }
}

variable "zones" {
  description = "Three availability zones: one broker in each, so that losing a zone keeps min.insync.replicas=2."
  type        = list(string)

  validation {
    condition     = length(var.zones) == 3 && length(distinct(var.zones)) == 3
    error_message = "Exactly three different zones are needed."
  }
}

variable "image_id" {
  description = "Machine image with JDK 25 and Atoll under /opt/atoll."
  type        = string
}

variable "edges" {
  description = "How many edge nodes, spread over the zones."
  type        = number
  default     = 3

  validation {
    condition     = var.edges >= 2 && var.edges <= 64
    error_message = "2 to 64 edges: one alone can't be replaced without an outage."
  }
}

variable "instance_types" {
  description = "Machine type per role."
  type = object({
    broker     = optional(string, "m7g.large")
    redis      = optional(string, "r7g.large")
    edge       = optional(string, "c7g.large")
    controller = optional(string, "t4g.medium")
    dns        = optional(string, "c7g.medium")
    replicator = optional(string, "c7g.large")
  })
  default = {}
}

variable "log_volume_gib" {
  description = "Size of each broker's volume in GiB: 7 days of operations, mirrors of every other region, and room to spare."
  type        = number
  default     = 500

  validation {
    condition     = var.log_volume_gib >= 50 && var.log_volume_gib <= 16384
    error_message = "50 to 16384 GiB."
  }
}

variable "tags" {
  description = "Tags for everything made here."
  type        = map(string)
  default     = {}
}
