//! Where a request comes from: the peer's address, or the one that a proxy of ours speaks for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::{
    dev::ServiceRequest,
    http::header::{FORWARDED, HeaderName, X_FORWARDED_FOR},
};

use crate::config::{Proxy, ProxyHeader};

/// The nearest address that is none of our proxies'. What stands before it anyone may have written.
pub(super) fn of(request: &ServiceRequest, proxy: &Proxy) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    if !proxy.trusts(peer) {
        return peer;
    }
    let values = request.headers().get_all(name(proxy.header)).filter_map(|value| value.to_str().ok());
    nearest(peer, &values.collect::<Vec<_>>().join(","), proxy)
}

fn name(header: ProxyHeader) -> HeaderName {
    match header {
        ProxyHeader::XForwardedFor => X_FORWARDED_FOR,
        ProxyHeader::Forwarded => FORWARDED,
    }
}

/// Each proxy adds whom it speaks for at the end.
fn nearest(peer: IpAddr, said: &str, proxy: &Proxy) -> IpAddr {
    let mut address = peer;
    for hop in said.rsplit(',') {
        let hop = match proxy.header {
            ProxyHeader::XForwardedFor => node(hop),
            ProxyHeader::Forwarded => forwarded_for(hop).and_then(node),
        };
        match hop {
            Some(hop) if proxy.trusts(address) => address = hop,
            _ => break,
        }
    }
    address
}

/// The `for` of one element of `Forwarded` (RFC 7239, section 4).
fn forwarded_for(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.trim(), value))
        .find(|(name, _)| name.eq_ignore_ascii_case("for"))
        .map(|pair| pair.1)
}

/// An address, with or without a port, brackets and quotes; `None` where it is hidden.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let trusted: Vec<_> = ["10.0.0.0/8", "::1/128"].map(|network| network.parse().expect("a network")).into();
        let table = [
            (ProxyHeader::XForwardedFor, "10.0.0.1", "203.0.113.7", "203.0.113.7"),
            (ProxyHeader::XForwardedFor, "::1", "203.0.113.7:4711", "203.0.113.7"),
            (ProxyHeader::XForwardedFor, "10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
            (ProxyHeader::XForwardedFor, "203.0.113.9", "1.1.1.1", "203.0.113.9"),
            (ProxyHeader::XForwardedFor, "10.0.0.1", "", "10.0.0.1"),
            (ProxyHeader::XForwardedFor, "10.0.0.1", "1.1.1.1, unknown", "10.0.0.1"),
            (ProxyHeader::XForwardedFor, "10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
            (ProxyHeader::Forwarded, "10.0.0.1", "for=1.1.1.1, For=\"[2001:db8::1]:80\";proto=https", "2001:db8::1"),
            (ProxyHeader::Forwarded, "10.0.0.1", "by=10.0.0.1;for=203.0.113.7", "203.0.113.7"),
            (ProxyHeader::Forwarded, "10.0.0.1", "for=_hidden", "10.0.0.1"),
            (ProxyHeader::Forwarded, "10.0.0.1", "203.0.113.7", "10.0.0.1"),
        ];
        for (header, peer, said, expected) in table {
            let proxy = Proxy { trusted: trusted.clone(), header };
            let found = nearest(peer.parse().expect("an address"), said, &proxy);
            assert_eq!(found.to_string(), expected, "{peer} {said}");
        }
    }
}
