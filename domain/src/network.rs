//! Network addresses as far as limits are concerned.

use std::net::{IpAddr, Ipv6Addr};

/// The network that an address is counted under: an IPv4 address by itself, an IPv6 address with the 2^64
/// others that one customer of a provider has (RFC 6177).
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

/// From where a request comes, judged by the address of the connection and what `X-Forwarded-For` says: the
/// last entry that none of the trusted proxies has. Everything before it is the client's own claim.
pub fn client_of(peer: IpAddr, forwarded: &[IpAddr], trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer.to_canonical();
    for address in forwarded.iter().rev() {
        if !trusted.contains(&client) {
            break;
        }
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("192.0.2.7", "192.0.2.7")]
    #[case("::ffff:192.0.2.7", "192.0.2.7")]
    #[case("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    fn addresses_are_counted_by_network(#[case] address: IpAddr, #[case] network: IpAddr) {
        assert_eq!(network_of(address), network);
    }

    #[rstest]
    #[case("192.0.2.7", &["198.51.100.1"], &[], "192.0.2.7")]
    #[case("127.0.0.1", &["203.0.113.9", "198.51.100.1"], &["127.0.0.1"], "198.51.100.1")]
    #[case("127.0.0.1", &["198.51.100.1", "10.0.0.2"], &["127.0.0.1", "10.0.0.2"], "198.51.100.1")]
    #[case("127.0.0.1", &[], &["127.0.0.1"], "127.0.0.1")]
    fn only_trusted_proxies_are_believed(
        #[case] peer: IpAddr,
        #[case] forwarded: &[&str],
        #[case] trusted: &[&str],
        #[case] client: IpAddr,
    ) {
        let parsed = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        assert_eq!(client_of(peer, &parsed(forwarded), &parsed(trusted)), client);
    }
}
