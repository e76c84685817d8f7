"""Quality of service by purpose; `qos_overrides` parameters change it per topic."""

from rclpy.qos import QoSDurabilityPolicy, QoSHistoryPolicy, QoSPolicyKind, QoSProfile, QoSReliabilityPolicy
from rclpy.qos_overriding_options import QoSOverridingOptions


def sensor_input() -> QoSProfile:
    """Match every camera driver, reliable or not, and keep the newest message only."""
    return QoSProfile(
        history=QoSHistoryPolicy.KEEP_LAST,
        depth=1,
        reliability=QoSReliabilityPolicy.BEST_EFFORT,
        durability=QoSDurabilityPolicy.VOLATILE,
    )


def result_output() -> QoSProfile:
    """Match every subscriber and lose nothing on the way; five messages wait for a slow one."""
    return QoSProfile(
        history=QoSHistoryPolicy.KEEP_LAST,
        depth=5,
        reliability=QoSReliabilityPolicy.RELIABLE,
        durability=QoSDurabilityPolicy.VOLATILE,
    )


def latched_output() -> QoSProfile:
    """Give subscribers that come late, bags and RViz among them, the last message."""
    return QoSProfile(
        history=QoSHistoryPolicy.KEEP_LAST,
        depth=1,
        reliability=QoSReliabilityPolicy.RELIABLE,
        durability=QoSDurabilityPolicy.TRANSIENT_LOCAL,
    )


def overridable() -> QoSOverridingOptions:
    """Let parameters such as qos_overrides./camera/image_raw.subscription.reliability change a topic's profile."""
    return QoSOverridingOptions(
        [QoSPolicyKind.HISTORY, QoSPolicyKind.DEPTH, QoSPolicyKind.RELIABILITY, QoSPolicyKind.DURABILITY]
    )


def describe(profile: QoSProfile) -> str:
    """Return reliability and durability in words, such as 'best effort, volatile'."""
    return ", ".join(policy.name.lower().replace("_", " ") for policy in (profile.reliability, profile.durability))
