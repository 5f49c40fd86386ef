//! Which addresses a name may lead to: the networks that the operator states for it, or else what
//! is public. The rule is asked of every address that a name resolves to, just before connecting.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 in which no public host is: RFC 6890 and what followed it.
const SPECIAL_V4: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// All public hosts of IPv6 are in here.
const GLOBAL_V6: Network = Network::v6([0x2000, 0], 3);

/// Networks inside it in which no public host is: of protocols, of documentation, and those that
/// carry an address of IPv4.
const SPECIAL_V6: [Network; 4] = [
    Network::v6([0x2001, 0], 23),
    Network::v6([0x2001, 0xdb8], 32),
    Network::v6([0x2002, 0], 16),
    Network::v6([0x3fff, 0], 20),
];

/// A network, as `10.20.0.0/16` or `2001:db8::/32`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Network {
    first: IpAddr,
    prefix: u32,
}

impl Network {
    const fn v6([one, two]: [u16; 2], prefix: u32) -> Self {
        Self { first: IpAddr::V6(Ipv6Addr::new(one, two, 0, 0, 0, 0, 0, 0)), prefix }
    }

    /// Reads a network; none where it is not its first address and the length of its prefix, or
    /// where it is IPv4 in the clothes of IPv6.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, prefix) = text.split_once('/')?;
        let (first, prefix): (IpAddr, u32) = (first.parse().ok()?, prefix.parse().ok()?);
        let network = Self { first, prefix };
        let is_whole = match first {
            IpAddr::V4(_) => prefix <= 32,
            IpAddr::V6(_) => prefix <= 128 && first == first.to_canonical(),
        };
        (is_whole && first == network.first_of(first)).then_some(network)
    }

    /// Whether an address, in its canonical form, is of the network.
    fn contains(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && self.first_of(address) == self.first
    }

    /// The first address of the network as long as this one that an address is in.
    fn first_of(&self, address: IpAddr) -> IpAddr {
        match address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(32_u32.saturating_sub(self.prefix)).unwrap_or(0);
                Ipv4Addr::from_bits(v4.to_bits() & mask).into()
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(128_u32.saturating_sub(self.prefix)).unwrap_or(0);
                Ipv6Addr::from_bits(v6.to_bits() & mask).into()
            }
        }
    }
}

/// Whether a name may lead to an address: to the networks that are stated for it, or to what is
/// public where none are. Never to no host or many.
pub(super) fn may_lead_to(networks: Option<&[Network]>, address: IpAddr) -> bool {
    let address = address.to_canonical();
    let is_one = !address.is_unspecified()
        && !address.is_multicast()
        && address != IpAddr::V4(Ipv4Addr::BROADCAST);
    is_one
        && match networks {
            Some(networks) => networks.iter().any(|network| network.contains(address)),
            None => is_public(address),
        }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|(first, prefix)| {
            Network { first: Ipv4Addr::from_octets(*first).into(), prefix: *prefix }
                .contains(address)
        }),
        IpAddr::V6(_) => {
            let is_special = SPECIAL_V6.iter().any(|network| network.contains(address));
            GLOBAL_V6.contains(address) && !is_special
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_networks_only_what_is_public_is_called() {
        for (text, may) in [
            ("9.9.9.9", true),
            ("172.15.255.255", true),
            ("172.32.0.0", true),
            ("100.128.0.1", true),
            ("223.255.255.255", true),
            ("2606:4700::1111", true),
            ("2a00::1", true),
            ("::ffff:9.9.9.9", true),
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("127.255.255.255", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.1", false),
            ("192.0.2.1", false),
            ("192.168.1.1", false),
            ("198.19.0.1", false),
            ("198.51.100.1", false),
            ("203.0.113.1", false),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::7f00:1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("::ffff:0.0.0.0", false),
            ("64:ff9b::a00:1", false),
            ("100::1", false),
            ("fc00::1", false),
            ("fd12::1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::", false),
            ("3fff::1", false),
        ] {
            assert_eq!(may_lead_to(None, text.parse().unwrap()), may, "{text}");
        }
    }

    #[test]
    fn stated_networks_are_called_and_nothing_else() {
        let networks = ["10.20.0.0/16", "127.0.0.1/32", "fd00:1::/32", "0.0.0.0/0", "ff00::/8"];
        let networks = networks.map(|text| Network::parse(text).unwrap());
        for (text, may) in [
            ("10.20.0.1", true),
            ("10.20.255.255", true),
            ("::ffff:10.20.0.1", true),
            ("10.21.0.1", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("fd00:1:ffff::1", true),
            ("fd00:2::1", false),
            ("9.9.9.9", false),
            ("2606:4700::1111", false),
        ] {
            assert_eq!(may_lead_to(Some(&networks[..3]), text.parse().unwrap()), may, "{text}");
        }
        for text in ["0.0.0.0", "::ffff:0.0.0.0", "224.0.0.1", "255.255.255.255", "ff02::1"] {
            assert!(!may_lead_to(Some(&networks), text.parse().unwrap()), "{text}");
        }
        assert!(may_lead_to(Some(&networks), "192.168.1.1".parse().unwrap()));
    }

    #[test]
    fn a_network_is_written_as_one() {
        for text in ["10.20.0.0/16", "0.0.0.0/0", "9.9.9.9/32", "fd00::/8", "::1/128"] {
            assert!(Network::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "10.20.0.0",
            "10.20.0.1/16",
            "10.20.0.0/33",
            "10.20/16",
            "10.20.0.0/-1",
            "fd00::1/8",
            "fd00::/129",
            "::ffff:10.20.0.0/112",
            "bank.example/8",
        ] {
            assert!(Network::parse(text).is_none(), "{text}");
        }
    }
}
